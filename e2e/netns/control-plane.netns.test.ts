/** Two ztunnels that have the mesh, their certificates and their policies from a controller, which may be lost. */
import { setTimeout as delay } from "node:timers/promises";
import { eventually } from "@ambit/lifecycle/testing";
import { expect, test } from "vitest";
import { openLoad } from "../faults/load.ts";
import type { ProbeRecord } from "../faults/load-protocol.ts";
import { describeNetns } from "../src/describe-netns.ts";
import { identityOf } from "../src/mesh-file.ts";
import type { MeshObject } from "../src/mesh-objects.ts";
import { netnsMesh } from "../src/netns-mesh.ts";

const MARKER = "control-plane-marker-51c0";
const [OPEN_PORT, ALWAYS_DENIED_PORT, LATER_DENIED_PORT] = [8080, 8081, 8082];
const CONNECTIONS = 100;
const PROBE_EVERY_MS = 20;
const PROBE_TIMEOUT_MS = 5_000;
const DOWN_MS = 2_000;
/** A ztunnel's wait between attempts, while the controller is away for that long, has grown to a few seconds. */
const CATCH_UP_MS = 15_000;

const PODS = [{ name: "client" }, { name: "server", service: { 80: OPEN_PORT } }];

function denyPort(name: string, port: number): MeshObject {
  return {
    apiVersion: "security.istio.io/v1",
    kind: "AuthorizationPolicy",
    metadata: { name, namespace: "shop" },
    spec: { action: "DENY", rules: [{ to: [{ operation: { ports: [`${port}`] } }] }] },
  };
}

describeNetns("a mesh with a control plane", () => {
  test("objects of the API become identities, routes and policies", async () => {
    await using mesh = await netnsMesh({ prefix: "cpl", pods: PODS, controlPlane: true });
    const [client, server] = [mesh.pod("client"), mesh.pod("server")];
    await server.serve(OPEN_PORT);
    await using capture = await client.capture();
    const target = { ip: server.plan.vip.ip, port: 80 };
    expect(await client.request(target, `${MARKER}-vip`)).toMatchObject({ answered: true });
    expect(await client.request({ ip: server.ip, port: OPEN_PORT }, MARKER)).toMatchObject({
      answered: true,
    });

    const { fields } = await server.accessLine("inbound", (line) => line.fields.direction === "inbound");
    expect(fields).toMatchObject({
      "src.identity": identityOf(client.plan),
      "dst.identity": identityOf(server.plan),
    });
    const wire = await capture.stop(MARKER);
    expect(wire).toMatchObject({ framesWithMarker: 0, streamsWithMarker: 0, otherBytes: 0 });
    expect(wire.tlsDataRecords).toBeGreaterThan(0);

    const policy = denyPort("deny-open", OPEN_PORT);
    await mesh.controlPlane.create(policy);
    await eventually(
      async () => expect(await client.request(target, "denied?")).toMatchObject({ answered: false }),
      {
        timeoutMs: 5_000,
        intervalMs: 20,
      },
    );
    await mesh.controlPlane.delete(policy);
    await eventually(
      async () => expect(await client.request(target, "allowed?")).toMatchObject({ answered: true }),
      {
        timeoutMs: 5_000,
        intervalMs: 20,
      },
    );
  });

  test("kill -9 of the controller under change: no connection, no state and no policy is lost", async () => {
    await using mesh = await netnsMesh({ prefix: "cpk", pods: PODS, controlPlane: true });
    const [client, server] = [mesh.pod("client"), mesh.pod("server")];
    const { controlPlane } = mesh;
    await using load = await openLoad(client.namespace);
    await using backend = await openLoad(server.namespace);
    for (const port of [OPEN_PORT, ALWAYS_DENIED_PORT, LATER_DENIED_PORT]) {
      await backend.call("serve", { port, behaviour: "echo" });
    }
    const target = (port: number) => ({ ip: server.ip, port, marker: MARKER });
    await controlPlane.create(denyPort("deny-always", ALWAYS_DENIED_PORT));
    await eventually(
      async () =>
        expect(await client.request(target(ALWAYS_DENIED_PORT), "denied?")).toMatchObject({
          answered: false,
        }),
      { timeoutMs: 5_000, intervalMs: 20 },
    );
    const held = await load.call("hold", {
      group: "held",
      ...target(OPEN_PORT),
      count: CONNECTIONS,
      intervalMs: 100,
    });
    expect(held.open).toBe(CONNECTIONS);
    for (const [probe, port] of [
      ["open", OPEN_PORT],
      ["denied", ALWAYS_DENIED_PORT],
    ] as const) {
      const pace = { everyMs: PROBE_EVERY_MS, timeoutMs: PROBE_TIMEOUT_MS };
      await load.call("probe", { probe, ...target(port), ...pace });
    }

    await delay(500);
    await controlPlane.stopController("SIGKILL");
    await controlPlane.create(denyPort("deny-later", LATER_DENIED_PORT));
    await controlPlane.apply({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "client-1", namespace: "shop", labels: { version: "v2" } },
    });
    await delay(DOWN_MS);
    expect(await client.request(target(LATER_DENIED_PORT), "not known yet")).toMatchObject({
      answered: true,
    });
    await controlPlane.startController();
    await eventually(
      async () =>
        expect(await client.request(target(LATER_DENIED_PORT), "known?")).toMatchObject({ answered: false }),
      { timeoutMs: CATCH_UP_MS, intervalMs: 50 },
    );
    await eventually(async () => expect(await revisionOf(client)).toBe("v2"), {
      timeoutMs: CATCH_UP_MS,
      intervalMs: 50,
    });

    const facts = await load.call("facts", { group: "held" });
    expect(facts).toMatchObject({ open: CONNECTIONS, wrongBytes: 0 });
    const [open, denied] = [
      await load.call("endProbe", { probe: "open" }),
      await load.call("endProbe", { probe: "denied" }),
    ];
    expect(open.length).toBeGreaterThan(100);
    expect(open.filter(({ outcome }) => outcome !== "ok")).toEqual([]);
    expect(denied.length).toBeGreaterThan(100);
    expect(denied.filter(isAnswered)).toEqual([]);
  });
});

function isAnswered({ outcome }: ProbeRecord): boolean {
  return outcome === "ok";
}

/** As the client's own ztunnel knows its workload. */
async function revisionOf(pod: {
  configDump(): Promise<Readonly<Record<string, unknown>>>;
}): Promise<string | undefined> {
  const { workloads } = (await pod.configDump()) as {
    readonly workloads: readonly { readonly name: string; readonly canonicalRevision: string }[];
  };
  return workloads.find(({ name }) => name === "client-1")?.canonicalRevision;
}
