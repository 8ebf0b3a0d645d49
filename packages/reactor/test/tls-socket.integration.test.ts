import { existsSync } from "node:fs";
import { EPOLLIN } from "@ambit/linux";
import { Reactor, ThreadMemory, TlsSocket, type TlsSocketEnd, type TlsSocketOwner } from "@ambit/reactor";
import { type PeerCheck, TlsContext, TlsSession } from "@ambit/tls";
import { TestAuthority } from "@ambit/tls/testing";
import { afterAll, expect, test } from "vitest";
import { tcpPair } from "./loopback.ts";
import { RawEnd } from "./raw-relay.ts";

const authority = TestAuthority.root();
const material = authority.material({ uriSans: ["spiffe://td/ns/a/sa/b"] });
const clientContext = TlsContext.create({ role: "client", material });
const serverContext = TlsContext.create({ role: "server", material });
afterAll(() => {
  clientContext.free();
  serverContext.free();
});

const acceptAll: PeerCheck = () => "ok";

class Owner implements TlsSocketOwner {
  isUp = false;
  received = 0;
  text = "";
  writableCount = 0;
  readonly ends: TlsSocketEnd[] = [];
  onBytes: (() => void) | undefined;

  onHandshakeDone(): void {
    this.isUp = true;
  }

  onPlaintext(area: { readonly bytes: Uint8Array }, start: number, end: number): void {
    this.received += end - start;
    if (end - start < 100) this.text += Buffer.from(area.bytes.subarray(start, end)).toString("latin1");
    this.onBytes?.();
  }

  onWritable(): void {
    this.writableCount++;
  }

  onEnd(end: TlsSocketEnd): void {
    this.ends.push(end);
  }
}

class TlsPair implements Disposable {
  readonly reactor = new Reactor({
    nowMs: () => performance.now(),
    onHandlerError: (error) => this.errors.push(error),
  });
  readonly errors: unknown[] = [];
  readonly memory: ThreadMemory;
  readonly clientOwner = new Owner();
  readonly serverOwner = new Owner();
  readonly client: TlsSocket;
  readonly server: TlsSocket;

  constructor(maxOutputSlots = 8) {
    this.memory = new ThreadMemory({ maxOutputSlots, maxQueuedBytes: 1 << 20, maxPipes: 0 });
    const { first, second } = tcpPair();
    this.client = new TlsSocket(
      this,
      first,
      new TlsSession(clientContext, first, acceptAll),
      this.clientOwner,
    );
    this.server = new TlsSocket(
      this,
      second,
      new TlsSession(serverContext, second, acceptAll),
      this.serverOwner,
    );
    this.server.start();
    this.client.start();
  }

  up(): this {
    this.until(() => this.clientOwner.isUp && this.serverOwner.isUp);
    return this;
  }

  until(done: () => boolean, limitMs = 5_000): void {
    const deadline = performance.now() + limitMs;
    while (!done()) {
      if (performance.now() > deadline) throw new Error("condition not reached in time");
      this.reactor.turn(5);
    }
  }

  [Symbol.dispose](): void {
    this.client.abort("test over");
    this.server.abort("test over");
    this.reactor[Symbol.dispose]();
  }
}

/** Writes as much as is taken of `count` bytes. */
function write(socket: TlsSocket, count: number): number {
  const offset = socket.reserve(count);
  if (offset < 0) return 0;
  socket.bytes.fill(120, offset, offset + count);
  socket.commit(count);
  return count;
}

function isOpen(fd: number): boolean {
  return existsSync(`/proc/self/fd/${fd}`);
}

test("what is committed in a turn goes out at its end, and slots go back", () => {
  using pair = new TlsPair().up();
  expect(write(pair.client, 3)).toBe(3);
  expect(write(pair.client, 2)).toBe(2);
  pair.until(() => pair.serverOwner.received === 5);
  expect(pair.serverOwner.text).toBe("xxxxx");
  expect(pair.memory.output.inUse).toBe(0);
});

test("nothing can be written before the handshake or after the end", () => {
  using pair = new TlsPair();
  expect(pair.client.reserve(10)).toBe(-1);
  pair.up();
  pair.client.abort("over");
  expect(pair.client.reserve(10)).toBe(-1);
  expect(pair.memory.output.inUse).toBe(0);
});

test("a slow reader blocks the writer, who is told when there is room, and memory comes back", () => {
  using pair = new TlsPair().up();
  pair.reactor.unregister(pair.server.fd);
  let sent = 0;
  for (let turn = 0; turn < 400 && !pair.client.isBlocked; turn++) {
    sent += write(pair.client, 60_000);
    pair.reactor.turn(0);
  }
  expect(pair.client.isBlocked).toBe(true);
  while (true) {
    const taken = write(pair.client, 60_000);
    if (taken === 0) break;
    sent += taken;
  }
  expect(pair.clientOwner.writableCount).toBe(0);
  pair.reactor.adopt(pair.server.fd, EPOLLIN, pair.server);
  pair.until(() => pair.serverOwner.received === sent && pair.clientOwner.writableCount > 0);
  expect(pair.memory.output.inUse + pair.memory.ciphertext.inUse).toBe(0);
});

