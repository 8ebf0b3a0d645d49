/**
 * Writes every frame of an interface of its own namespace into a pcap file, until SIGTERM or SIGINT.
 * usage: node capture.ts <interface> <file>
 * Prints "capturing" when nothing can be missed any more.
 */
import { closeSync, openSync, writeSync } from "node:fs";
import { setImmediate as turn } from "node:timers/promises";
import {
  allocateArea,
  closeFd,
  EPOLLIN,
  EpollEvents,
  epollAdd,
  epollCreate,
  errnoMessage,
  openPacketCapture,
  recvInto,
} from "@ambit/linux";
import { MAX_FRAME_BYTES, pcapFileHeader, pcapRecordHeader } from "../src/pcap.ts";

/** The loop blocks the thread; signals are seen between two waits. */
const WAIT_MS = 20;

const [interfaceName = "", path = ""] = process.argv.slice(2);
if (interfaceName === "" || path === "") {
  process.stderr.write("usage: capture.ts <interface> <file>\n");
  process.exit(64);
}
await capture(interfaceName, path);

async function capture(name: string, file: string): Promise<void> {
  const packets = checked(openPacketCapture(name), `capture on ${name}`);
  const epoll = checked(epollCreate(), "epoll");
  checked(epollAdd(epoll, packets, EPOLLIN, 0), "epoll");
  const events = new EpollEvents(1);
  const area = allocateArea(MAX_FRAME_BYTES);
  const output = openSync(file, "w");
  writeSync(output, pcapFileHeader());
  let isStopped = false;
  const stop = (): void => {
    isStopped = true;
  };
  process.on("SIGTERM", stop).on("SIGINT", stop);
  process.stdout.write("capturing\n");
  while (!isStopped) {
    events.wait(epoll, WAIT_MS);
    drain();
    await turn();
  }
  drain();
  closeSync(output);
  closeFd(epoll);
  closeFd(packets);

  function drain(): void {
    for (;;) {
      const length = recvInto(packets, area, 0, MAX_FRAME_BYTES);
      if (length <= 0) return;
      writeSync(output, pcapRecordHeader(Date.now(), length));
      writeSync(output, area.bytes, 0, length);
    }
  }
}

function checked(result: number, what: string): number {
  if (result >= 0) return result;
  process.stderr.write(`capture: ${what}: ${errnoMessage(-result)}\n`);
  process.exit(1);
}
