// What a provider of custom authorization that speaks gRPC is asked, and what its answer means. Messages without
// their gRPC frame; a call that fails, or whose answer nobody can read, is `failedCheck`.

import type { IpAddress } from "@ambit/addr";
import { formatIdentity, type Identity } from "@ambit/model";
import type { AuthorizationProvider, Header } from "@ambit/model/http";
import { CheckRequest, CheckResponse, HeaderValueOption } from "@ambit/proto/ext-authz";
import { type CheckAnswer, failedCheck, NO_HEADER_CHANGE } from "./check-answer.ts";
import type { CheckSubject } from "./http-check.ts";
import { isPassable } from "./passable-header.ts";

/** Path of the call. */
export const GRPC_CHECK_PATH = "/envoy.service.auth.v3.Authorization/Check";

/** A connection, as gRPC providers are told of it. */
export interface ConnectionSubject {
  readonly identity: Identity | undefined;
  readonly sourceIp: IpAddress;
  readonly sourcePort: number;
  readonly destinationIp: IpAddress;
  readonly destinationPort: number;
}

/** What gRPC providers are told beside the request. */
export interface GrpcCheckSubject extends CheckSubject, ConnectionSubject {
  readonly requestId: string;
  readonly scheme: string;
  /** "HTTP/1.1", "HTTP/2". */
  readonly protocol: string;
  readonly receivedMs: number;
}

const FORBIDDEN = 403;
const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

/** All headers go, with the request's line as HTTP/2 has it. */
export function encodeGrpcCheck(provider: AuthorizationProvider, subject: GrpcCheckSubject): Uint8Array {
  const { body } = subject;
  const path = subject.query === undefined ? subject.path : `${subject.path}?${subject.query}`;
  const bytes = body?.bytes ?? new Uint8Array(0);
  const isPacked = provider.body?.packAsBytes === true;
  const headers = headersOf(subject, path);
  return CheckRequest.encode({
    attributes: {
      ...peersOf(subject),
      request: {
        time: {
          seconds: Math.floor(subject.receivedMs / 1000),
          nanos: (subject.receivedMs % 1000) * 1_000_000,
        },
        http: {
          id: subject.requestId,
          method: subject.method,
          headers: Object.fromEntries(headers),
          path,
          host: subject.authority,
          scheme: subject.scheme,
          size: Number(headers.get("content-length") ?? -1),
          protocol: subject.protocol,
          body: isPacked ? "" : DECODER.decode(bytes),
          rawBody: isPacked ? bytes : new Uint8Array(0),
        },
      },
    },
  }).finish();
}

/** About a connection that is not HTTP: nothing of what is said on it. */
export function encodeConnectionCheck(subject: ConnectionSubject): Uint8Array {
  return CheckRequest.encode({ attributes: peersOf(subject) }).finish();
}

/** What the answer means. `has` tells whether the request has a header. */
export function readGrpcCheck(
  provider: AuthorizationProvider,
  payload: Uint8Array,
  has: (name: string) => boolean,
): CheckAnswer {
  const answer = decodeAnswer(payload);
  if (answer === undefined) return failedCheck(provider);
  const { status, okResponse, deniedResponse } = answer;
  if (!status || (status.code ?? 0) !== 0) return refusal(deniedResponse ?? undefined);
  return {
    kind: "allow",
    requestChange: {
      set: fieldsOf(okResponse?.headers, (option) => isSet(option, has)),
      add: fieldsOf(okResponse?.headers, (option) => option.append?.value === true),
      remove: (okResponse?.headersToRemove ?? []).map((name) => name.toLowerCase()).filter(isPassable),
    },
    responseChange: {
      ...NO_HEADER_CHANGE,
      set: fieldsOf(okResponse?.responseHeadersToAdd, isOverwriting),
      add: fieldsOf(okResponse?.responseHeadersToAdd, (option) => !isOverwriting(option)),
    },
  };
}

type Denied = CheckResponse["deniedResponse"];

/** Without a status that a response can have, it is forbidden. */
function refusal(denied: Denied): CheckAnswer {
  const code = denied?.status?.code ?? 0;
  return {
    kind: "refuse",
    status: code >= 200 && code <= 599 ? code : FORBIDDEN,
    headers: fieldsOf(denied?.headers, () => true),
    body: ENCODER.encode(denied?.body ?? ""),
    details: "ext_authz_denied",
  };
}

function decodeAnswer(payload: Uint8Array): CheckResponse | undefined {
  try {
    return CheckResponse.decode(payload);
  } catch {
    return undefined;
  }
}

/** Unless it is said otherwise the provider's value replaces the client's, who could else forge what the provider adds. */
function isSet(option: HeaderValueOption, has: (name: string) => boolean): boolean {
  if (option.append) return option.append.value !== true;
  const isThere = has((option.header?.key ?? "").toLowerCase());
  switch (option.appendAction) {
    case HeaderValueOption.AppendAction.ADD_IF_ABSENT:
      return !isThere;
    case HeaderValueOption.AppendAction.OVERWRITE_IF_EXISTS:
      return isThere;
    default:
      return true;
  }
}

function isOverwriting({ append, appendAction }: HeaderValueOption): boolean {
  if (append) return append.value !== true;
  return (
    appendAction === HeaderValueOption.AppendAction.OVERWRITE_IF_EXISTS_OR_ADD ||
    appendAction === HeaderValueOption.AppendAction.OVERWRITE_IF_EXISTS
  );
}

function fieldsOf(
  options: readonly HeaderValueOption[] | null | undefined,
  isWanted: (option: HeaderValueOption) => boolean,
): Header[] {
  const fields: Header[] = [];
  for (const option of options ?? []) {
    const name = (option.header?.key ?? "").toLowerCase();
    if (name === "" || !isPassable(name) || !isWanted(option)) continue;
    const raw = option.header?.rawValue;
    const value = option.header?.value || (raw ? String.fromCharCode(...raw) : "");
    fields.push({ name, value });
  }
  return fields;
}

function peersOf(subject: ConnectionSubject) {
  const { identity, sourceIp, sourcePort, destinationIp, destinationPort } = subject;
  return {
    source: {
      address: addressOf(sourceIp, sourcePort),
      principal: identity === undefined ? "" : formatIdentity(identity),
    },
    destination: { address: addressOf(destinationIp, destinationPort) },
  };
}

function addressOf(address: IpAddress, portValue: number) {
  return { socketAddress: { address, portValue } };
}

/** Joined by ",", cookies by "; ". */
function headersOf(subject: GrpcCheckSubject, path: string): ReadonlyMap<string, string> {
  const { method, authority, scheme } = subject;
  const headers = new Map([
    [":method", method],
    [":authority", authority],
    [":path", path],
    [":scheme", scheme],
  ]);
  for (const [name, value] of subject.headers) {
    const known = headers.get(name);
    const between = name === "cookie" ? "; " : ",";
    headers.set(name, known === undefined ? value : `${known}${between}${value}`);
  }
  return headers;
}
