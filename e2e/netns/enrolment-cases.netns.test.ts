/** Pods that are easily taken for others: an address used again, a Job that has ended, networks that are shared or held. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@ambit/lifecycle/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startInPod } from "../enrolment/foreign-process.ts";
import { killPart } from "../enrolment/kill-part.ts";
import { reuseAddressesAtOnce } from "../enrolment/lab-node.ts";
import { enrolmentRows, probedPods, untilTunnelled } from "../enrolment/mesh-view.ts";
import { DENIED_PORT, denyPolicy, MARKER } from "../enrolment/path-traffic.ts";
import {
  AMBIENT,
  ECHO_PORT,
  echoPod,
  idlePod,
  NOT_AMBIENT,
  namespaceObject,
  type PodShape,
} from "../enrolment/workloads.ts";
import { runCommand } from "../src/command.ts";
import { Lab, type PodFacts } from "../src/lab.ts";
import { findPodProcesses } from "../src/lab-processes.ts";
import type { MeshObject } from "../src/mesh-objects.ts";
import { framesHold } from "../src/wire-report.ts";

const LAB = "cases";
/** Of the servers; clients are on the other one. */
const NODE = "n2";
const PORTS = [ECHO_PORT, DENIED_PORT];
const OUTSIDE = { "istio.io/dataplane-mode": "none" };
/** From the moment at which a pod is ready until everybody treats it as what it is. */
const RECOVERY_MS = 5_000;
const EVERY_MS = 20;
const TIMEOUT_MS = 1_500;

