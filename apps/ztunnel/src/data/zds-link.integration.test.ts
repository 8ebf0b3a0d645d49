// The connection to the agent over a real socket, on a real reactor.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  acceptSocket,
  allocateArea,
  bindUnix,
  closeFd,
  lastMessage,
  listenSocket,
  receiveMessage,
  sendMessage,
  unixSeqpacket,
} from "@ambit/linux";
import { Reactor } from "@ambit/reactor";
import { MAX_ZDS_PACKET_BYTES } from "@ambit/zds";
import { expect, test } from "vitest";
import type { WorkerMessage } from "../messages.ts";
import { ZdsLink } from "./zds-link.ts";

const BACKLOG = 4;
const FLOOD = 20;

/** An agent's socket, a link to it, and a clock that the test moves. */
class Rig implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), "ambit-zds-"));
  readonly path = join(this.folder, "agent.sock");
  readonly area = allocateArea(2 * MAX_ZDS_PACKET_BYTES);
  readonly posts: WorkerMessage[] = [];
  nowMs = 0;
  readonly reactor = new Reactor({ nowMs: () => this.nowMs });
  readonly link = new ZdsLink({
    reactor: this.reactor,
    path: this.path,
    index: 0,
    post: (message) => void this.posts.push(message),
  });
  readonly #fds: number[] = [];

  own(fd: number): number {
    if (fd < 0) throw new Error(`errno ${-fd}`);
    this.#fds.push(fd);
    return fd;
  }

  listen(): number {
    const fd = this.own(unixSeqpacket());
    if (bindUnix(fd, this.path) < 0 || listenSocket(fd, BACKLOG) < 0) throw new Error("cannot listen");
    return fd;
  }

  close(fd: number): void {
    this.#fds.splice(this.#fds.indexOf(fd), 1);
    closeFd(fd);
  }

  turn(elapsedMs = 0): void {
    this.nowMs += elapsedMs;
    this.reactor.turn(0);
  }

  send(fd: number, bytes: readonly number[], passedFd?: number): void {
    this.area.bytes.set(bytes);
    expect(sendMessage(fd, { range: this.area, offset: 0, length: bytes.length }, passedFd)).toBe(
      bytes.length,
    );
  }

  receive(fd: number): readonly number[] {
    const length = receiveMessage(fd, this.area, 0, this.area.length);
    lastMessage();
    return length < 0 ? [length] : [...this.area.bytes.slice(0, length)];
  }

  take(): WorkerMessage[] {
    return this.posts.splice(0);
  }

  [Symbol.dispose](): void {
    this.link.stop();
    for (const fd of this.#fds) closeFd(fd);
    rmSync(this.folder, { recursive: true });
  }
}

test("packets and descriptors come in as they are, and packets go out", () => {
  using rig = new Rig();
  const listener = rig.listen();
  rig.link.start();
  const agent = rig.own(acceptSocket(listener));
  expect(rig.take()).toEqual([{ type: "zds-open", index: 0, connection: 1 }]);

  rig.send(agent, [1, 2, 3], agent);
  rig.send(agent, [4]);
  rig.turn();
  const [first, second] = rig.take();
  if (first?.type !== "zds-packet" || second?.type !== "zds-packet") expect.fail("no packets");
  expect([...new Uint8Array(first.packet)]).toEqual([1, 2, 3]);
  expect([first.connection, first.fds.length, first.isTruncated]).toEqual([1, 1, false]);
  for (const fd of first.fds) rig.own(fd);
  expect([[...new Uint8Array(second.packet)], second.fds]).toEqual([[4], []]);

  rig.link.handle({ type: "zds-send", connection: 1, packet: new Uint8Array([7, 8]).buffer });
  rig.link.handle({ type: "zds-send", connection: 9, packet: new Uint8Array([9]).buffer });
  expect(rig.receive(agent)).toEqual([7, 8]);
  expect(rig.receive(agent)).toEqual([-11]);
});

test("a packet that is too long is told to be cut", () => {
  using rig = new Rig();
  const listener = rig.listen();
  rig.link.start();
  const agent = rig.own(acceptSocket(listener));
  rig.take();
  rig.send(agent, new Array<number>(MAX_ZDS_PACKET_BYTES + 1).fill(1));
  rig.turn();
  expect(rig.take()).toMatchObject([{ type: "zds-packet", isTruncated: true }]);
});

test("an agent that floods gets a part of each turn", () => {
  using rig = new Rig();
  const listener = rig.listen();
  rig.link.start();
  const agent = rig.own(acceptSocket(listener));
  rig.take();
  for (let count = 0; count < FLOOD; count++) rig.send(agent, [count]);
  rig.turn();
  expect(rig.take()).toHaveLength(16);
  rig.turn();
  expect(rig.take()).toHaveLength(FLOOD - 16);
});

test("an agent that is not there is tried again, at a growing distance, and found within a quarter of a second", () => {
  using rig = new Rig();
  rig.link.start();
  for (let count = 0; count < 40; count++) rig.turn(50);
  const failures = rig.take();
  expect(failures.every((message) => message.type === "zds-closed")).toBe(true);
  expect(failures.length).toBeGreaterThan(5);
  expect(failures.length).toBeLessThan(16);
  rig.listen();
  for (let elapsedMs = 0; elapsedMs < 250; elapsedMs += 50) rig.turn(50);
  expect(rig.take().at(-1)).toMatchObject({ type: "zds-open" });
});

test("a connection that ends is followed by another, with another number", () => {
  using rig = new Rig();
  const listener = rig.listen();
  rig.link.start();
  rig.close(rig.own(acceptSocket(listener)));
  rig.turn();
  expect(rig.take()).toEqual([
    { type: "zds-open", index: 0, connection: 1 },
    { type: "zds-closed", index: 0, connection: 1, reason: "the agent closed the connection" },
  ]);
  rig.turn(64);
  expect(rig.take()).toEqual([{ type: "zds-open", index: 0, connection: 2 }]);
  rig.link.handle({ type: "zds-close", connection: 1 });
  expect(rig.take()).toEqual([]);
  rig.link.handle({ type: "zds-close", connection: 2 });
  expect(rig.take()).toMatchObject([{ type: "zds-closed", connection: 2 }]);
});

test("after a stop nothing is tried any more", () => {
  using rig = new Rig();
  rig.listen();
  rig.link.start();
  rig.take();
  rig.link.handle({ type: "zds-stop" });
  expect(rig.take()).toMatchObject([{ type: "zds-closed", connection: 1 }]);
  rig.turn(1_000);
  expect(rig.take()).toEqual([]);
});
