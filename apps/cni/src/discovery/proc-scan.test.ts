import { type IpAddress, parseIpAddress } from "@ambit/addr";
import { expect, test } from "vitest";
import { Netns } from "../agent/netns.ts";
import { type ProcView, scanProcesses } from "./proc-scan.ts";

const UID_A = "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa";
const UID_B = "bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb";
const IP_A = parseIpAddress("10.0.0.1");
const IP_B = parseIpAddress("10.0.0.2");
const IP_V6 = parseIpAddress("fd00::1");

interface Process {
  readonly uid: string;
  readonly inode: number;
  readonly start?: number;
}

/** Counts what is open. */
class TestNetns extends Netns {
  readonly #open: Set<TestNetns>;

  constructor(inode: number, open: Set<TestNetns>) {
    super(-1, { inode, device: 4 });
    this.#open = open;
    open.add(this);
  }

  override [Symbol.dispose](): void {
    this.#open.delete(this);
  }
}

const HOST = 1;

function aView(
  processes: Readonly<Record<number, Process>>,
  addresses: Readonly<Record<number, readonly IpAddress[]>>,
) {
  const open = new Set<TestNetns>();
  const find = (pid: string): Process | undefined => processes[Number(pid)];
  const view: ProcView = {
    pids: () => ["1", ...Object.keys(processes)],
    netnsId: (pid) => {
      const inode = pid === "1" ? HOST : find(pid)?.inode;
      return inode === undefined ? undefined : { inode, device: 4 };
    },
    read: (pid, file) =>
      file === "cgroup"
        ? `0::/kubepods/pod${find(pid)?.uid}/c${pid}`
        : `${pid} (x) S ${"0 ".repeat(18)}${find(pid)?.start ?? pid} 0`,
    openNetns: (pid) => new TestNetns(find(pid)?.inode ?? 0, open),
    hasAddress: ({ id }, ips) => ips.some((ip) => (addresses[id.inode] ?? []).includes(ip)),
  };
  const scan = (wanted: Readonly<Record<string, readonly IpAddress[]>>) =>
    scanProcesses(view, new Map(Object.entries(wanted)), () => Promise.resolve());
  return { open, scan };
}

test("finds the namespaces of the pods that are looked for, and keeps nothing else open", async () => {
  const { open, scan } = aView(
    { 10: { uid: UID_A, inode: 20 }, 11: { uid: UID_A, inode: 20 }, 12: { uid: UID_B, inode: 21 } },
    { 20: [IP_A], 21: [IP_B] },
  );
  const found = await scan({ [UID_A]: [IP_A] });
  expect([...found].map(([uid, { id }]) => [uid, id.inode])).toEqual([[UID_A, 20]]);
  expect(open.size).toBe(1);
});

test("a namespace without the pod's address is not the pod's, but a later one may be", async () => {
  const { open, scan } = aView(
    { 10: { uid: UID_A, inode: 20 }, 11: { uid: UID_A, inode: 21 } },
    { 20: [IP_B], 21: [IP_A] },
  );
  expect((await scan({ [UID_A]: [IP_A] })).get(UID_A)?.id.inode).toBe(21);
  expect(open.size).toBe(1);
});

test("one of several addresses is enough", async () => {
  const { scan } = aView({ 10: { uid: UID_A, inode: 20 } }, { 20: [IP_V6] });
  expect((await scan({ [UID_A]: [IP_A, IP_V6] })).size).toBe(1);
});

test("a pod without an address is not found", async () => {
  const { open, scan } = aView({ 10: { uid: UID_A, inode: 20 } }, { 20: [IP_A] });
  expect((await scan({ [UID_A]: [] })).size).toBe(0);
  expect(open.size).toBe(0);
});

test("the oldest process decides between two namespaces", async () => {
  const { open, scan } = aView(
    {
      10: { uid: UID_A, inode: 20, start: 500 },
      11: { uid: UID_A, inode: 21, start: 100 },
      12: { uid: UID_A, inode: 22, start: 300 },
    },
    { 20: [IP_A], 21: [IP_A], 22: [IP_A] },
  );
  expect((await scan({ [UID_A]: [IP_A] })).get(UID_A)?.id.inode).toBe(21);
  expect(open.size).toBe(1);
});

test("processes of the node's own network are no pod's, whatever their cgroup says", async () => {
  const { scan } = aView({ 10: { uid: UID_A, inode: HOST } }, { [HOST]: [IP_A] });
  expect((await scan({ [UID_A]: [IP_A] })).size).toBe(0);
});
