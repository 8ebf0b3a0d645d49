/** Pods that change faster than the mesh can follow: labels that flap, and pods that go while they are let in. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { eventually } from "@ambit/lifecycle/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { countDescriptors, enrolmentRows, probedPods, untilTunnelled } from "../enrolment/mesh-view.ts";
import { failuresOf, NOTHING_LOST, PATH_PODS, PathTraffic, SAFE } from "../enrolment/path-traffic.ts";
import {
  AMBIENT,
  ECHO_PORT,
  idlePod,
  idlePods,
  NOT_AMBIENT,
  namespaceObject,
} from "../enrolment/workloads.ts";
import { Lab, PODS } from "../src/lab.ts";
import type { MeshObject } from "../src/mesh-objects.ts";
import { listNamespaces } from "../src/namespace.ts";

const LAB = "races";
const FLAPPING = "flapping";
/**
 * From one change of a label to the next: at once, while rules are installed, while the control plane is told, within and after
 * the second in which leaving is taken back without a word to ztunnel. An odd number, so that it ends the other way.
 */
const PAUSES_MS = [0, 0, 5, 10, 20, 40, 80, 120, 200, 350, 700, 1_300, 1_500, 0, 0];
/** Connections from before the first change. */
const HELD = 10;
const SETTLED_MS = 1_000;
const LEAVING = 12;
const GONE_TIMEOUT_MS = 30_000;

