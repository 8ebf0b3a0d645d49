import { closeFd, eventFd, eventFdDrain } from "@ambit/linux";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WORKER_LOAD_WORDS } from "../messages.ts";
import { WorkerLoads } from "./worker-loads.ts";

const THREADS = 3;

let wakeFds: number[] = [];
let loads: WorkerLoads[] = [];

beforeEach(() => {
  const shared = new SharedArrayBuffer(THREADS * WORKER_LOAD_WORDS * 4);
  wakeFds = Array.from({ length: THREADS }, () => eventFd());
  loads = wakeFds.map((wakeFd, index) => new WorkerLoads(shared, index, wakeFd));
});
afterEach(() => {
  for (const fd of wakeFds) closeFd(fd);
});

const due = (): boolean[] => loads.map(({ isDue }) => isDue);
/** Which threads were woken since the last call. */
const woken = (): boolean[] => wakeFds.map((fd) => eventFdDrain(fd) > 0);

test("at rest the first thread takes connections alone", () => {
  expect(due()).toEqual([true, false, false]);
  expect(woken()).toEqual([false, false, false]);
});

test("a thread that is full is joined by the next one, which it wakes once", () => {
  loads[0]?.setConnections(31);
  expect(due()).toEqual([true, false, false]);
  loads[0]?.setConnections(32);
  expect(due()).toEqual([true, true, false]);
  expect(woken()).toEqual([false, true, false]);
  loads[0]?.setConnections(33);
  expect(woken()).toEqual([false, false, false]);
  loads[1]?.setConnections(40);
  expect(due()).toEqual([true, true, true]);
  expect(woken()).toEqual([false, false, true]);
});

test("with room again, the first takes connections alone, and wakes the next one anew when it is full again", () => {
  loads[0]?.setConnections(32);
  woken();
  loads[0]?.setConnections(31);
  expect(due()).toEqual([true, false, false]);
  loads[0]?.setConnections(32);
  expect(woken()).toEqual([false, true, false]);
});

test("a full thread leaves connections to others as long as one of them has room", () => {
  const isLeft = (): (boolean | undefined)[] => loads.map((load) => load.isToLeave);
  expect(isLeft()).toEqual([false, false, false]);
  loads[0]?.setConnections(32);
  expect(isLeft()).toEqual([true, false, false]);
  loads[1]?.setConnections(32);
  expect(isLeft()).toEqual([true, true, false]);
  loads[2]?.setConnections(32);
  expect(isLeft()).toEqual([false, false, false]);
});

test("a thread that is busy for more than half of its time is joined as well", () => {
  loads[0]?.setBusyShare(0.5);
  expect(due()).toEqual([true, false, false]);
  loads[0]?.setBusyShare(0.51);
  expect(due()).toEqual([true, true, false]);
  expect(woken()).toEqual([false, true, false]);
});

test("the last thread, and the only one, have nobody to wake", () => {
  loads[2]?.setConnections(1000);
  const only = new WorkerLoads(new SharedArrayBuffer(WORKER_LOAD_WORDS * 4), 0, wakeFds[0] ?? -1);
  only.setConnections(1000);
  expect([only.isDue, only.isToLeave]).toEqual([true, false]);
  expect(woken()).toEqual([false, false, false]);
});
