import { randomBytes, randomInt, X509Certificate } from "node:crypto";
import { allocateArea, closeFd, sendFrom, unixSocketPair } from "@ambit/linux";
import { describe, expect, test } from "vitest";
import {
  outputClear,
  outputPending,
  outputRange,
  TLS_AGAIN,
  TLS_CLOSED,
  TLS_FAILED,
  TlsContext,
  TlsSession,
  WRITE_BYTES,
} from "../src/index.ts";
import {
  ERR_clear_error,
  opensslSymbols,
  SSL_do_handshake,
  SSL_free,
  SSL_new,
  SSL_read,
  SSL_set_connect_state,
  SSL_set0_rbio,
  SSL_set0_wbio,
  SSL_write,
} from "../src/openssl.ts";
import { setCurrentVerification } from "../src/peer-verification.ts";
import {
  acceptAll,
  clientMaterial,
  readOnce,
  readRecord,
  root,
  serverMaterial,
  type TlsEnd,
  TlsPair,
} from "./support.ts";

const MEBIBYTE = 1 << 20;
const READ_BYTES = 100_000;
const sendArea = allocateArea(MEBIBYTE);
const receiveArea = allocateArea(READ_BYTES);

/** One direction of a transfer in slices of random size. */
class Flow {
  readonly #from: TlsEnd;
  readonly #to: TlsEnd;
  readonly #payload: Uint8Array;
  readonly received = new Uint8Array(MEBIBYTE);
  #written = 0;
  #read = 0;
  blockedTimes = 0;

  constructor(from: TlsEnd, to: TlsEnd, payload: Uint8Array) {
    this.#from = from;
    this.#to = to;
    this.#payload = payload;
  }

  get isDone(): boolean {
    return this.#read === MEBIBYTE;
  }