describe("pods that change faster than the mesh can follow", () => {
  let lab: Lab;
  let traffic: PathTraffic;
  let folder = "";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "ambit-races-"));
    lab = await Lab.up({ name: LAB, nodes: 2 });
    traffic = await PathTraffic.open({ lab, namespace: FLAPPING, isAmbient: false, folder });
  });
  afterAll(async () => {
    await lab?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  test("a namespace's label flaps: no connection is lost, and what it says last holds", async () => {
    await begin(false);
    await using _held = await heldConnections();
    const flapping = await traffic.during(async () => {
      await flap((isAmbient) => lab.label(FLAPPING, isAmbient ? AMBIENT : NOT_AMBIENT));
      await lab.untilEnrolled(FLAPPING);
    });
    expect(failuresOf(flapping)).toEqual(NOTHING_LOST);
    await untilTunnelled(lab, FLAPPING, PATH_PODS);
    const enrolled = await traffic.during(() => delay(SETTLED_MS));
    expect(failuresOf(enrolled)).toEqual(NOTHING_LOST);
    expect(enrolled).toMatchObject(SAFE);
    const leaving = await traffic.during(async () => {
      await lab.label(FLAPPING, NOT_AMBIENT);
      await lab.untilEnrolled(FLAPPING, false);
      await untilTunnelled(lab, FLAPPING, []);
    });
    expect(failuresOf(leaving)).toEqual(NOTHING_LOST);
  });

  test("a pod's own label flaps: no connection is lost, and what it says last holds", async () => {
    await begin(false);
    await using _held = await heldConnections();
    await begin(true);
    const labelServer = (mode: string | null) =>
      lab.api.patch(
        PODS,
        { namespace: FLAPPING, name: "server-n2" },
        { kind: "merge", body: { metadata: { labels: { "istio.io/dataplane-mode": mode } } } },
      );
    const flapping = await traffic.during(async () => {
      await flap((isOut) => labelServer(isOut ? "none" : null));
      await untilTunnelled(
        lab,
        FLAPPING,
        PATH_PODS.filter((name) => name !== "server-n2"),
      );
    });
    expect(failuresOf(flapping)).toEqual(NOTHING_LOST);
    const back = await traffic.during(async () => {
      await labelServer(null);
      await lab.untilEnrolled(FLAPPING);
      await untilTunnelled(lab, FLAPPING, PATH_PODS);
    });
    expect(failuresOf(back)).toEqual(NOTHING_LOST);
    const enrolled = await traffic.during(() => delay(SETTLED_MS));
    expect(enrolled).toMatchObject(SAFE);
  });

  test("pods are deleted while they are enrolled, and while they start: nothing of them is left", async () => {
    const before = await descriptorsOfParts();
    const outcome = await traffic.during(async () => {
      await lab.apply(namespaceObject("leaving", false), namespaceObject("starting", true));
      const running = idlePods("leaving", LEAVING, "n1");
      await lab.apply(...running, idlePod({ namespace: "leaving", name: "stays", node: "n1" }));
      await lab.untilReady("leaving", LEAVING + 1);
      await lab.label("leaving", AMBIENT);
      await Promise.all(running.map((pod, index) => deleteAfter(pod, index * 15)));
      for (const [index, pod] of idlePods("starting", LEAVING, "n1").entries()) {
        await lab.apply(pod);
        await deleteAfter(pod, index * 25);
      }
    });
    expect(failuresOf(outcome)).toEqual(NOTHING_LOST);
    await lab.untilReady("starting", 0);
    await lab.untilReady("leaving", 1);
    await lab.untilEnrolled("leaving");
    expect(await enrolmentRows(lab, "leaving")).toMatchObject([
      { pod: "stays", wanted: true, installed: true, proven: true },
    ]);
    expect(await enrolmentRows(lab, "starting")).toEqual([]);
    await lab.delete(namespaceObject("leaving", true), namespaceObject("starting", true));
    await eventually(
      async () => {
        expect(await leftovers()).toEqual([]);
        for (const [part, { all, networks }] of (await descriptorsOfParts()).entries()) {
          expect(networks).toBeLessThanOrEqual(before[part]?.networks ?? 0);
          // Connections to the API come and go, and are far fewer than pods.
          expect(all).toBeLessThan((before[part]?.all ?? 0) + LEAVING);
        }
      },
      { timeoutMs: GONE_TIMEOUT_MS, intervalMs: 200 },
    );
  });

  /** Changes the label over and over; true is the first and the last. */
  async function flap(change: (isChanged: boolean) => Promise<unknown>): Promise<void> {
    for (const [index, pauseMs] of PAUSES_MS.entries()) {
      await change(index % 2 === 0);
      await delay(pauseMs);
    }
  }

  /** As the test before has left it, or not. */
  async function begin(isAmbient: boolean): Promise<void> {
    await lab.label(FLAPPING, isAmbient ? AMBIENT : NOT_AMBIENT);
    await lab.untilEnrolled(FLAPPING, isAmbient);
  }

  /** Disposing tells whether all of them are still there, with every message answered. */
  async function heldConnections(): Promise<AsyncDisposable> {
    const load = await (await lab.pod(FLAPPING, "client-n1")).load();
    const { ip } = await lab.pod(FLAPPING, "server-n2");
    const group = "from before";
    await load.call("hold", { group, ip, port: ECHO_PORT, count: HELD, marker: "held", intervalMs: 100 });
    return {
      [Symbol.asyncDispose]: async () => {
        expect(await load.call("release", { group })).toMatchObject({ open: HELD, closed: 0, wrongBytes: 0 });
      },
    };
  }

  async function deleteAfter(pod: MeshObject, afterMs: number): Promise<void> {
    await delay(afterMs);
    await lab.delete(pod);
  }

  /** What is on the first node of pods that are no more. */
  async function leftovers(): Promise<readonly string[]> {
    const pods = [...(await lab.pods(FLAPPING)), ...(await lab.pods("istio-system"))];
    const uids = new Set(pods.map(({ uid }) => uid));
    const noted = readdirSync(`/run/ambit/${LAB}/nodes/n1/root/var/run/istio-cni/captured`);
    const probed = [...probedPods(lab, "n1").values()];
    const networks = listNamespaces().filter((name) => name.startsWith(`${LAB}-p-`));
    const own = pods.filter(({ name }) => !name.startsWith("istio-cni-node-"));
    return [
      ...[...noted, ...probed].filter((uid) => !uids.has(uid)),
      ...(networks.length > own.length ? [`${networks.length} networks of ${own.length} pods`] : []),
    ];
  }

  function descriptorsOfParts() {
    return Promise.all(["istio-cni-node", "ztunnel"].map((part) => countDescriptors(lab, part, "n1")));
  }
});
