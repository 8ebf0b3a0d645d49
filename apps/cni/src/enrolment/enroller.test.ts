import { parseIpAddress } from "@ambit/addr";
import { beforeEach, describe, expect, test } from "vitest";
import { aPod } from "../kube/testing/a-pod.ts";
import type { Enroller } from "./enroller.ts";
import { RELEASE_GRACE_MS } from "./next-step.ts";
import { anEnroller } from "./testing/an-enroller.ts";
import { FakeNode } from "./testing/fake-node.ts";

const IP = parseIpAddress("10.0.0.1");
const POD = aPod({ ips: [IP] });
const INODE = 70;

let node: FakeNode;
let enroller: Enroller;
let nowMs: number;

beforeEach(() => {
  node = new FakeNode();
  nowMs = 0;
  enroller = anEnroller(node, () => nowMs);
  node.setNamespace({ name: "app", labels: { mesh: "on" } });
  node.running.set(POD.uid, INODE);
});

async function enrolled(): Promise<void> {
  node.connect();
  node.setPod(POD);
  await enroller.reconcile(POD.uid);
  node.done.length = 0;
}

async function leave(): Promise<void> {
  node.setNamespace({ name: "app", labels: {} });
  await pass();
}

/** Until there is nothing to wait for. */
async function pass(): Promise<void> {
  for (let waitMs: number | undefined = 0; waitMs !== undefined; ) {
    nowMs += waitMs;
    waitMs = (await enroller.reconcile(POD.uid)).againInMs;
  }
}

describe("a running pod", () => {
  test("is offered to ztunnel before its traffic is redirected, and announced last", async () => {
    node.connect();
    node.setPod(POD);
    await enroller.reconcile(POD.uid);
    expect(node.done).toEqual([
      "find uid-1",
      "offer uid-1",
      "install 70",
      "probes +10.0.0.1",
      "annotate uid-1 enabled",
    ]);
    expect(node.violations).toEqual([]);
  });

  test("is captured without a ztunnel, pending, and confirmed by the next one's snapshot alone", async () => {
    node.setPod(POD);
    await enroller.reconcile(POD.uid);
    expect(node.done.at(-1)).toBe("annotate uid-1 pending");
    expect(node.probedPods.get(IP)).toBe(POD.uid);
    node.connect();
    node.done.length = 0;
    await enroller.reconcile(POD.uid);
    expect(node.done).toEqual(["annotate uid-1 enabled"]);
  });

  test("is captured and pending when ztunnel refuses it, and tried again", async () => {
    node.connect();
    node.setPod(POD);
    node.fails = (operation) => operation === "offer";
    await expect(enroller.reconcile(POD.uid)).rejects.toThrow("ztunnel refused the pod: cannot bind");
    expect(node.table.find(POD.uid)?.redirection).toBe("pending");
    node.fails = () => false;
    await enroller.reconcile(POD.uid);
    expect(node.table.find(POD.uid)?.redirection).toBe("enabled");
  });

  test("twice changes nothing", async () => {
    await enrolled();
    await enroller.reconcile(POD.uid);
    expect(node.done).toEqual([]);
    expect(node.openNetns.size).toBe(1);
  });

  test("without processes is looked for again later", async () => {
    node.running.clear();
    node.connect();
    node.setPod(POD);
    expect((await enroller.reconcile(POD.uid)).againInMs).toBeGreaterThan(5_000);
    expect(node.table.find(POD.uid)?.redirection).toBeUndefined();
  });

  test("gets its rules anew when its annotations change them", async () => {
    await enrolled();
    node.setPod({ ...POD, redirection: "enabled", annotations: { "ambient.istio.io/dns-capture": "true" } });
    await enroller.reconcile(POD.uid);
    expect(node.done).toEqual(["install 70 dns"]);
  });

  test("gets a new address into the probe set", async () => {
    await enrolled();
    const other = parseIpAddress("10.0.0.9");
    node.setPod({ ...POD, redirection: "enabled", ips: [other] });
    await enroller.reconcile(POD.uid);
    expect([...node.probedPods]).toEqual([[other, POD.uid]]);
  });
});