  send(): void {
    this.#from.flush();
    if (this.#from.isBlocked) {
      this.blockedTimes += 1;
      return;
    }
    const length = Math.min(randomInt(1, 200_000), MEBIBYTE - this.#written);
    const offset = randomInt(0, MEBIBYTE - length + 1);
    sendArea.bytes.set(this.#payload.subarray(this.#written, this.#written + length), offset);
    expect(this.#from.session.write(sendArea, offset, length)).toBe(length);
    this.#from.flush();
    this.#written += length;
  }

  receive(): void {
    const reads = randomInt(1, 30);
    for (let count = 0; count < reads; count += 1) {
      const offset = randomInt(0, READ_BYTES);
      const result = readRecord(this.#to.session, receiveArea, offset, randomInt(1, READ_BYTES - offset + 1));
      if (result === TLS_AGAIN) {
        return;
      }
      expect(result).toBeGreaterThan(0);
      this.received.set(receiveArea.bytes.subarray(offset, offset + result), this.#read);
      this.#read += result;
    }
  }
}

test("a mebibyte goes both ways at once, in slices of any size, through a socket that fills up", () => {
  using pair = new TlsPair();
  pair.handshake();
  const [up, down] = [randomBytes(MEBIBYTE), randomBytes(MEBIBYTE)];
  const flows = [new Flow(pair.client, pair.server, up), new Flow(pair.server, pair.client, down)];
  for (let round = 0; round < 100_000 && !flows.every((flow) => flow.isDone); round += 1) {
    for (const flow of flows) {
      // More than is read on average, so that the socket fills.
      flow.send();
      flow.send();
      flow.send();
      flow.receive();
    }
  }
  expect(Buffer.compare(flows[0]?.received ?? new Uint8Array(), up)).toBe(0);
  expect(Buffer.compare(flows[1]?.received ?? new Uint8Array(), down)).toBe(0);
  expect((flows[0]?.blockedTimes ?? 0) + (flows[1]?.blockedTimes ?? 0)).toBeGreaterThan(0);
});

test("bytes that were received with others wait in the session and are announced", () => {
  using pair = new TlsPair();
  pair.handshake();
  expect(pair.server.session.hasPending()).toBe(false);
  pair.client.session.write(sendArea, 0, 40_000);
  pair.client.flush();
  expect(readOnce(pair.server).result).toBe(16_384);
  expect(pair.server.session.hasPending()).toBe(true);
  expect(readOnce(pair.server).result).toBe(16_384);
  expect(readOnce(pair.server).result).toBe(40_000 - 2 * 16_384);
  expect(pair.server.session.hasPending()).toBe(false);
  expect(readOnce(pair.server).result).toBe(TLS_AGAIN);
});

test("application data that came with the end of the handshake is read without another event", () => {
  using pair = new TlsPair();
  pair.client.handshake();
  pair.server.handshake();
  expect(pair.client.session.handshake()).toBe("done");
  // One flush for both, so that the server's last handshake call receives the data too.
  pair.client.session.write(sendArea, 0, 100);
  pair.client.flush();
  expect(pair.server.handshake()).toBe("done");
  expect(readOnce(pair.server).result).toBe(100);
});

test("nothing is written for an empty write", () => {
  using pair = new TlsPair();
  pair.handshake();
  expect(pair.client.session.write(sendArea, 0, 0)).toBe(0);
  expect(outputPending()).toBe(0);
});

test("the largest write fits into the output, and a larger one is refused before anything is encrypted", () => {
  using pair = new TlsPair();
  pair.handshake();
  expect(pair.client.session.write(sendArea, 0, WRITE_BYTES)).toBe(WRITE_BYTES);
  expect(outputPending()).toBe(WRITE_BYTES + (WRITE_BYTES / 16_384) * 22);
  expect(outputRange().length).toBe(outputPending());
  outputClear();
  expect(outputPending()).toBe(0);
  expect(() => pair.client.session.write(sendArea, 0, WRITE_BYTES + 1)).toThrow(
    expect.objectContaining({ code: "bad-argument" }),
  );
  expect(outputPending()).toBe(0);
});

/** Five records, of which one receive brings less. */
const PAYLOAD_BYTES = 80_000;

test("two sessions of a thread may be read in turn, record by record", () => {
  const payloads = [randomBytes(PAYLOAD_BYTES), randomBytes(PAYLOAD_BYTES)];
  using first = new TlsPair();
  first.handshake();
  using second = new TlsPair();
  second.handshake();
  const ends = [first, second];
  for (const [index, pair] of ends.entries()) {
    sendArea.bytes.set(payloads[index] ?? []);
    pair.client.session.write(sendArea, 0, PAYLOAD_BYTES);
    pair.client.flush();
  }
  const received: Buffer[][] = [[], []];
  for (let round = 0; round < 5; round += 1) {
    for (const [index, pair] of ends.entries()) {
      const result = readRecord(pair.server.session, receiveArea, 0, READ_BYTES);
      received[index]?.push(Buffer.from(receiveArea.bytes.slice(0, result)));
    }
  }
  expect(
    received.map((parts) =>
      Buffer.compare(Buffer.concat(parts), payloads[received.indexOf(parts)] ?? Buffer.alloc(0)),
    ),
  ).toEqual([0, 0]);
  expect(readOnce(first.server).result).toBe(TLS_AGAIN);
});

test("what a session has not read is gone with it, and does not reach the next one", () => {
  using pair = new TlsPair();
  pair.handshake();
  {
    using other = new TlsPair();
    other.handshake();
    other.client.session.write(sendArea, 0, 40_000);
    other.client.flush();
    expect(readOnce(other.server).result).toBe(16_384);
  }
  expect(readOnce(pair.server).result).toBe(TLS_AGAIN);
  pair.client.session.write(sendArea, 0, 10);
  pair.client.flush();
  expect(readOnce(pair.server).result).toBe(10);
});

describe("a peer that asks for new keys", () => {
  const keyUpdate = opensslSymbols.bind<(ssl: number, type: number) => number>(
    "int SSL_key_update(uintptr_t, int)",
  );
  const UPDATE_REQUESTED = 1;
  const RECORD_OVERHEAD_BYTES = 22;
  const KEY_UPDATE_RECORD_BYTES = RECORD_OVERHEAD_BYTES + 5;

  test("gets one answer for each request, through the output of a read or write, and the session goes on", () => {
    using peer = new RawClient();
    expect(keyUpdate(peer.ssl, UPDATE_REQUESTED)).toBe(1);
    expect(SSL_write(peer.ssl, sendArea.address, 10)).toBe(10);
    expect(readRecord(peer.server, receiveArea, 0, 100)).toBe(10);
    expect(peer.server.receive()).toBe(TLS_AGAIN);
    peer.server.write(sendArea, 0, 7);
    expect(outputPending()).toBe(KEY_UPDATE_RECORD_BYTES + 7 + RECORD_OVERHEAD_BYTES);
    peer.flush();
    expect(SSL_read(peer.ssl, receiveArea.address, 100)).toBe(7);
  });

  test("is cut off when it does nothing else, with what that cost bounded by what it sent", () => {
    using peer = new RawClient();
    const requests = 200;
    for (let count = 0; count < requests; count += 1) {
      expect(keyUpdate(peer.ssl, UPDATE_REQUESTED)).toBe(1);
      expect(SSL_do_handshake(peer.ssl)).toBe(1);
    }
    expect(readRecord(peer.server, receiveArea, 0, 100)).toBe(TLS_FAILED);
    expect(peer.server.failure().code).toBe("protocol");
    expect(outputPending()).toBeLessThanOrEqual(requests * KEY_UPDATE_RECORD_BYTES);
    expect(readRecord(peer.server, receiveArea, 0, 100)).toBe(TLS_FAILED);
  });

  test("is served as long as it also sends data", () => {
    using peer = new RawClient();
    for (let count = 0; count < 200; count += 1) {
      expect(keyUpdate(peer.ssl, UPDATE_REQUESTED)).toBe(1);
      expect(SSL_write(peer.ssl, sendArea.address, 10)).toBe(10);
      expect(readRecord(peer.server, receiveArea, 0, 100)).toBe(10);
    }
  });
});

test("a client is told the subjects of the server's roots", () => {
  const peerNames = opensslSymbols.bind<(ssl: number) => number>(
    "uintptr_t SSL_get0_peer_CA_list(uintptr_t)",
  );
  const count = opensslSymbols.bind<(list: number) => number>("int OPENSSL_sk_num(uintptr_t)");
  const nameAt = opensslSymbols.bind<(list: number, index: number) => number>(
    "uintptr_t OPENSSL_sk_value(uintptr_t, int)",
  );
  const asText = opensslSymbols.bind<(name: number, buffer: number, size: number) => number>(
    "uintptr_t X509_NAME_oneline(uintptr_t, uintptr_t, int)",
  );
  using peer = new RawClient();
  const names = peerNames(peer.ssl);
  expect(count(names)).toBe(1);
  asText(nameAt(names, 0), receiveArea.address, 256);
  const text = new TextDecoder().decode(receiveArea.bytes.subarray(0, receiveArea.bytes.indexOf(0)));
  expect(text).toBe(`/${new X509Certificate(root.certificatePem).subject.replaceAll("\n", "/")}`);
});

const newSocketBio = opensslSymbols.bind<(fd: number, close: number) => number>(
  "uintptr_t BIO_new_socket(int, int)",
);

/** A client that writes to its socket itself, since KeyUpdate has no place in a session of ours. */
class RawClient implements Disposable {
  readonly ssl: number;
  readonly server: TlsSession;
  readonly #fds: { readonly first: number; readonly second: number };
  readonly #contexts: readonly TlsContext[];

  constructor() {
    const fds = unixSocketPair("stream");
    if (typeof fds === "number") {
      throw new Error("no socket pair");
    }
    this.#fds = fds;
    const clientContext = TlsContext.create({ role: "client", material: clientMaterial });
    const serverContext = TlsContext.create({ role: "server", material: serverMaterial });
    this.#contexts = [clientContext, serverContext];
    this.server = new TlsSession(serverContext, fds.second, acceptAll);
    this.ssl = SSL_new(clientContext.pointer);
    SSL_set0_rbio(this.ssl, newSocketBio(fds.first, 0));
    SSL_set0_wbio(this.ssl, newSocketBio(fds.first, 0));
    SSL_set_connect_state(this.ssl);
    this.#step();
    this.server.handshake();
    this.flush();
    expect(this.#step()).toBe(1);
    expect(this.server.handshake()).toBe("done");
  }

  flush(): void {
    sendFrom(this.#fds.second, outputRange(), 0, outputPending());
    outputClear();
  }

  #step(): number {
    setCurrentVerification({ peerCheck: acceptAll, keepsChain: false, peer: undefined, failure: undefined });
    const result = SSL_do_handshake(this.ssl);
    ERR_clear_error();
    return result;
  }

  [Symbol.dispose](): void {
    this.server.free();
    SSL_free(this.ssl);
    for (const context of this.#contexts) {
      context.free();
    }
    closeFd(this.#fds.first);
    closeFd(this.#fds.second);
    outputClear();
  }
}

test("a session outlives its context, and a freed context makes no session", () => {
  using pair = new TlsPair();
  pair.handshake();
  const context = TlsContext.create({ role: "client", material: clientMaterial });
  const session = new TlsSession(context, pair.client.fd, acceptAll);
  context.free();
  context.free();
  session.free();
  expect(() => new TlsSession(context, pair.client.fd, acceptAll)).toThrow(
    expect.objectContaining({ code: "freed" }),
  );
  pair.client.session.shutdown();
  pair.client.flush();
  expect(readOnce(pair.server).result).toBe(TLS_CLOSED);
});