test("close says close_notify, and each side hears of its end once", () => {
  using pair = new TlsPair().up();
  write(pair.client, 4);
  const { fd } = pair.client;
  pair.client.close("done");
  pair.client.close("again");
  pair.until(() => pair.serverOwner.ends.length > 0 && !isOpen(fd));
  expect(pair.serverOwner.text).toBe("xxxx");
  expect(pair.clientOwner.ends).toEqual([{ kind: "closed-by-us", message: "done", tls: undefined }]);
  expect(pair.serverOwner.ends).toEqual([
    { kind: "closed", message: "connection closed by peer", tls: undefined },
  ]);
});

test("closing in order keeps the descriptor until the peer has closed, and takes nothing more", () => {
  using pair = new TlsPair().up();
  write(pair.client, 4);
  pair.client.closeInOrder("drained");
  pair.client.closeInOrder("again");
  expect(pair.client.reserve(1)).toBe(-1);
  expect(pair.clientOwner.ends).toEqual([]);
  pair.until(() => pair.clientOwner.ends.length > 0);
  expect(pair.serverOwner.text).toBe("xxxx");
  expect(pair.clientOwner.ends).toEqual([{ kind: "closed", message: "drained", tls: undefined }]);
});

test("a close from inside a delivery stops the reading", () => {
  using pair = new TlsPair().up();
  pair.serverOwner.onBytes = () => pair.server.close("enough");
  for (let count = 0; count < 10; count++) write(pair.client, 20_000);
  pair.until(() => pair.serverOwner.ends.length > 0 && pair.clientOwner.ends.length > 0);
  expect(pair.serverOwner.ends).toHaveLength(1);
  expect(pair.errors).toEqual([]);
});

test("an owner that throws in a delivery loses this connection only, with everything released", () => {
  using pair = new TlsPair().up();
  const { fd } = pair.server;
  pair.serverOwner.onBytes = () => {
    throw new Error("bug");
  };
  write(pair.client, 1);
  pair.until(() => pair.serverOwner.ends.length > 0);
  expect(pair.serverOwner.ends).toEqual([{ kind: "aborted", message: "bug", tls: undefined }]);
  expect(isOpen(fd)).toBe(false);
  expect(() => pair.server.session.read(pair.memory.receive, 0, 1)).toThrow("freed");
});

test.each([
  { name: "bytes that are not TLS", act: (raw: RawEnd) => raw.send(200), kind: "handshake-failed" },
  { name: "an end", act: (raw: RawEnd) => raw.close(), kind: "handshake-failed" },
  { name: "a reset", act: (raw: RawEnd) => raw.reset(), kind: "handshake-failed" },
])("$name in place of a handshake ends the connection", ({ act, kind }) => {
  using pair = new TlsPair();
  const { first, second } = tcpPair();
  const raw = new RawEnd(first);
  const owner = new Owner();
  const socket = new TlsSocket(pair, second, new TlsSession(serverContext, second, acceptAll), owner);
  socket.start();
  act(raw);
  pair.until(() => owner.ends.length > 0);
  expect(owner.ends[0]?.kind).toBe(kind);
  expect(owner.ends[0]?.tls).toBeDefined();
  raw.close();
  pair.until(() => !isOpen(second));
});

test("last words reach a peer that is still sending, and its input is bounded", () => {
  using pair = new TlsPair().up();
  const { fd } = pair.client;
  // Unread input at close() would make the kernel send RST, and the peer lose what it has not read.
  write(pair.server, 60_000);
  pair.server.run();
  write(pair.client, 4);
  pair.client.close("done");
  pair.until(() => pair.serverOwner.ends.length > 0 && !isOpen(fd));
  expect(pair.serverOwner.text).toBe("xxxx");
  expect(pair.serverOwner.ends[0]?.kind).toBe("closed");
});

test("a peer that never closes is cut off after the linger time", () => {
  using pair = new TlsPair().up();
  const { fd } = pair.client;
  pair.reactor.unregister(pair.server.fd);
  pair.client.close("done");
  expect(isOpen(fd)).toBe(true);
  pair.until(() => !isOpen(fd));
});

test("without a free output slot a writer waits for one", () => {
  using pair = new TlsPair(1).up();
  const slot = pair.memory.output.take();
  expect(pair.client.reserve(10)).toBe(-1);
  if (slot !== undefined) pair.memory.output.give(slot);
  pair.until(() => pair.clientOwner.writableCount === 1);
  expect(write(pair.client, 10)).toBe(10);
  pair.until(() => pair.serverOwner.received === 10);
});

test("a connection that ends while it waits for a slot leaves no waiter", () => {
  using pair = new TlsPair(1).up();
  const slot = pair.memory.output.take();
  expect(pair.client.reserve(10)).toBe(-1);
  pair.client.abort("over");
  if (slot !== undefined) pair.memory.output.give(slot);
  pair.reactor.turn(0);
  expect(pair.clientOwner.writableCount).toBe(0);
});
