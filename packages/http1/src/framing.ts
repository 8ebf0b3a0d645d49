/**
 * How long a body is (RFC 9112 §6), what becomes of the connection (§9.3) and what Host says (§3.2). Where two readers
 * could disagree the message is refused: that is what request smuggling lives on.
 */
import type { BodyFraming } from "./api.ts";
import { splitAuthority } from "./authority.ts";
import type { Http1FaultCode } from "./fault.ts";
import type { HeaderList } from "./header-list.ts";
import type { HttpVersion } from "./message-head.ts";
import type { RequestLine, StatusLine } from "./start-line.ts";

/** What a response depends on beside itself. */
export interface AnsweredRequest {
  readonly method: string;
  /** It is complete, and asked to switch to another protocol. */
  readonly canSwitch: boolean;
}

const NO_BODY: BodyFraming = { kind: "none" };
const CHUNKED: BodyFraming = { kind: "chunked" };
const UNTIL_CLOSE: BodyFraming = { kind: "close" };
const TUNNEL: BodyFraming = { kind: "tunnel" };

/** Digits that a number surely holds. */
const LENGTH = /^[0-9]{1,15}$/;

/** The framing of a request, or what is wrong with it. */
export function requestFraming(
  { method, version }: RequestLine,
  headers: HeaderList,
): BodyFraming | Http1FaultCode {
  const declared = declaredFraming(version, headers);
  if (typeof declared === "string" || declared === undefined) return declared ?? NO_BODY;
  if (declared.kind === "length" && declared.bytes === 0) return NO_BODY;
  // RFC 9110 §9.3.6: bytes that follow belong to the tunnel, if there will be one.
  if (method !== "CONNECT") return declared;
  return declared.kind === "chunked" ? "transfer-encoding-not-allowed" : "content-length-not-allowed";
}

/** The framing of a response, or what is wrong with it. */
export function responseFraming(
  { status, version }: StatusLine,
  headers: HeaderList,
  request: AnsweredRequest,
): BodyFraming | Http1FaultCode {
  const declared = declaredFraming(version, headers);
  if (typeof declared === "string") return declared;
  if (status < 200 || status === 204) {
    if (declared?.kind === "chunked") return "transfer-encoding-not-allowed";
    if (declared?.kind === "length" && declared.bytes > 0) return "content-length-not-allowed";
    if (status !== 101) return NO_BODY;
    return request.canSwitch && version === "1.1" ? TUNNEL : "unexpected-upgrade";
  }
  if (request.method === "CONNECT" && status < 300) return TUNNEL;
  if (request.method === "HEAD" || status === 304) return NO_BODY;
  if (declared === undefined) return UNTIL_CLOSE;
  return declared.kind === "length" && declared.bytes === 0 ? NO_BODY : declared;
}

/** §9.3: what Connection says, else what the version means. */
export function isPersistent(version: HttpVersion, headers: HeaderList): boolean {
  const options = listMembers(headers, "connection");
  if (options.includes("close")) return false;
  return version === "1.1" || options.includes("keep-alive");
}

/** RFC 9110 §7.8: the protocols of Upgrade, if Connection names it. */
export function offeredUpgrade(version: HttpVersion, headers: HeaderList): readonly string[] {
  if (version === "1.0" || !headers.has("upgrade")) return NOTHING;
  return listMembers(headers, "connection").includes("upgrade") ? listMembers(headers, "upgrade") : NOTHING;
}

/** RFC 9110 §10.1.1; without a body there is nothing to wait with. */
export function expectsContinue(version: HttpVersion, headers: HeaderList, body: BodyFraming): boolean {
  return version === "1.1" && body.kind !== "none" && listMembers(headers, "expect").includes("100-continue");
}

/** Who is asked, or what is wrong with Host: exactly one in HTTP/1.1, at most one in HTTP/1.0, and valid. */
export function requestAuthority(
  { target, version }: RequestLine,
  headers: HeaderList,
): { readonly authority: string } | Http1FaultCode {
  const host = headers.find("host");
  if (host === undefined) return version === "1.1" ? "missing-host" : target;
  if (headers.count("host") > 1) return "duplicate-host";
  if (splitAuthority(host) === undefined) return "bad-host";
  return { authority: target.authority || host };
}

/** Members of a comma-separated list in lower case, over all fields of the name. */
export function listMembers(headers: HeaderList, name: string): readonly string[] {
  const joined = headers.findJoined(name);
  if (joined === undefined) return NOTHING;
  return joined
    .toLowerCase()
    .split(",")
    .map((member) => member.replaceAll(/^[ \t]+|[ \t]+$/g, ""))
    .filter((member) => member !== "");
}

/** What Content-Length says to a writer: -1 without one, -2 if it says nothing that can be sent. */
export function declaredLength(headers: HeaderList): number {
  const length = headers.find("content-length");
  if (length === undefined) return -1;
  return LENGTH.test(length) && headers.count("content-length") === 1 ? Number(length) : -2;
}

const NOTHING: readonly string[] = [];

/** What Content-Length and Transfer-Encoding say; `undefined` without either. */
function declaredFraming(
  version: HttpVersion,
  headers: HeaderList,
): BodyFraming | Http1FaultCode | undefined {
  const coding = headers.find("transfer-encoding");
  const length = headers.find("content-length");
  if (coding !== undefined) {
    if (length !== undefined) return "content-length-and-transfer-encoding";
    // §6.1: whoever passes it on may not know what it means.
    if (version === "1.0") return "transfer-encoding-not-allowed";
    const isChunked = headers.count("transfer-encoding") === 1 && coding.toLowerCase() === "chunked";
    return isChunked ? CHUNKED : "bad-transfer-encoding";
  }
  if (length === undefined) return undefined;
  if (headers.count("content-length") > 1) return "duplicate-content-length";
  return LENGTH.test(length) ? { kind: "length", bytes: Number(length) } : "bad-content-length";
}