describe("leaving", () => {
  test("ends capture first, then tells the others, then ztunnel, and leaves the way back for a while", async () => {
    await enrolled();
    await leave();
    expect(node.done).toEqual([
      "release 70",
      "annotate uid-1 nothing",
      "probes -10.0.0.1",
      "withdraw uid-1",
      "remove 70",
    ]);
    expect(node.openNetns.size).toBe(0);
    expect(enroller.find(POD.uid)).toBeUndefined();
  });

  test("is taken back when the label comes back within the grace, without a word to ztunnel", async () => {
    await enrolled();
    node.setNamespace({ name: "app", labels: {} });
    await enroller.reconcile(POD.uid);
    node.setNamespace({ name: "app", labels: { mesh: "on" } });
    node.done.length = 0;
    await enroller.reconcile(POD.uid);
    expect(node.done).toEqual(["install 70", "probes +10.0.0.1", "annotate uid-1 enabled"]);
    expect(nowMs).toBeLessThan(RELEASE_GRACE_MS);
  });

  test("is taken back later too, and offered to ztunnel anew", async () => {
    await enrolled();
    node.setNamespace({ name: "app", labels: {} });
    nowMs += (await enroller.reconcile(POD.uid)).againInMs ?? 0;
    await enroller.reconcile(POD.uid);
    expect(node.connections[0]?.pods.size).toBe(0);
    expect([...enroller.uids()]).toEqual([]);
    node.setNamespace({ name: "app", labels: { mesh: "on" } });
    node.done.length = 0;
    await pass();
    expect(node.done).toEqual(["offer uid-1", "install 70", "probes +10.0.0.1", "annotate uid-1 enabled"]);
    expect([...enroller.uids()]).toEqual([POD.uid]);
  });

  test("of a pod that an earlier agent enrolled finds its rules", async () => {
    node.setNamespace({ name: "app", labels: {} });
    node.setPod({ ...POD, redirection: "enabled" });
    node.rulesIn.set(INODE, "installed");
    await leave();
    expect(node.rulesIn.size).toBe(0);
    expect(node.table.find(POD.uid)?.redirection).toBeUndefined();
  });
});

describe("a pod that is gone", () => {
  test("leaves its address to whoever has it by now", async () => {
    await enrolled();
    const heir = aPod({ uid: "uid-2", name: "heir", ips: [IP] });
    node.running.set(heir.uid, INODE + 1);
    node.setPod(heir);
    await enroller.reconcile(heir.uid);
    node.table.forget(POD.uid);
    await enroller.reconcile(POD.uid);
    expect([...node.probedPods]).toEqual([[IP, heir.uid]]);
    expect([...(node.connections[0]?.pods.keys() ?? [])]).toEqual([heir.uid]);
  });

  test("when a Job has ended its address is free, though the Pod stays", async () => {
    await enrolled();
    node.setPod({ ...POD, redirection: "enabled", phase: "Succeeded", ips: [] });
    await enroller.reconcile(POD.uid);
    expect(node.probedPods.size).toBe(0);
    expect(node.connections[0]?.pods.size).toBe(0);
    expect(node.table.find(POD.uid)?.redirection).toBeUndefined();
    node.done.length = 0;
    await enroller.reconcile(POD.uid);
    expect(node.done).toEqual([]);
  });

  test("while it is being enrolled ends as if it never was", async () => {
    node.connect();
    node.setPod(POD);
    node.fails = (operation) => {
      if (operation === "install") node.table.forget(POD.uid);
      return false;
    };
    await enroller.reconcile(POD.uid);
    expect(node.probedPods.size).toBe(0);
    expect(node.connections[0]?.pods.size).toBe(0);
    expect(node.openNetns.size).toBe(0);
    expect(node.table.find(POD.uid)).toBeUndefined();
  });
});

