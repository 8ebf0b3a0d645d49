/** Shared mode: one ztunnel for all pods of a node, as an agent names them. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeNetns, withMesh } from "../src/describe-netns.ts";
import { aPolicy, identityOf } from "../src/mesh-file.ts";
import type { MeshOptions, NetnsMesh } from "../src/netns-mesh.ts";
import { agentPod, NodeZtunnel, redirectPod } from "../src/node-ztunnel.ts";
import type { Pod } from "../src/pod.ts";
import { ZdsAgent } from "../src/zds-agent.ts";

const PORT = 7000;
const HBONE_PORT = 15008;
const ACKED = { kind: "acked" };
/** Much longer than it takes, on a busy machine too. */
const LONG = { timeout: 15_000 };
const OK = { answered: true, text: "hello" };

function nodesOf(prefix: string): MeshOptions {
  return {
    prefix,
    enroll: false,
    pods: [
      { name: "client", node: "n1", redirect: "both" },
      { name: "near", node: "n1", redirect: "both" },
      { name: "far", node: "n2", redirect: "both" },
      { name: "plain", inMesh: false },
      { name: "z1", node: "n1", redirect: "none" },
      { name: "z2", inMesh: false },
    ],
  };
}

/** A node's agent and ztunnel, with these pods in the mesh. */
async function openNode(
  mesh: NetnsMesh,
  {
    node,
    home,
    pods,
    env = {},
  }: { node: string; home: string; pods: readonly Pod[]; env?: Record<string, string> },
) {
  await using undo = new AsyncDisposableStack();
  const agentPath = join(mesh.folder, `${node}.sock`);
  const agent = undo.use(ZdsAgent.open(agentPath));
  const ztunnel = undo.use(await NodeZtunnel.start({ mesh, home: mesh.pod(home), node, agentPath, env }));
  for (const pod of pods) {
    redirectPod(pod, "both");
    expect(await agent.add(agentPod(pod))).toEqual(ACKED);
  }
  const owned = undo.move();
  return { agent, ztunnel, agentPath, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

const ask = (from: Pod, to: Pod, port = PORT) => from.request({ ip: to.ip, port }, "hello");
/** Whether somebody listens there, as a pod outside the mesh finds. */
const takes = async (mesh: NetnsMesh, to: Pod, port = HBONE_PORT): Promise<boolean> => {
  try {
    await using _connection = await mesh.pod("plain").connect({ ip: to.ip, port });
    return true;
  } catch {
    return false;
  }
};

describeNetns("a ztunnel for all pods of a node", () => {
  test("gives each pod its own identity, on one node and between two", async () => {
    await withMesh(nodesOf("ambit-inpod"), async (mesh) => {
      const [client, near, far, plain] = ["client", "near", "far", "plain"].map((name) => mesh.pod(name)) as [
        Pod,
        Pod,
        Pod,
        Pod,
      ];
      await using one = await openNode(mesh, { node: "n1", home: "z1", pods: [client, near] });
      await using two = await openNode(mesh, { node: "n2", home: "z2", pods: [far] });
      for (const pod of [near, far, plain]) await pod.serve(PORT);

      await using capture = await client.capture();
      expect(await ask(client, near)).toEqual(OK);
      expect(await ask(client, far)).toEqual(OK);
      const wire = await capture.stop("hello");
      expect(wire).toMatchObject({
        framesWithMarker: 0,
        streamsWithMarker: 0,
        otherBytes: 0,
        otherPorts: [],
      });
      expect(await ask(plain, far)).toEqual(OK);
      expect(await ask(near, plain)).toEqual(OK);

      const seen = (log: NodeZtunnel, to: Pod) =>
        expect.poll(
          () =>
            log.process
              .accessLines()
              .filter(({ fields }) => fields["dst.hbone_addr"] === `${to.ip}:${PORT}`)
              .map(({ fields }) => `${fields.direction} ${fields["src.identity"]} ${fields["dst.identity"]}`)
              .sort(),
          LONG,
        );
      const [clientId, nearId, farId] = [client, near, far].map(({ plan }) => identityOf(plan));
      await seen(one.ztunnel, near).toEqual([
        `inbound ${clientId} ${nearId}`,
        `outbound ${clientId} ${nearId}`,
      ]);
      await seen(two.ztunnel, far).toEqual([`inbound ${clientId} ${farId}`]);

      const { workloadState, certificates } = await one.ztunnel.dump();
      expect(Object.keys(workloadState)).toEqual(["uid-client", "uid-near"]);
      expect(workloadState["uid-near"]).toMatchObject({
        state: "Up",
        info: { name: "near-1", serviceAccount: "near" },
      });
      const known = certificates.filter(({ state }) => state === "Available").map(({ identity }) => identity);
      expect(known).toEqual(expect.arrayContaining([clientId, nearId]));
      expect(known).not.toContain(farId);
      expect(await one.ztunnel.count("workload_manager_active_proxy_count")).toBe(2);
      expect(await one.ztunnel.count("workload_manager_proxies_started_total")).toBe(2);
    });
  });

  test("shows a pod's connections with that pod, and asks its policies", async () => {
    await withMesh(nodesOf("ambit-inpodp"), async (mesh) => {
      const [client, near] = [mesh.pod("client"), mesh.pod("near")];
      await using one = await openNode(mesh, { node: "n1", home: "z1", pods: [client, near] });
      await near.serve(PORT);
      await using live = await client.connect({ ip: near.ip, port: PORT });
      expect(await live.exchange("one")).toEqual({ text: "one", state: "open" });

      const { workloadState } = await one.ztunnel.dump();
      expect(workloadState["uid-client"]?.connections).toMatchObject({
        inbound: [],
        outbound: [{ protocol: "HBONE" }],
      });
      expect(workloadState["uid-near"]?.connections).toMatchObject({
        inbound: [{ protocol: "HBONE" }],
        outbound: [],
      });

      mesh.writePolicies([
        aPolicy("not-client", { principals: [{ Exact: identityOf(client.plan).slice("spiffe://".length) }] }),
      ]);
      expect((await live.receiveAll()).state).not.toBe("open");
      expect(await ask(client, near)).toMatchObject({ answered: false });
      expect(await ask(mesh.pod("plain"), near)).toEqual(OK);
    });
  });

  test("with AMBIT_LOCAL_FAST_PATH joins its pods without a packet between them, and encrypts what goes to other nodes", async () => {
    await withMesh(nodesOf("ambit-inpodl"), async (mesh) => {
      const [client, near, far] = ["client", "near", "far"].map((name) => mesh.pod(name)) as [Pod, Pod, Pod];
      const env = { AMBIT_LOCAL_FAST_PATH: "true", ZTUNNEL_WORKER_THREADS: "2" };
      await using one = await openNode(mesh, { node: "n1", home: "z1", pods: [client, near], env });
      await using _two = await openNode(mesh, { node: "n2", home: "z2", pods: [far], env });
      for (const pod of [near, far]) await pod.serve(PORT);

      const capture = await client.capture();
      const bytes = 4 << 20;
      const { sentSha256, receivedSha256 } = await client.transfer({ ip: near.ip, port: PORT }, bytes);
      expect(receivedSha256).toBe(sentSha256);
      expect(await capture.stop("hello")).toMatchObject({ tlsBytes: 0, otherBytes: 0 });
      expect((await near.serverFacts(PORT)).peers.at(-1)).toContain(client.ip);

      const toFar = await client.capture();
      expect(await ask(client, far)).toEqual(OK);
      const wire = await toFar.stop("hello");
      expect(wire).toMatchObject({ framesWithMarker: 0, otherBytes: 0 });
      expect(wire.tlsDataRecords).toBeGreaterThan(0);

      const seen = (to: Pod) =>
        one.ztunnel.process
          .accessLines()
          .filter(({ fields }) => fields["dst.hbone_addr"] === `${to.ip}:${PORT}`)
          .map(({ fields }) => `${fields.direction} ${fields.local}`);
      await expect.poll(() => seen(near).sort(), LONG).toEqual(["inbound true", "outbound true"]);
      await expect.poll(() => seen(far), LONG).toEqual(["outbound undefined"]);
    });
  });

  test("serves a pod that leaves the mesh until everybody knows, lets its connections finish, and then is gone from it", async () => {
    await withMesh(nodesOf("ambit-inpodr"), async (mesh) => {
      const [client, near] = [mesh.pod("client"), mesh.pod("near")];
      const env = { CONNECTION_TERMINATION_DEADLINE: "1s" };
      await using one = await openNode(mesh, { node: "n1", home: "z1", pods: [client, near], env });
      await near.serve(PORT);
      await using live = await client.connect({ ip: near.ip, port: PORT });
      expect(await live.exchange("before")).toEqual({ text: "before", state: "open" });

      redirectPod(near, "returns");
      expect(await one.agent.remove("uid-near")).toEqual(ACKED);
      // The client's ztunnel has not heard of it.
      expect(await ask(client, near)).toEqual(OK);
      expect(await live.exchange("after")).toEqual({ text: "after", state: "open" });
      expect(Object.keys((await one.ztunnel.dump()).workloadState)).toEqual(["uid-client"]);
      expect(await one.ztunnel.count("workload_manager_proxies_stopped_total")).toBe(1);

      await expect.poll(() => takes(mesh, near), { timeout: 30_000 }).toBe(false);
      expect((await live.receiveAll()).state).not.toBe("open");
      expect(await ask(mesh.pod("plain"), near)).toEqual(OK);
    });
  });

  test("does not notice that a pod was out of the mesh for a moment", async () => {
    await withMesh(nodesOf("ambit-inpodf"), async (mesh) => {
      const [client, near] = [mesh.pod("client"), mesh.pod("near")];
      await using one = await openNode(mesh, { node: "n1", home: "z1", pods: [client, near] });
      await near.serve(PORT);
      await using live = await client.connect({ ip: near.ip, port: PORT });
      expect(await live.exchange("before")).toEqual({ text: "before", state: "open" });
      for (let count = 0; count < 5; count++) {
        redirectPod(near, "returns");
        expect(await one.agent.remove("uid-near")).toEqual(ACKED);
        expect(await ask(client, near)).toEqual(OK);
        redirectPod(near, "both");
        expect(await one.agent.add(agentPod(near))).toEqual(ACKED);
        expect(await ask(client, near)).toEqual(OK);
      }
      expect(await live.exchange("after")).toEqual({ text: "after", state: "open" });
    });
  });

  test("follows a pod into another network namespace", async () => {
    await withMesh(nodesOf("ambit-inpodn"), async (mesh) => {
      const [near, far] = [mesh.pod("near"), mesh.pod("far")];
      await using one = await openNode(mesh, { node: "n1", home: "z1", pods: [near] });
      expect([await takes(mesh, near), await takes(mesh, far)]).toEqual([true, false]);
      expect(await one.agent.add({ ...agentPod(near), netnsPath: agentPod(far).netnsPath })).toEqual(ACKED);
      expect(await takes(mesh, far)).toBe(true);
      await expect.poll(() => takes(mesh, near), LONG).toBe(false);
      expect(Object.keys((await one.ztunnel.dump()).workloadState)).toEqual(["uid-near"]);
    });
  });

  test("is a workload itself: its metrics can be had through the mesh", async () => {
    await withMesh(nodesOf("ambit-inpods"), async (mesh) => {
      const [client, home] = [mesh.pod("client"), mesh.pod("z1")];
      const env = {
        POD_NAME: "z1-1",
        POD_NAMESPACE: home.plan.namespace,
        SERVICE_ACCOUNT: home.plan.serviceAccount,
      };
      await using one = await openNode(mesh, { node: "n1", home: "z1", pods: [client], env });
      await using connection = await client.connect({ ip: home.ip, port: 15020 });
      await connection.send("GET /metrics HTTP/1.0\r\n\r\n");
      await connection.end();
      expect((await connection.receiveAll()).text).toContain("\nworkload_manager_active_proxy_count 1\n");
      await expect
        .poll(
          () =>
            one.ztunnel.process.accessLines().find(({ fields }) => fields.direction === "inbound")?.fields,
          LONG,
        )
        .toMatchObject({
          "src.identity": identityOf(client.plan),
          "dst.identity": identityOf(home.plan),
        });
      expect(Object.keys((await one.ztunnel.dump()).workloadState)).toEqual(["uid-client"]);
    });
  });
});
