/**
 * A data-plane thread that moves no data: it answers what the main thread asks, and misbehaves as the `network` of
 * its configuration says, once it has been told to serve.
 */
import { receiveMessageOnPort, workerData } from "node:worker_threads";
import { EPOLLIN, EpollEvents, epollAdd, epollCreate, eventFd, eventFdDrain } from "@ambit/linux";
import type { MainMessage, WorkerInit, WorkerMessage } from "../src/messages.ts";

export type Misbehaviour =
  | "none"
  | "throws"
  | "exits"
  | "fatal"
  | "spins"
  /** Waits for ever for something else than its wake descriptor. */
  | "stuck-in-system-call"
  /** Waits for its wake descriptor alone, without a limit, and never ticks. */
  | "blocked-in-epoll-wait"
  | "never-ready"
  | "never-drains";

const TICK_MS = 200;
const FOREVER_MS = 0x7fff_ffff;

const init = workerData as WorkerInit;
const misbehaviour = init.config.network as Misbehaviour;
const epoll = epollCreate();
epollAdd(epoll, init.wakeFd, EPOLLIN, 1);
const events = new EpollEvents(4);
let isServing = false;
let isRunning = true;

function post(message: WorkerMessage): void {
  init.port.postMessage(message);
}

function tick(): void {
  post({
    type: "tick",
    index: init.index,
    loopLagMs: 0,
    newLabelSets: [],
    traffic: [],
    gauges: {
      socketsOpenSource: 0,
      socketsOpenDestination: 0,
      openTunnelsClient: 0,
      openTunnelsServer: 0,
      activeStreams: 0,
      queuedBytes: 0,
    },
    failures: [],
    crlRejections: { source: 0, destination: 0 },
  });
}

function handle(message: MainMessage): void {
  const { index } = init;
  switch (message.type) {
    case "state":
      if (message.isLast) post({ type: "applied", index, version: message.version });
      else post({ type: "part-received", index });
      return;
    case "serve":
      isServing = true;
      return;
    case "heap-statistics":
      return post({ type: "heap", index, id: message.id, statistics: {} });
    case "dump-connections":
      return post({ type: "connections", index, id: message.id, connections: [] });
    case "dump-recent":
      return post({ type: "recent-connections", index, id: message.id, connections: [] });
    case "certificate":
      return post({ type: "log", index, lines: `certificate ${message.privateKeyPkcs8.byteLength > 0}\n` });
    case "revocations":
      return post({
        type: "log",
        index,
        lines: `revoked ${message.lists.map((list) => list.serials).join()}\n`,
      });
    case "drain":
      if (misbehaviour === "never-drains") return;
      for (const component of ["inbound", "inbound passthrough", "outbound"] as const) {
        post({ type: "drained", index, component, forced: false });
      }
      return;
    case "exit":
      isRunning = false;
      return;
    default:
  }
}

function misbehave(): void {
  switch (misbehaviour) {
    case "throws":
      throw new Error("the fake worker has crashed");
    case "exits":
      isRunning = false;
      return;
    case "fatal":
      return post({ type: "fatal", index: init.index, error: "the fake worker gives up" });
    case "spins":
      for (;;);
    case "stuck-in-system-call": {
      const other = epollCreate();
      epollAdd(other, eventFd(), EPOLLIN, 1);
      events.wait(other, FOREVER_MS);
      return;
    }
    default:
  }
}

function turn(): void {
  const isBlocked = misbehaviour === "blocked-in-epoll-wait" && isServing;
  if (isBlocked) post({ type: "log", index: init.index, lines: "worker is blocked\n" });
  events.wait(epoll, isBlocked ? FOREVER_MS : TICK_MS);
  eventFdDrain(init.wakeFd);
  for (
    let next = receiveMessageOnPort(init.port);
    next !== undefined;
    next = receiveMessageOnPort(init.port)
  ) {
    handle(next.message as MainMessage);
  }
  if (isServing) misbehave();
  tick();
}

if (misbehaviour !== "never-ready") post({ type: "ready", index: init.index });
while (isRunning) turn();
