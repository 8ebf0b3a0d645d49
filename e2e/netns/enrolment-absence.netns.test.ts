/** A part of the mesh is not there while pods start, are labelled and talk: nothing goes past it, and all is made up for. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { eventually } from "@ambit/lifecycle/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makePartsRemovable, removePart, restorePart } from "../enrolment/absent-parts.ts";
import { reboot } from "../enrolment/lab-node.ts";
import { enrolmentRows, untilTunnelled } from "../enrolment/mesh-view.ts";
import {
  DENIED_PORT,
  denyPolicy,
  failuresOf,
  MARKER,
  NOTHING_LOST,
  PATH_PODS,
  PathTraffic,
  SAFE,
} from "../enrolment/path-traffic.ts";
import {
  AMBIENT,
  ECHO_PORT,
  echoPod,
  idlePod,
  NOT_AMBIENT,
  namespaceObject,
} from "../enrolment/workloads.ts";
import { Lab } from "../src/lab.ts";
import type { LabPod } from "../src/lab-pod.ts";
import type { MeshObject } from "../src/mesh-objects.ts";
import { framesHold } from "../src/wire-report.ts";

const NODE = "n1";
/** From the return of what was away. */
const RECOVERY_MS = 5_000;
/** Long enough for some attempts to start a pod. */
const REFUSED_MS = 1_500;
/** Whose pods need nobody's word to start. */
const EXCLUDED = "kube-system";
/** A controller, two agents, two ztunnels. */
const MESH_PODS = 5;
const ENROLLED = { wanted: true, installed: true, proven: true };
const EVENTS = { group: "", version: "v1", plural: "events", isNamespaced: true };

