/** Two TLS sessions of this thread on a socket pair, driven by hand. */
import { allocateArea, closeFd, copyMemory, type NativeArea, sendFrom, unixSocketPair } from "@ambit/linux";
import {
  outputClear,
  outputPending,
  outputRange,
  type PeerCheck,
  TLS_AGAIN,
  TlsContext,
  type TlsContextOptions,
  type TlsFailure,
  type TlsIdentityMaterial,
  type TlsRole,
  TlsSession,
} from "../src/index.ts";
import { TestAuthority } from "../src/testing/index.ts";

export const CLIENT_ID = "spiffe://cluster.local/ns/shop/sa/client";
export const SERVER_ID = "spiffe://cluster.local/ns/shop/sa/server";
export const acceptAll: PeerCheck = () => "ok";

const EAGAIN = -11;
const PENDING_BYTES = 4 << 20;

/** Roots and leafs are slow to make: one set for each test file. */
export const root = TestAuthority.root();
export const intermediate = root.intermediate();
export const clientMaterial = intermediate.material({ uriSans: [CLIENT_ID] });
export const serverMaterial = intermediate.material({ uriSans: [SERVER_ID] });

/** One session with its descriptor and the ciphertext that the socket has not taken yet. */
export class TlsEnd {
  readonly fd: number;
  readonly session: TlsSession;
  readonly #pending: NativeArea;
  #start = 0;
  #end = 0;

  constructor(fd: number, session: TlsSession, pending: NativeArea) {
    this.fd = fd;
    this.session = session;
    this.#pending = pending;
  }

  get isBlocked(): boolean {
    return this.#end > this.#start;
  }

  /** Takes the thread's output over and sends what the socket takes. */
  flush(): void {
    const produced = outputPending();
    if (produced > 0) {
      if (this.#start === this.#end) {
        this.#start = 0;
        this.#end = 0;
      }
      copyMemory({ range: outputRange(), offset: 0 }, { area: this.#pending, offset: this.#end }, produced);
      this.#end += produced;
      outputClear();
    }
    while (this.isBlocked) {
      const sent = sendFrom(this.fd, this.#pending, this.#start, this.#end - this.#start);
      if (sent < 0) {
        if (sent !== EAGAIN) {
          this.#start = this.#end;
        }
        return;
      }
      this.#start += sent;
    }
  }

  handshake(): "done" | "again" | "failed" {
    const result = this.session.handshake();
    this.flush();
    return result;
  }
}

const clientPending = allocateArea(PENDING_BYTES);
const serverPending = allocateArea(PENDING_BYTES);

export interface PairOptions {
  readonly client?: Partial<TlsContextOptions> & { readonly check?: PeerCheck };
  readonly server?: Partial<TlsContextOptions> & { readonly check?: PeerCheck };
}

/** Client and server on one socket pair; freed and closed at the end of the test. One pair at a time. */
export class TlsPair implements Disposable {
  readonly client: TlsEnd;
  readonly server: TlsEnd;
  readonly #contexts: readonly TlsContext[];

  constructor(options: PairOptions = {}) {
    outputClear();
    const fds = unixSocketPair("stream");
    if (typeof fds === "number") {
      throw new Error(`no socket pair: ${fds}`);
    }
    const client = contextOf("client", clientMaterial, options.client);
    const server = contextOf("server", serverMaterial, options.server);
    this.#contexts = [client, server];
    this.client = endOf(client, fds.first, options.client?.check, clientPending);
    this.server = endOf(server, fds.second, options.server?.check, serverPending);
  }

  /** Alternates until neither side can go on; the results of both. */
  handshake(): { readonly client: string; readonly server: string } {
    let client = "again";
    let server = "again";
    for (let round = 0; round < 6; round += 1) {
      client = client === "again" ? this.client.handshake() : client;
      server = server === "again" ? this.server.handshake() : server;
    }
    return { client, server };
  }

  [Symbol.dispose](): void {
    for (const end of [this.client, this.server]) {
      end.session.free();
      closeFd(end.fd);
    }
    for (const context of this.#contexts) {
      context.free();
    }
    outputClear();
  }
}

const readArea = allocateArea(65536);

/** One record, received if need be; else what receiving or decrypting gives. */
export function readRecord(session: TlsSession, area: NativeArea, offset: number, length: number): number {
  for (;;) {
    const hadPending = session.hasPending();
    const received = hadPending ? 0 : session.receive();
    if (received < 0) return received;
    const result = session.read(area, offset, length);
    // What was left may have been a part of a record only.
    if (result !== TLS_AGAIN || !hadPending) return result;
  }
}

/** What one more read of a session gives, and the failure behind it. */
export function readOnce(end: TlsEnd): { readonly result: number; readonly failure: TlsFailure } {
  const result = readRecord(end.session, readArea, 0, readArea.length);
  end.flush();
  return { result, failure: end.session.failure() };
}

/** Sends a text from one end and reads it at the other. */
export function exchange(from: TlsEnd, to: TlsEnd, text: string): string {
  const bytes = new TextEncoder().encode(text);
  readArea.bytes.set(bytes);
  from.session.write(readArea, 0, bytes.length);
  from.flush();
  let received = "";
  for (let result = readOnce(to).result; result !== TLS_AGAIN && result > 0; result = readOnce(to).result) {
    received += new TextDecoder().decode(readArea.bytes.subarray(0, result));
  }
  return received;
}

/** One side of a pair, as a proxy has both: what is only the other side's must not show. */
function contextOf(
  role: TlsRole,
  material: TlsIdentityMaterial,
  options: Partial<TlsContextOptions> = {},
): TlsContext {
  const { groups, minVersion, keepsChains } = options;
  const pair = TlsContext.createPair({
    material: options.material ?? material,
    ...(groups === undefined ? {} : { groups }),
    ...(minVersion === undefined ? {} : { minVersion }),
    ...(keepsChains === undefined ? {} : { keepsChains }),
  });
  pair[role === "client" ? "server" : "client"].free();
  return pair[role];
}

function endOf(context: TlsContext, fd: number, check: PeerCheck | undefined, pending: NativeArea): TlsEnd {
  return new TlsEnd(fd, new TlsSession(context, fd, check ?? acceptAll), pending);
}