describe("pods that are easily taken for others", () => {
  let lab: Lab;
  let folder = "";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "ambit-cases-"));
    lab = await Lab.up({ name: LAB, nodes: 2 });
    reuseAddressesAtOnce(lab, NODE);
  });
  afterAll(async () => {
    await lab?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  test("an address that is used again is treated as the pod that has it", async () => {
    const namespace = "reuse";
    await using client = await openClient(namespace);
    await lab.apply(
      ...["first", "second"].map((name) => accountObject(namespace, name)),
      policyFor(namespace, "first", DENIED_PORT),
      policyFor(namespace, "second", ECHO_PORT),
    );
    const lives: readonly Life[] = [
      { name: "first", app: "first", denied: DENIED_PORT },
      // Neither rules nor policies nor an identity of the one before.
      { name: "plain", app: "plain", denied: undefined },
      { name: "second", app: "second", denied: ECHO_PORT },
      // The same pod in its next life, as a StatefulSet has it.
      { name: "third", app: "second", denied: ECHO_PORT },
    ];
    let address = "";
    for (const { name, app, denied } of lives) {
      const isPlain = denied === undefined;
      const open = PORTS.filter((port) => port !== denied);
      const shape = { namespace, name, node: NODE, serviceAccount: isPlain ? "default" : app };
      const early = address === "" ? undefined : await client.probe(address, `early-${name}`);
      await lab.apply(echoPod({ ...shape, labels: { app, ...(isPlain ? OUTSIDE : {}) } }, PORTS));
      const server = await untilUp(namespace, name, isPlain ? "" : "enabled");
      if (address !== "") expect(server.ip).toBe(address);
      address = server.ip;
      await client.untilReaches(address, open);
      await untilTunnelled(lab, namespace, isPlain ? ["client"] : ["client", name]);
      const probe = await client.probe(address, `${MARKER}-${name}`);
      await client.untilReaches(address, open);
      const answered = await client.answeredPorts(probe);
      const late = await client.probe(address, `late-${name}`);
      await lab.delete(echoPod(shape, PORTS));
      await untilGone(namespace, name);
      expect(answered, name).toEqual(open);
      for (const other of [early, late].filter((marker) => marker !== undefined)) {
        expect(await client.answeredPorts(other), name).not.toContain(denied);
      }
    }
    const markers = lives.map(({ name }) => `${MARKER}-${name}`);
    expect(await client.seenOnCable(markers)).toEqual([false, true, false, false]);
    await removeNamespace(namespace);
  });

  test("a Job that has ended has left the mesh, and who gets its address is not taken for it", async () => {
    const namespace = "job";
    await using client = await openClient(namespace);
    await lab.apply(denyPolicy(namespace), jobObject(namespace));
    const ended = await eventually(
      async () => {
        const found = (await lab.pods(namespace)).find(({ phase }) => phase === "Succeeded");
        expect(found).toMatchObject({ redirection: "" });
        return found as PodFacts;
      },
      { timeoutMs: 30_000, intervalMs: 20 },
    );
    expect(probedPods(lab, NODE).has(ended.ip)).toBe(false);
    await lab.apply(echoPod({ namespace, name: "next", node: NODE }, PORTS));
    const next = await untilUp(namespace, "next", "enabled");
    expect(next.ip).toBe(ended.ip);
    await untilTunnelled(lab, namespace, ["client", "next"]);
    await client.untilReaches(next.ip, [ECHO_PORT]);
    const probe = await client.probe(next.ip, `${MARKER}-next`);
    await killPart(lab, "istio-cni-node", NODE);
    await eventually(
      async () => {
        expect(await enrolmentRows(lab, namespace)).toMatchObject([
          { pod: "client", proven: true },
          { pod: "next", proven: true },
          { pod: ended.name, installed: false, proven: false },
        ]);
      },
      { timeoutMs: RECOVERY_MS, intervalMs: 100 },
    );
    await lab.delete({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: ended.name, namespace },
    });
    await untilGone(namespace, ended.name);
    await client.untilReaches(next.ip, [ECHO_PORT]);
    expect(await client.failures(probe)).toEqual([]);
    expect(await client.answeredPorts(probe)).toEqual([ECHO_PORT]);
    expect(await client.seenOnCable([`${MARKER}-next`])).toEqual([false]);
    expect(probedPods(lab, NODE).get(next.ip)).toBe(next.uid);
    await lab.label(namespace, NOT_AMBIENT);
    await lab.untilEnrolled(namespace, false);
    await client.untilReaches(next.ip, PORTS);
    await removeNamespace(namespace);
  });

  test("a pod that is being deleted has no tunnels into it any more while it is still there", async () => {
    const namespace = "ending";
    await using client = await openClient(namespace);
    const pod = slowToEnd(echoPod({ namespace, name: "server", node: NODE }, PORTS));
    await lab.apply(pod);
    const server = await untilUp(namespace, "server", "enabled");
    await untilTunnelled(lab, namespace, ["client", "server"]);
    await client.untilReaches(server.ip, PORTS);
    expect(tunnelsInto(server)).not.toEqual([]);
    await lab.delete(pod);
    await eventually(() => expect(tunnelsInto(server)).toEqual([]), {
      timeoutMs: RECOVERY_MS,
      intervalMs: EVERY_MS,
    });
    expect((await lab.pods(namespace)).map(({ name }) => name)).toContain("server");
    await removeNamespace(namespace);
  });

  test("pods of an excluded namespace, and those in the node's network, are left alone", async () => {
    const namespace = "alone";
    await using client = await openClient(namespace);
    await lab.label("kube-system", AMBIENT);
    const excluded = { namespace: "kube-system", name: "excluded", node: NODE, labels: AMBIENT };
    const onHost = { namespace, name: "on-host", node: NODE, labels: AMBIENT };
    await lab.apply(denyPolicy(namespace), echoPod(excluded, PORTS), inHostNetwork(echoPod(onHost, PORTS)));
    for (const { namespace, name } of [excluded, onHost]) {
      const { ip } = await untilUp(namespace, name, "");
      await client.untilReaches(ip, PORTS);
    }
    const rows = [...(await enrolmentRows(lab, "kube-system")), ...(await enrolmentRows(lab, namespace))];
    expect(rows.filter(({ pod }) => pod !== "client")).toMatchObject([
      { pod: "excluded", wanted: false, installed: false, reason: "excluded namespace" },
      { pod: "on-host", wanted: false, installed: false, reason: "host network" },
    ]);
    await lab.label("kube-system", NOT_AMBIENT);
    await lab.delete(echoPod(excluded, PORTS));
    await untilGone("kube-system", "excluded");
    await removeNamespace(namespace);
  });

  test("a process in another pod's network, or in the node's, leads nobody there", async () => {
    const namespace = "foreign";
    await using client = await openClient(namespace);
    await lab.apply(
      denyPolicy(namespace),
      echoPod({ namespace, name: "host", node: NODE, labels: OUTSIDE }, PORTS),
      echoPod({ namespace, name: "guest", node: NODE, labels: OUTSIDE }, PORTS),
    );
    const host = await untilUp(namespace, "host", "");
    const guest = await untilUp(namespace, "guest", "");
    await using _inHost = startInPod({ network: host, group: guest });
    await using _inNode = startInPod({ network: undefined, group: guest });
    await using held = startInPod({ network: guest, group: undefined });
    // The agent forgets what the plugin told it: only processes lead to networks.
    await killPart(lab, "istio-cni-node", NODE);
    await labelPod(namespace, "guest", null);
    await lab.untilEnrolled(namespace);
    await untilTunnelled(lab, namespace, ["client", "guest"]);
    await client.untilReaches(guest.ip, [ECHO_PORT]);
    await client.untilReaches(host.ip, PORTS);
    expect(held.listeningPorts()).toEqual(expect.arrayContaining([15_001, 15_006, 15_008]));
    // What holds the network of a pod that is gone holds nothing of the mesh in it.
    await lab.delete(idlePod({ namespace, name: "guest" }));
    await untilGone(namespace, "guest");
    await eventually(() => expect(held.listeningPorts()).toEqual([]), { timeoutMs: 30_000, intervalMs: 100 });
    expect(probedPods(lab, NODE).has(guest.ip)).toBe(false);
    await removeNamespace(namespace);
  });

  /** A pod of the mesh on the other node, its connections, and the cable between them. */
  async function openClient(namespace: string) {
    await lab.apply(namespaceObject(namespace, true));
    await lab.apply(idlePod({ namespace, name: "client", node: "n1" }));
    await untilUp(namespace, "client", "enabled");
    const pod = await lab.pod(namespace, "client");
    const load = await pod.load();
    const capture = await lab.captureNode("n1", join(folder, `${namespace}.pcap`));
    const outcomes = new Map<string, readonly { readonly port: number; readonly outcome: string }[]>();

    /** Ends the probe when it is asked for the first time. */
    const outcomesOf = async (marker: string) => {
      const known = outcomes.get(marker);
      if (known !== undefined) return known;
      const found = await Promise.all(
        PORTS.map(async (port) => {
          const records = await load.call("endProbe", { probe: `${marker}:${port}` });
          return records.map(({ outcome }) => ({ port, outcome }));
        }),
      );
      outcomes.set(marker, found.flat());
      return found.flat();
    };
    return {
      /** New connections to both ports all the time. */
      probe: async (ip: string, marker: string): Promise<string> => {
        for (const port of PORTS) {
          const pace = { everyMs: EVERY_MS, timeoutMs: TIMEOUT_MS };
          await load.call("probe", { probe: `${marker}:${port}`, ip, port, marker, ...pace });
        }
        return marker;
      },
      answeredPorts: async (probe: string): Promise<readonly number[]> => {
        const answered = (await outcomesOf(probe)).filter(({ outcome }) => outcome === "ok");
        return [...new Set(answered.map(({ port }) => port))];
      },
      /** Of the port that is not denied. */
      failures: async (probe: string): Promise<readonly string[]> => {
        const open = (await outcomesOf(probe)).filter(({ port }) => port === ECHO_PORT);
        return open.map(({ outcome }) => outcome).filter((outcome) => outcome !== "ok");
      },
      /** These ports answer, and no others do. */
      untilReaches: (ip: string, ports: readonly number[]): Promise<void> =>
        eventually(
          async () => {
            const answers = await Promise.all(PORTS.map((port) => pod.exchange(ip, port, "hello")));
            expect(PORTS.filter((_, index) => answers[index])).toEqual(ports);
          },
          { timeoutMs: RECOVERY_MS, intervalMs: 50 },
        ),
      seenOnCable: async (markers: readonly string[]) => framesHold(await capture.end(), markers),
      [Symbol.asyncDispose]: () => capture[Symbol.asyncDispose](),
    };
  }

  async function untilUp(namespace: string, name: string, redirection: string): Promise<PodFacts> {
    return await eventually(
      async () => {
        const found = (await lab.pods(namespace)).find((pod) => pod.name === name);
        expect(found).toMatchObject({ isReady: true, redirection });
        return found as PodFacts;
      },
      { timeoutMs: 60_000, intervalMs: 20 },
    );
  }

  async function untilGone(namespace: string, name?: string): Promise<void> {
    await eventually(
      async () => {
        const pods = await lab.pods(namespace);
        expect(pods.filter((pod) => name === undefined || pod.name === name)).toEqual([]);
      },
      { timeoutMs: 60_000, intervalMs: 5 },
    );
  }

  /** With its addresses free again. */
  async function removeNamespace(namespace: string): Promise<void> {
    await lab.delete(namespaceObject(namespace, true));
    await untilGone(namespace);
  }

  async function labelPod(namespace: string, name: string, mode: string | null): Promise<void> {
    const pods = { group: "", version: "v1", plural: "pods", isNamespaced: true };
    const body = { metadata: { labels: { "istio.io/dataplane-mode": mode } } };
    await lab.api.patch(pods, { namespace, name }, { kind: "merge", body });
  }
});

