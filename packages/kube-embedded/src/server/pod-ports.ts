/**
 * Port forwarding to pods, in its WebSocket form: `.../pods/<name>/portforward?ports=<port>` with the subprotocol
 * `v4.channel.k8s.io`. This server runs no pods, so whoever embeds it opens the connection. SPDY, which kubectl before
 * 1.31 uses, is not spoken.
 */
import type { IncomingMessage } from "node:http";
import { type Duplex, finished } from "node:stream";
import { ApiError, badRequest, encodeStatus, uidOf } from "@ambit/kube-objects";
import { stringOf, valueAt } from "@ambit/kube-objects/json";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import type { ApiState } from "../api/api-state.ts";
import { getObject } from "../api/update.ts";
import { type Authorizer, requireAccess } from "./authorize.ts";
import { parseResourcePath } from "./request-path.ts";
import type { User } from "./user.ts";

/** A port inside a pod. */
export interface PodPortTarget {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Empty while it is not placed. */
  readonly node: string;
  readonly port: number;
}

/** Connects to `localhost` inside the pod. Rejects where nobody listens; the server ends the stream. */
export type OpenPodPort = (target: PodPortTarget) => Promise<Duplex>;

/** What forwarding goes by. */
export interface PodPortsOptions {
  readonly state: ApiState;
  readonly authorize: Authorizer;
  readonly authenticate: (incoming: IncomingMessage) => Promise<User>;
  /** Without it nothing is forwarded. */
  readonly open: OpenPodPort | undefined;
}

/** Takes `upgrade` events. Disposing cuts what is open. */
export interface PodPorts extends Disposable {
  upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void;
}

const PROTOCOL = "v4.channel.k8s.io";
const DATA_CHANNEL = 0;
const ERROR_CHANNEL = 1;
/** Kubernetes' kubelet sends 32 KiB at a time, clients what their buffers hold. */
const MAX_MESSAGE_BYTES = 1024 * 1024;

/** One of a server. */
export function makePodPorts(options: PodPortsOptions): PodPorts {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    handleProtocols: () => PROTOCOL,
  });
  const upgrade = async (incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const { open, target } = await admit(incoming, options);
    // Before the upgrade, so that a failure is an answer.
    server.handleUpgrade(incoming, socket, head, (client) => forward(client, open, target));
  };
  return {
    upgrade: (incoming, socket, head) => {
      // A client that went away is no error of ours.
      socket.on("error", () => {});
      upgrade(incoming, socket, head).catch((error: unknown) => refuse(socket, error));
    },
    [Symbol.dispose]: () => {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

/** Throws ApiError for what is no forwarding, or none that is allowed. */
async function admit(
  incoming: IncomingMessage,
  { state, authorize, authenticate, open }: PodPortsOptions,
): Promise<{ readonly open: OpenPodPort; readonly target: PodPortTarget }> {
  const url = URL.parse(`http://server${incoming.url ?? "/"}`);
  const user = await authenticate(incoming);
  const path = url === null ? undefined : parseResourcePath(url.pathname);
  if (path?.plural !== "pods" || path.group !== "" || path.subresource !== "portforward") {
    throw new ApiError("NotFound", "the server could not find the requested resource to upgrade", {});
  }
  const { namespace = "", name = "" } = path;
  const attributes = {
    verb: "create",
    group: "",
    plural: "pods",
    subresource: "portforward",
    path: undefined,
  };
  requireAccess(authorize, user, { ...attributes, namespace, name });
  const resource = state.registry.find("", "v1", "pods");
  if (open === undefined || resource === undefined) {
    throw new ApiError("MethodNotAllowed", "this server does not forward ports of pods", {});
  }
  const pod = getObject(state, resource, { namespace, name });
  const port = Number(url?.searchParams.get("ports") ?? "");
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw badRequest("ports has to be one port from 1 to 65535");
  }
  const protocols = (incoming.headers["sec-websocket-protocol"] ?? "").split(",").map((text) => text.trim());
  if (!protocols.includes(PROTOCOL)) throw badRequest(`the only subprotocol here is ${PROTOCOL}`);
  const node = stringOf(valueAt(pod, "spec", "nodeName")) ?? "";
  return { open, target: { namespace, name, uid: uidOf(pod), node, port } };
}

function refuse(socket: Duplex, error: unknown): void {
  const failure = error instanceof ApiError ? error : new ApiError("InternalError", messageOf(error));
  const body = `${JSON.stringify(encodeStatus(failure))}\n`;
  socket.end(
    `HTTP/1.1 ${failure.httpStatus} ${failure.code}\r\ncontent-type: application/json\r\nconnection: close\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** Both ways until either side ends. */
function forward(client: WebSocket, open: OpenPodPort, target: PodPortTarget): void {
  client.on("error", () => {});
  const port = Uint8Array.of(target.port & 0xff, target.port >> 8);
  client.send(Buffer.from([DATA_CHANNEL, ...port]));
  client.send(Buffer.from([ERROR_CHANNEL, ...port]));
  // What comes before there is a connection waits with the sender.
  client.pause();
  open(target).then(
    (pod) => relay(client, pod),
    (error: unknown) => fail(client, messageOf(error)),
  );
}

function relay(client: WebSocket, pod: Duplex): void {
  client.on("message", (message: RawData) => {
    const bytes = bytesOf(message);
    if (bytes[0] !== DATA_CHANNEL || pod.destroyed) return;
    if (!pod.write(bytes.subarray(1))) client.pause();
  });
  pod.on("drain", () => client.resume());
  client.once("close", () => pod.destroy());
  pod.on("data", (chunk: Uint8Array) => {
    pod.pause();
    client.send(Buffer.concat([Uint8Array.of(DATA_CHANNEL), chunk]), () => pod.resume());
  });
  finished(pod, { writable: false }, (error) => {
    if (error instanceof Error) fail(client, messageOf(error));
    else client.close();
    client.resume();
    pod.destroy();
  });
  if (client.readyState === client.OPEN) client.resume();
  else pod.destroy();
}

function fail(client: WebSocket, message: string): void {
  // It takes its leave too, which a client that is not read from cannot.
  client.resume();
  client.send(Buffer.concat([Uint8Array.of(ERROR_CHANNEL), Buffer.from(message)]), () => client.close());
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function bytesOf(message: RawData): Buffer {
  if (Buffer.isBuffer(message)) return message;
  return Array.isArray(message) ? Buffer.concat(message) : Buffer.from(message);
}
