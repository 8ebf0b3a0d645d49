/**
 * Bytes of ZDS: one protobuf message in each packet of a SEQPACKET socket. The peer tells the messages apart by whose
 * turn it is: ztunnel sends one hello and then acks, the agent sends requests.
 */
import { Version, WorkloadRequest, WorkloadResponse, ZdsHello } from "@ambit/proto/zds";
import { MAX_ZDS_PACKET_BYTES, type ZdsRequest } from "./messages.ts";
import { ZdsError } from "./zds-error.ts";

/** Room for an error's text in an ack: the packet without its tags and lengths. */
const MAX_ERROR_BYTES = 1_016;

/** The first packet of ztunnel. */
export function encodeZdsHello(): Uint8Array<ArrayBuffer> {
  return exact(ZdsHello.encode({ version: Version.V1 }).finish());
}

/** Throws ZdsError "bad-packet" for what is no hello, and for a version before the first. */
export function decodeZdsHello(packet: Uint8Array): { readonly version: number } {
  const { version } = decode("hello", () => ZdsHello.decode(packet));
  if (version < Version.V1) throw new ZdsError("bad-packet", `a hello of version ${version} is not known`);
  return { version };
}

/** Throws ZdsError "too-large" when no peer could receive it. */
export function encodeZdsRequest(request: ZdsRequest): Uint8Array<ArrayBuffer> {
  const packet = exact(WorkloadRequest.encode(requestMessage(request)).finish());
  if (packet.length > MAX_ZDS_PACKET_BYTES) {
    const what = `${request.kind} is ${packet.length} bytes, a packet has ${MAX_ZDS_PACKET_BYTES}`;
    throw new ZdsError("too-large", what);
  }
  return packet;
}

/** Throws ZdsError "bad-packet" for what is no request, and for one without the uid it needs. */
export function decodeZdsRequest(packet: Uint8Array): ZdsRequest {
  const message = decode("request", () => WorkloadRequest.decode(packet));
  if (message.add !== null && message.add !== undefined) {
    const { uid, workloadInfo: info } = message.add;
    const workload =
      info === null || info === undefined
        ? undefined
        : {
            name: info.name ?? "",
            namespace: info.namespace ?? "",
            serviceAccount: info.serviceAccount ?? "",
          };
    return { kind: "add", uid: checkedUid("add", uid), workload };
  }
  if (message.keep !== null && message.keep !== undefined) {
    return { kind: "keep", uid: checkedUid("keep", message.keep.uid) };
  }
  if (message.del !== null && message.del !== undefined) {
    return { kind: "del", uid: checkedUid("del", message.del.uid) };
  }
  if (message.snapshotSent !== null && message.snapshotSent !== undefined) return { kind: "snapshot-sent" };
  throw new ZdsError("bad-packet", "the request has no payload that is known");
}

/** An ack; with an error, a nack. A long error is cut, because a packet that is cut cannot be read at all. */
export function encodeZdsAck(error?: string): Uint8Array<ArrayBuffer> {
  return exact(WorkloadResponse.encode({ ack: { error: cutText(error ?? "") } }).finish());
}

/** The error of a nack; undefined for an ack. Throws ZdsError "bad-packet" for what is no response. */
export function decodeZdsAck(packet: Uint8Array): { readonly error: string | undefined } {
  const { ack } = decode("response", () => WorkloadResponse.decode(packet));
  if (ack === null || ack === undefined) throw new ZdsError("bad-packet", "the response has no ack");
  return { error: ack.error === "" ? undefined : (ack.error ?? undefined) };
}

function requestMessage(request: ZdsRequest): WorkloadRequest {
  switch (request.kind) {
    case "add":
      return { add: { uid: request.uid, ...(request.workload && { workloadInfo: request.workload }) } };
    case "keep":
      return { keep: { uid: request.uid } };
    case "del":
      return { del: { uid: request.uid } };
    case "snapshot-sent":
      return { snapshotSent: {} };
  }
}

function decode<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new ZdsError("bad-packet", `the packet is no ZDS ${name}`, { cause });
  }
}

function checkedUid(kind: string, uid: string | null | undefined): string {
  if (uid === null || uid === undefined || uid === "")
    throw new ZdsError("bad-packet", `${kind} without a uid`);
  return uid;
}

/** At most as many bytes of UTF-8 as fit, whole characters only. */
function cutText(text: string): string {
  const bytes = new Uint8Array(MAX_ERROR_BYTES);
  const { read } = new TextEncoder().encodeInto(text, bytes);
  return read === text.length ? text : text.slice(0, read);
}

/** In a buffer of its own size, so that the buffer can be transferred: encoders write into a shared pool. */
function exact(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