/** One of the pods that have an address one after the other. */
interface Life extends Pick<PodShape, "name"> {
  readonly app: string;
  /** The port that a policy denies. */
  readonly denied: number | undefined;
}

function accountObject(namespace: string, name: string): MeshObject {
  return { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } };
}

function policyFor(namespace: string, app: string, port: number): MeshObject {
  const policy = denyPolicy(namespace);
  const rules = [{ to: [{ operation: { ports: [`${port}`] } }] }];
  return {
    ...policy,
    metadata: { name: `deny-${app}`, namespace },
    spec: { action: "DENY", selector: { matchLabels: { app } }, rules },
  };
}

/** Something in it does not hear that it is to end, for longer than its peers need to hear it. */
function slowToEnd(pod: MeshObject): MeshObject {
  const spec: { readonly containers: readonly object[] } = Object(pod["spec"]);
  const command = ["sh", "-c", "trap '' TERM; while :; do sleep 0.2; done"];
  const containers = [...spec.containers, { name: "stubborn", image: "busybox", command }];
  return { ...pod, spec: { ...spec, containers, terminationGracePeriodSeconds: RECOVERY_MS / 1000 + 2 } };
}

/** Peers of the tunnels that end in the pod's network. */
function tunnelsInto({ uid, name }: PodFacts): readonly string[] {
  const [first] = findPodProcesses(uid);
  if (first === undefined) throw new Error(`nothing runs in ${name}`);
  const words = [
    "nsenter",
    "-n",
    "-t",
    `${first.pid}`,
    "ss",
    "-Htn",
    "state",
    "established",
    "sport = :15008",
  ];
  return runCommand(words).split("\n").filter(Boolean);
}

function inHostNetwork(pod: MeshObject): MeshObject {
  return { ...pod, spec: { ...Object(pod["spec"]), hostNetwork: true } };
}

function jobObject(namespace: string): MeshObject {
  const { spec } = idlePod({ namespace, name: "task", node: NODE });
  const containers = [{ name: "app", image: "busybox", command: ["sleep", "0.5"] }];
  const template = { spec: { ...Object(spec), restartPolicy: "Never", containers } };
  return { apiVersion: "batch/v1", kind: "Job", metadata: { name: "task", namespace }, spec: { template } };
}