describe("a pod that starts", () => {
  const STARTING = aPod({ ips: [], phase: "Pending" });

  test("is in the mesh by the addresses that the plugin tells", async () => {
    node.connect();
    node.setPod(STARTING);
    await enroller.enrolStarting({ pod: STARTING, netns: node.open(INODE), ips: [IP] });
    expect(node.probedPods.get(IP)).toBe(STARTING.uid);
    expect(node.table.find(STARTING.uid)?.redirection).toBe("enabled");
    node.done.length = 0;
    await enroller.reconcile(STARTING.uid);
    expect(node.done).toEqual([]);
  });

  test.each(["offer", "install", "probes", "annotate"] as const)(
    "does not, when %s fails, and nothing is left",
    async (failing) => {
      node.connect();
      node.setPod(STARTING);
      let hasFailed = false;
      node.fails = (operation) => {
        const fails = operation === failing && !hasFailed;
        hasFailed ||= fails;
        return fails;
      };
      const starting = { pod: STARTING, netns: node.open(INODE), ips: [IP] };
      await expect(enroller.enrolStarting(starting)).rejects.toThrow();
      expect(node.rulesIn.size).toBe(0);
      expect(node.probedPods.size).toBe(0);
      expect(node.connections[0]?.pods.size).toBe(0);
      expect(node.openNetns.size).toBe(0);
      expect(node.table.find(STARTING.uid)?.redirection).toBeUndefined();
    },
  );

  test("does not without a ztunnel, and nothing was done for it", async () => {
    node.setPod(STARTING);
    const starting = { pod: STARTING, netns: node.open(INODE), ips: [IP] };
    await expect(enroller.enrolStarting(starting)).rejects.toThrow("no ztunnel connection");
    expect(node.done).toEqual([]);
    expect(node.openNetns.size).toBe(0);
  });

  test("in a new sandbox belongs to the new namespace", async () => {
    node.connect();
    node.setPod(STARTING);
    await enroller.enrolStarting({ pod: STARTING, netns: node.open(INODE), ips: [IP] });
    await enroller.enrolStarting({ pod: STARTING, netns: node.open(INODE + 1), ips: [IP] });
    expect(node.connections[0]?.pods.get(STARTING.uid)).toBe(INODE + 1);
    expect(node.rulesIn.get(INODE + 1)).toBe("installed");
    expect([...node.openNetns].map(({ id }) => id.inode)).toEqual([INODE + 1]);
  });

  test("asked about once more, stays enrolled though its ztunnel is away", async () => {
    const ztunnel = node.connect();
    node.setPod(STARTING);
    await enroller.enrolStarting({ pod: STARTING, netns: node.open(INODE), ips: [IP] });
    node.disconnect(ztunnel);
    const again = { pod: STARTING, netns: node.open(INODE), ips: [IP] };
    await expect(enroller.enrolStarting(again)).rejects.toThrow("no ztunnel connection");
    expect(node.rulesIn.get(INODE)).toBe("installed");
    expect(node.table.find(STARTING.uid)?.redirection).toBe("enabled");
  });

  test("without any address does not", async () => {
    node.connect();
    node.setPod(STARTING);
    const starting = { pod: STARTING, netns: node.open(INODE), ips: [] };
    await expect(enroller.enrolStarting(starting)).rejects.toThrow("has no IP address");
    expect(node.openNetns.size).toBe(0);
  });
});

describe("rules that somebody else may have changed", () => {
  async function lookAndReconcile(): Promise<boolean> {
    const enrolment = enroller.find(POD.uid);
    if (enrolment === undefined) throw new Error("the pod is not known");
    const isSuspect = enroller.rules.look(enrolment);
    await enroller.reconcile(POD.uid);
    return isSuspect;
  }

  test("are left alone as long as nobody has moved them", async () => {
    await enrolled();
    expect(await lookAndReconcile()).toBe(false);
    expect(node.done).toEqual([]);
  });

  test("are restored, counted, and read once more since the restoration moved them itself", async () => {
    await enrolled();
    node.flush(INODE);
    expect(await lookAndReconcile()).toBe(true);
    expect(node.rulesIn.get(INODE)).toBe("installed");
    expect(enroller.find(POD.uid)?.restored).toEqual({ count: 1, lastMs: 0 });
    expect(await lookAndReconcile()).toBe(true);
    expect(await lookAndReconcile()).toBe(false);
    expect(enroller.find(POD.uid)?.restored?.count).toBe(1);
    expect(node.done).toEqual(["install 70", "install 70"]);
  });

  test("are tried again when they cannot be restored", async () => {
    await enrolled();
    node.flush(INODE);
    node.fails = (operation) => operation === "install";
    await expect(lookAndReconcile()).rejects.toThrow("install fails");
    node.fails = () => false;
    await enroller.reconcile(POD.uid);
    expect(node.rulesIn.get(INODE)).toBe("installed");
  });

  test("are read back once after they were made without looking", async () => {
    await enrolled();
    const enrolment = enroller.find(POD.uid);
    if (enrolment === undefined) throw new Error("the pod is not known");
    expect(enroller.rules.doubt(enrolment)).toBe(true);
    await enroller.reconcile(POD.uid);
    expect(node.done).toEqual(["install 70"]);
    expect(enroller.rules.doubt(enrolment)).toBe(false);
    expect(await lookAndReconcile()).toBe(false);
    expect(enrolment.restored).toBeUndefined();
  });

  test("count as installed while they are read, and as unknown when that fails", async () => {
    await enrolled();
    const enrolment = enroller.find(POD.uid);
    if (enrolment === undefined) throw new Error("the pod is not known");
    enroller.rules.doubt(enrolment);
    const reading = enroller.reconcile(POD.uid);
    expect(enrolment.rules).toBe("installed");
    await reading;
    node.flush(INODE);
    node.fails = (operation) => operation === "install";
    await expect(lookAndReconcile()).rejects.toThrow("install fails");
    expect(enrolment.rules).toBe("unknown");
  });

  test("of an earlier agent are watched from its end on", async () => {
    const pod = { ...POD, redirection: "enabled" as const };
    node.setPod(pod);
    node.rulesIn.set(INODE, "installed");
    enroller.adopt(pod, node.open(INODE), { mayHaveRules: true }).probes = pod.ips;
    node.connect();
    expect(await lookAndReconcile()).toBe(false);
    expect(node.done).toEqual([]);
    node.flush(INODE);
    expect(await lookAndReconcile()).toBe(true);
    expect(node.rulesIn.get(INODE)).toBe("installed");
  });

  test("of a pod that leaves are not put back", async () => {
    await enrolled();
    node.setNamespace({ name: "app", labels: {} });
    await enroller.reconcile(POD.uid);
    node.flush(INODE);
    expect(await lookAndReconcile()).toBe(false);
    await pass();
    expect(node.rulesIn.size).toBe(0);
  });
});