describe("a part of the mesh that is away", () => {
  let lab: Lab;
  let folder = "";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "ambit-absence-"));
    lab = await Lab.up({ name: "absence", nodes: 2 });
    await makePartsRemovable(lab, ["n1", "n2"]);
  });
  afterAll(async () => {
    await lab?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  test("ztunnel: pods that are labelled are pending and silent, pods that start do not, until it is back", async () => {
    const namespace = "no-ztunnel";
    const traffic = await PathTraffic.open({ lab, namespace, isAmbient: false, folder });
    await removePart(lab, "ztunnel", { node: NODE, isKilled: true });
    await lab.label(namespace, AMBIENT);
    await untilRedirection(namespace, { n1: "pending", n2: "enabled" });
    const silent = await traffic.during(async () => {
      await lab.apply(idlePod({ namespace, name: "late", node: NODE }));
      expect(await refusalOf(namespace, "late")).toContain("no ztunnel connection");
    });
    expect(silent).toMatchObject(SAFE);
    expect(failuresOf(silent)["near n2"]).toEqual([]);
    for (const path of ["far", "near n1"] as const) {
      expect(silent.paths[path].filter(({ outcome }) => outcome === "ok")).toEqual([]);
    }
    const back = await traffic.during(async () => {
      await restorePart(lab, "ztunnel", NODE);
      await untilRedirection(namespace, { n1: "enabled", n2: "enabled" }, RECOVERY_MS);
      await lab.untilReady(namespace, PATH_PODS.length + 1);
      await untilTunnelled(lab, namespace, [...PATH_PODS, "late"]);
    });
    expect(back).toMatchObject(SAFE);
    for (const path of ["far", "near n1"] as const) expect(back.paths[path].at(-1)?.outcome).toBe("ok");
    const settled = await traffic.during(() => delay(REFUSED_MS));
    expect(settled).toMatchObject(SAFE);
    expect(failuresOf(settled)).toEqual(NOTHING_LOST);
    await lab.delete(namespaceObject(namespace, true));
  });

  test("the agent: pods that run go on, those that start do not, and what changed is made up for", async () => {
    const namespace = "no-agent";
    const traffic = await PathTraffic.open({ lab, namespace, isAmbient: true, folder });
    await untilTunnelled(lab, namespace, PATH_PODS);
    await lab.apply(namespaceObject("joins", false), namespaceObject("leaves", true));
    await lab.apply(
      idlePod({ namespace: "joins", name: "pod", node: NODE }),
      ...["pod", "goes"].map((name) => idlePod({ namespace: "leaves", name, node: NODE })),
    );
    await Promise.all([lab.untilReady("joins", 1), lab.untilReady("leaves", 2)]);
    const away = await traffic.during(async () => {
      await removePart(lab, "istio-cni-node", { node: NODE });
      await lab.apply(
        idlePod({ namespace, name: "late", node: NODE }),
        idlePod({ namespace: EXCLUDED, name: "outside", node: NODE }),
      );
      expect(await refusalOf(namespace, "late")).toContain("failed to contact node Istio CNI agent");
      await lab.untilReady(EXCLUDED, 1);
      await lab.label("joins", AMBIENT);
      await lab.label("leaves", NOT_AMBIENT);
      await lab.delete(idlePod({ namespace: "leaves", name: "goes" }));
    });
    expect(failuresOf(away)).toEqual(NOTHING_LOST);
    expect(away).toMatchObject(SAFE);
    const back = await traffic.during(async () => {
      await restorePart(lab, "istio-cni-node", NODE);
      await untilRedirection("joins", { n1: "enabled" }, RECOVERY_MS);
      await untilRedirection("leaves", { n1: "" }, RECOVERY_MS);
      await lab.untilReady(namespace, PATH_PODS.length + 1);
      await lab.untilEnrolled(namespace);
    });
    expect(failuresOf(back)).toEqual(NOTHING_LOST);
    expect(back).toMatchObject(SAFE);
    for (const name of [namespace, "joins", "leaves"]) await lab.delete(namespaceObject(name, true));
    await lab.delete(idlePod({ namespace: EXCLUDED, name: "outside" }));
  });

  test("all of a node, without a warning: the same pods are back in, and nobody was let past the mesh", async () => {
    const namespace = "reboot";
    const [down, up] = await nodesForReboot();
    await lab.apply(namespaceObject(namespace, true), denyPolicy(namespace));
    await lab.apply(
      echoPod({ namespace, name: "far", node: down }, [ECHO_PORT, DENIED_PORT]),
      echoPod({ namespace, name: "near", node: up }, [ECHO_PORT]),
      serviceOf(namespace, "far", [ECHO_PORT, DENIED_PORT]),
      idlePod({ namespace, name: "idle", node: down }),
      idlePod({ namespace, name: "client", node: up }),
    );
    const before = await lab.untilReady(namespace, 4);
    await lab.untilEnrolled(namespace);
    await untilTunnelled(lab, namespace, ["client", "far", "idle", "near"]);
    const client = await lab.pod(namespace, "client");
    const load = await client.load();
    const vip = await serviceAddress(namespace, "far");
    const near = before.find(({ name }) => name === "near")?.ip ?? "";
    await untilExchanged(client, vip);
    const probes = { far: [vip, ECHO_PORT], denied: [vip, DENIED_PORT], near: [near, ECHO_PORT] } as const;
    await using capture = await lab.captureNode(up, join(folder, "reboot.pcap"));
    for (const [probe, [ip, port]] of Object.entries(probes)) {
      await load.call("probe", { probe, ip, port, marker: MARKER, everyMs: 20, timeoutMs: 3_000 });
    }
    await reboot(lab, down);
    await eventually(
      async () => {
        for (const row of await enrolmentRows(lab, namespace)) expect(row).toMatchObject(ENROLLED);
      },
      { timeoutMs: 60_000, intervalMs: 100 },
    );
    await untilExchanged(client, vip);
    const outcomes = { far: await end("far"), denied: await end("denied"), near: await end("near") };
    expect(framesHold(await capture.end(), [MARKER])).toEqual([false]);
    expect(outcomes.denied).not.toContain("ok");
    expect(outcomes.near.filter((outcome) => outcome !== "ok")).toEqual([]);
    expect(outcomes.far.at(-1)).toBe("ok");
    const after = await lab.untilReady(namespace, before.length);
    expect(after.map(({ uid, redirection }) => [uid, redirection])).toEqual(
      before.map(({ uid, redirection }) => [uid, redirection]),
    );
    await lab.delete(namespaceObject(namespace, true));
    await lab.untilReady("istio-system", MESH_PODS);

    async function end(probe: string): Promise<readonly string[]> {
      return (await load.call("endProbe", { probe })).map(({ outcome }) => outcome);
    }
  });

  /** The control plane stays, so that what is seen is the node. */
  async function nodesForReboot(): Promise<readonly [string, string]> {
    const pods = await lab.pods("istio-system");
    const controller = pods.find(({ name }) => name.startsWith("istiod-"));
    return controller?.node === "n1" ? ["n2", "n1"] : ["n1", "n2"];
  }

  async function serviceAddress(namespace: string, name: string): Promise<string> {
    const service = await lab.get({ apiVersion: "v1", kind: "Service", metadata: { name, namespace } });
    return (service as unknown as { readonly spec: { readonly clusterIP: string } }).spec.clusterIP;
  }

  async function untilExchanged(client: LabPod, ip: string): Promise<void> {
    await eventually(async () => expect(await client.exchange(ip, ECHO_PORT, "are-you-there?")).toBe(true), {
      timeoutMs: 30_000,
      intervalMs: 50,
    });
  }

  /** Every pod of the namespace that has a network says what its node is to have. */
  async function untilRedirection(
    namespace: string,
    wanted: Readonly<Record<string, string>>,
    timeoutMs = 30_000,
  ): Promise<void> {
    await eventually(
      async () => {
        const pods = (await lab.pods(namespace)).filter(({ ip }) => ip !== "");
        for (const { name, node, redirection } of pods) {
          if (redirection !== wanted[node]) throw new Error(`${name} is "${redirection}"`);
        }
      },
      { timeoutMs, intervalMs: 20 },
    );
  }

  /** Why the pod does not start; it has been tried for a while. */
  async function refusalOf(namespace: string, name: string): Promise<string> {
    const messages = await eventually(
      async () => {
        const { items } = await lab.api.list(EVENTS, { namespace });
        const told = items.map((item) => item as unknown as EventJson);
        const own = told.filter(
          ({ involvedObject, reason }) =>
            involvedObject?.name === name && reason === "FailedCreatePodSandBox",
        );
        expect(own).not.toEqual([]);
        return own.map(({ message }) => message);
      },
      { timeoutMs: 20_000, intervalMs: 50 },
    );
    await delay(REFUSED_MS);
    const pod = (await lab.pods(namespace)).find((candidate) => candidate.name === name);
    expect(pod).toMatchObject({ isReady: false, phase: "Pending", redirection: "", ip: "" });
    return messages.join("\n");
  }
});

function serviceOf(namespace: string, name: string, ports: readonly number[]): MeshObject {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace },
    spec: { selector: { app: name }, ports: ports.map((port) => ({ name: `tcp-${port}`, port })) },
  };
}

interface EventJson {
  readonly involvedObject?: { readonly name: string };
  readonly reason?: string;
  readonly message?: string;
}
