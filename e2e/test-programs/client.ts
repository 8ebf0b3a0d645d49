/** Client connections of a pod: kept open under numbers, or run to their end as a bulk transfer. */
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Received, Target, TransferResult } from "../src/agent-protocol.ts";
import { addressOf } from "./echo.ts";

const CONNECT_TIMEOUT_MS = 15_000;
const TRANSFER_CHUNK_BYTES = 262_144;
const SOCKS_GREETING = Uint8Array.of(5, 1, 0);
const SOCKS_REPLY_BYTES = 10;
const ADDRESS_TYPE = { ipv4: 1, ipv6: 4 } as const;

/** Connected, through SOCKS5 if the target says so. Rejects with the system's code, or `SOCKS5`. */
export async function openSocket(target: Target): Promise<Socket> {
  const { ip, port, socks5Port } = target;
  const where = socks5Port === undefined ? { host: ip, port } : { host: "127.0.0.1", port: socks5Port };
  const socket = connect({ ...where, allowHalfOpen: true, noDelay: true });
  await once(socket, "connect", { signal: AbortSignal.timeout(CONNECT_TIMEOUT_MS) });
  if (socks5Port !== undefined) await askSocks5(socket, target);
  return socket;
}

/** One connection that a scenario drives step by step. */
export class ClientConnection {
  readonly #socket: Socket;
  #text = Buffer.alloc(0);
  #state = "open";
  #wake: (() => void) | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#text = Buffer.concat([this.#text, chunk]);
      this.#wake?.();
    });
    socket.on("end", () => this.#become("ended"));
    socket.on("error", (error: NodeJS.ErrnoException) => this.#become(error.code ?? error.message));
    socket.on("close", () => this.#become("closed"));
    socket.resume();
  }

  get local(): string {
    return addressOf(this.#socket.localAddress, this.#socket.localPort);
  }

  send(text: string): void {
    this.#socket.write(text);
  }

  end(): void {
    this.#socket.end();
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Whatever came, when there is as much as asked for, the connection is over, or the time is. */
  async receive(bytes: number | undefined, timeoutMs: number): Promise<Received> {
    const endMs = performance.now() + timeoutMs;
    while (this.#state === "open" && (bytes === undefined || this.#text.length < bytes)) {
      const leftMs = endMs - performance.now();
      if (leftMs <= 0) break;
      await this.#news(leftMs);
    }
    const length = bytes ?? this.#text.length;
    const text = this.#text.subarray(0, length).toString();
    this.#text = this.#text.subarray(length);
    return { text, state: this.#state };
  }

  /** The first end counts: an error is followed by `close`. */
  #become(state: string): void {
    if (this.#state === "open") this.#state = state;
    this.#wake?.();
  }

  async #news(timeoutMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, timeoutMs);
    this.#wake = resolve;
    await promise;
    clearTimeout(timer);
    this.#wake = undefined;
  }
}

/** Both directions at once: sending waits for the socket, and what comes back is hashed as it comes. */
export async function transfer(target: Target, bytes: number): Promise<TransferResult> {
  const startMs = performance.now();
  const socket = await openSocket(target);
  const received = createHash("sha256");
  const sent = createHash("sha256");
  let receivedBytes = 0;
  socket.on("data", (chunk: Buffer) => {
    receivedBytes += chunk.length;
    received.update(chunk);
  });
  socket.resume();
  const ended = once(socket, "end");
  // Without a listener a failure of the other direction would be an unhandled rejection.
  ended.catch(() => {});
  const chunk = randomBytes(TRANSFER_CHUNK_BYTES);
  for (let at = 0; at < bytes; at += chunk.length) {
    // Every chunk is different, so that a swapped or repeated one changes the sum.
    chunk.writeUInt32LE(at >>> 0, 0);
    const part = Buffer.from(chunk.subarray(0, Math.min(chunk.length, bytes - at)));
    sent.update(part);
    if (!socket.write(part)) await once(socket, "drain");
  }
  socket.end();
  await ended;
  socket.destroy();
  return {
    sentSha256: sent.digest("hex"),
    receivedSha256: received.digest("hex"),
    receivedBytes,
    durationMs: Math.round(performance.now() - startMs),
  };
}

/** RFC 1928 with numeric addresses and no authentication. */
async function askSocks5(socket: Socket, { ip, port }: Target): Promise<void> {
  socket.write(SOCKS_GREETING);
  await readExactly(socket, 2);
  const type = ip.includes(":") ? ADDRESS_TYPE.ipv6 : ADDRESS_TYPE.ipv4;
  socket.write(Uint8Array.of(5, 1, 0, type, ...addressBytes(ip), port >> 8, port & 0xff));
  const reply = await readExactly(socket, SOCKS_REPLY_BYTES);
  if (reply[1] !== 0)
    throw Object.assign(new Error(`SOCKS5 reply ${reply[1]}`), { code: `SOCKS5-${reply[1]}` });
}

/** Leaves everything behind those bytes in the socket. */
async function readExactly(socket: Socket, length: number): Promise<Buffer> {
  for (;;) {
    const bytes: Buffer | null = socket.read(length);
    if (bytes !== null) return bytes;
    await once(socket, "readable");
  }
}

function addressBytes(ip: string): readonly number[] {
  if (!ip.includes(":")) return ip.split(".").map(Number);
  const [head = "", tail = ""] = ip.split("::");
  const groups = (text: string): string[] => text.split(":").filter(Boolean);
  const zeros = Array.from({ length: 8 - groups(head).length - groups(tail).length }, () => "0");
  return [...groups(head), ...zeros, ...groups(tail)]
    .map((group) => Number.parseInt(group, 16))
    .flatMap((group) => [group >> 8, group & 0xff]);
}