describe("a pod whose rules cannot be made", () => {
  beforeEach(() => {
    enroller = anEnroller(node, () => nowMs, { isStrict: true });
    node.connect();
    node.setPod(POD);
    node.fails = (operation) => operation === "install";
  });

  test("has its traffic dropped until they can, but for probes, and says so", async () => {
    await expect(enroller.reconcile(POD.uid)).rejects.toThrow("install fails");
    expect(node.blocked).toEqual(new Set([INODE]));
    expect(node.probedPods.get(IP)).toBe(POD.uid);
    expect(enroller.find(POD.uid)).toMatchObject({ isBlocked: true, problem: "install fails" });
    expect(node.table.find(POD.uid)?.redirection).toBeUndefined();
    node.fails = () => false;
    await enroller.reconcile(POD.uid);
    expect(node.blocked.size).toBe(0);
    expect(enroller.find(POD.uid)).toMatchObject({ isBlocked: false, problem: undefined });
    expect(node.table.find(POD.uid)?.redirection).toBe("enabled");
  });

  test("has it back when it is wanted no more", async () => {
    await expect(enroller.reconcile(POD.uid)).rejects.toThrow("install fails");
    await leave();
    expect(node.blocked.size).toBe(0);
    expect(node.probedPods.size).toBe(0);
    expect(enroller.find(POD.uid)).toBeUndefined();
  });

  test("goes on as it is where the agent is not strict, also after one that was", async () => {
    await expect(enroller.reconcile(POD.uid)).rejects.toThrow("install fails");
    enroller = anEnroller(node, () => nowMs);
    enroller.adopt(POD, node.open(INODE), { mayHaveRules: true });
    await expect(enroller.reconcile(POD.uid)).rejects.toThrow("install fails");
    expect(node.blocked.size).toBe(0);
  });

  test("is said to be neither in nor dropped when not even that can be done", async () => {
    node.fails = (operation) => operation === "install" || operation === "block";
    await expect(enroller.reconcile(POD.uid)).rejects.toThrow(
      "the pod cannot be enrolled, and its traffic cannot be dropped",
    );
    expect(enroller.find(POD.uid)?.isBlocked).toBe(false);
  });
});

describe("an agent that starts", () => {
  test("takes over what is annotated, and asks ztunnel nothing that its snapshot has told", async () => {
    const pod = { ...POD, redirection: "enabled" as const };
    node.setPod(pod);
    enroller.adopt(pod, node.open(INODE), { mayHaveRules: true }).probes = pod.ips;
    node.connect();
    await enroller.reconcile(pod.uid);
    expect(node.done).toEqual([]);
    expect(enroller.find(pod.uid)?.ackedBy).toBe(1);
  });

  test("takes rules away that an agent left which was killed before it annotated the pod", async () => {
    node.setNamespace({ name: "app", labels: {} });
    node.setPod(POD);
    node.rulesIn.set(INODE, "installed");
    enroller.adopt(POD, node.open(INODE), { mayHaveRules: true });
    await pass();
    expect(node.rulesIn.size).toBe(0);
  });

  test("keeps a pod of which it finds nothing, so that ztunnel goes on", () => {
    const pod = { ...POD, redirection: "enabled" as const };
    node.setPod(pod);
    enroller.adopt(pod, undefined, { mayHaveRules: true });
    expect([...enroller.uids()]).toEqual([pod.uid]);
    expect(enroller.zdsPod(pod.uid)?.netnsFd).toBeUndefined();
  });
});
