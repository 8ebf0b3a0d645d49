/**
 * Watches every frame of all interfaces of its own network namespace. usage: node wire-program.ts <marker> <control>
 * Answers the methods of wire-protocol.ts on its IPC channel, and ends with it.
 */
import { setImmediate as turn } from "node:timers/promises";
import {
  allocateArea,
  EPOLLIN,
  EpollEvents,
  epollAdd,
  epollCreate,
  openPacketCapture,
  recvInto,
  takeCaptureLosses,
} from "@ambit/linux";
import { MAX_FRAME_BYTES } from "../../src/pcap.ts";
import { succeed } from "../../src/plain-sockets.ts";
import { answerCalls } from "../../src/program-answers.ts";
import type { WireMethods } from "./wire-protocol.ts";
import { WireWatch } from "./wire-watch.ts";

/** The wait blocks the thread; calls are answered between two of them. */
const WAIT_MS = 20;
const FRAMES_A_TURN = 4_096;
const FRAMES_AT_MOST = 100_000;

const [marker = "", control = ""] = process.argv.slice(2);
const watch = new WireWatch({ marker, control });
const packets = succeed("capture", openPacketCapture("any"));
const epoll = succeed("epoll", epollCreate());
succeed("epoll", epollAdd(epoll, packets, EPOLLIN, 0));
const events = new EpollEvents(1);
const area = allocateArea(MAX_FRAME_BYTES);
let lost = 0;

answerCalls<WireMethods>({
  addMembers({ ips }) {
    watch.addMembers(ips);
    return {};
  },
  facts() {
    readFrames(FRAMES_AT_MOST);
    lost += Math.max(0, takeCaptureLosses(packets));
    return { ...watch.facts, lost };
  },
});

for (;;) {
  events.wait(epoll, WAIT_MS);
  readFrames(FRAMES_A_TURN);
  await turn();
}

function readFrames(limit: number): void {
  const nowMs = Date.now();
  for (let count = 0; count < limit; count++) {
    const length = recvInto(packets, area, 0, MAX_FRAME_BYTES);
    if (length <= 0) return;
    watch.receive(area.bytes.subarray(0, length), nowMs);
  }
}
