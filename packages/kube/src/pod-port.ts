/**
 * A byte stream to a port inside a pod, by way of the API server: the WebSocket form of port forwarding.
 *
 * Subprotocol `v4.channel.k8s.io`: each message begins with a channel, 0 for bytes and 1 for what went wrong, and the
 * first message of each channel holds the port instead. There is no way to end one direction alone.
 */
import { Duplex } from "node:stream";
import { type ClientOptions, type RawData, WebSocket } from "ws";
import { formatPath, formatQuery } from "./api-path.ts";
import { errorFromAnswer } from "./api-status.ts";
import type { ConnectionSettings } from "./connection-settings.ts";
import type { RequestOptions } from "./kube-api.ts";
import { KubeError } from "./kube-error.ts";
import type { KubeResource, ObjectName } from "./kube-object.ts";
import { type KubeSource, settingsLoader } from "./kube-source.ts";

/** Which port of which pod. */
export interface PodPort extends ObjectName {
  readonly port: number;
}

const PROTOCOL = "v4.channel.k8s.io";
const DATA_CHANNEL = 0;
const ERROR_CHANNEL = 1;
const PODS: KubeResource = { group: "", version: "v1", plural: "pods", isNamespaced: true };
const OPEN_TIMEOUT_MS = 15_000;
/** A server that does not take leave must not hold the program that has: half a minute is what the protocol would wait. */
const CLOSE_TIMEOUT_MS = 1_000;
/** What servers take in one message is bounded; kubelets send as much themselves. */
const CHUNK_BYTES = 32 * 1024;
/** Far above what kubelets send at a time. */
const MAX_MESSAGE_BYTES = 1024 * 1024;
const MAX_REFUSAL_BYTES = 64 * 1024;

/**
 * Connects to `localhost:<port>` inside the pod. Throws KubeError for what the API refuses. That nobody listens there
 * shows as an error of the stream, or as its end, not here. The caller destroys the stream.
 */
export async function openPodPort(
  source: KubeSource,
  target: PodPort,
  { signal, timeoutMs = OPEN_TIMEOUT_MS }: RequestOptions = {},
): Promise<Duplex> {
  const settings = await settingsLoader(source)(false);
  signal?.throwIfAborted();
  const path = formatPath(PODS, { ...target, subresource: "portforward" });
  const query = formatQuery({ ports: String(target.port) });
  const what = `port ${target.port} of pod ${target.namespace ?? ""}/${target.name}`;
  const url = urlOf(settings, path + query);
  const socket = new WebSocket(url, [PROTOCOL], optionsOf(settings, timeoutMs));
  const abort = (): void => socket.terminate();
  signal?.addEventListener("abort", abort, { once: true });
  try {
    await opened(socket, what);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", abort);
  }
  return new PodPortStream(socket, what);
}

function urlOf({ server }: ConnectionSettings, path: string): string {
  const scheme = server.protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${server.host}${server.pathname.replace(/\/+$/, "")}${path}`;
}

function optionsOf({ headers, tls, proxyAgent }: ConnectionSettings, timeoutMs: number): ClientOptions {
  return {
    headers,
    ...tls,
    ...(proxyAgent === undefined ? {} : { agent: proxyAgent }),
    handshakeTimeout: timeoutMs,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  };
}

function opened(socket: WebSocket, what: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once("open", resolve);
  socket.once("unexpected-response", (_request, response) => {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    response.on("data", (chunk: Uint8Array) => {
      bytes += chunk.length;
      if (bytes <= MAX_REFUSAL_BYTES) chunks.push(chunk);
    });
    response.on("close", () => {
      const body = parsed(Buffer.concat(chunks).toString());
      reject(errorFromAnswer({ what, status: response.statusCode ?? 0 }, body));
      socket.terminate();
    });
  });
  socket.on("error", (cause) =>
    reject(new KubeError("unreachable", `${what}: no connection to the API server`, { cause })),
  );
  socket.once("close", () => reject(new KubeError("unreachable", `${what}: closed at once`)));
  return promise;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

class PodPortStream extends Duplex {
  readonly #socket: WebSocket;
  readonly #what: string;
  /** Channels whose first message, the port, has come. */
  readonly #begun = new Set<number>();

  constructor(socket: WebSocket, what: string) {
    super();
    this.#socket = socket;
    this.#what = what;
    socket.on("message", (message) => this.#receive(bytesOf(message)));
    socket.on("error", (cause) =>
      this.destroy(new KubeError("unreachable", `${what}: the connection broke`, { cause })),
    );
    socket.once("close", () => this.push(null));
  }

  override _read(): void {
    if (this.#socket.isPaused) this.#socket.resume();
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    for (let start = 0; start < chunk.length; start += CHUNK_BYTES) {
      const part = chunk.subarray(start, start + CHUNK_BYTES);
      const message = Buffer.allocUnsafe(part.length + 1);
      message[0] = DATA_CHANNEL;
      message.set(part, 1);
      const isLast = start + CHUNK_BYTES >= chunk.length;
      this.#socket.send(message, isLast ? done : () => {});
    }
    if (chunk.length === 0) done();
  }

  /** "close" comes when nothing of the connection is left. */
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const socket = this.#socket;
    if (socket.readyState === socket.CLOSED) {
      done(error);
      return;
    }
    const timer = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS);
    socket.once("close", () => {
      clearTimeout(timer);
      done(error);
    });
    socket.close();
    // What comes from now on is not for us, but behind it is the other side's leave.
    socket.resume();
  }

  #receive(message: Buffer): void {
    const [channel] = message;
    if (channel === undefined || this.destroyed) return;
    const isFirst = !this.#begun.has(channel);
    this.#begun.add(channel);
    if (isFirst) return;
    const bytes = message.subarray(1);
    if (channel === ERROR_CHANNEL) {
      this.destroy(new KubeError("unreachable", `${this.#what}: ${bytes.toString().trim()}`));
    } else if (channel === DATA_CHANNEL && !this.push(bytes)) {
      this.#socket.pause();
    }
  }
}

function bytesOf(message: RawData): Buffer {
  if (Buffer.isBuffer(message)) return message;
  return Array.isArray(message) ? Buffer.concat(message) : Buffer.from(message);
}
