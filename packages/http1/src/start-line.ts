/** Request line and status line (RFC 9112 §3 and §4). The characters of a line are checked by whoever read it. */
import { isToken } from "./chars.ts";
import type { Http1FaultCode } from "./fault.ts";
import type { HttpVersion } from "./message-head.ts";
import { findRequestTarget, type RequestTarget } from "./request-target.ts";

/** The first line of a request. */
export interface RequestLine {
  readonly method: string;
  readonly target: RequestTarget;
  readonly version: HttpVersion;
}

/** The first line of a response. */
export interface StatusLine {
  readonly status: number;
  readonly reason: string;
  readonly version: HttpVersion;
}

const VERSION = /^HTTP\/1\.[01]$/;
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9][0-9]{2})(?: (.*))?$/s;
const NAMED_VERSION = /^HTTP\/[0-9]\.[0-9](?: |$)/;

/** The line, or what is wrong with it. Three parts, and one space between them: nothing is made of anything else. */
export function readRequestLine(line: string): RequestLine | Http1FaultCode {
  const parts = line.split(" ");
  const [method = "", text = "", version = ""] = parts;
  if (!isToken(method)) return "bad-method";
  if (parts.length !== 3) return "bad-request-line";
  if (!VERSION.test(version)) return "bad-version";
  const target = findRequestTarget(method, text);
  if (target === undefined) return "bad-target";
  return { method, target, version: version === "HTTP/1.1" ? "1.1" : "1.0" };
}

/** The line, or what is wrong with it. The space before an empty reason may be missing, as many servers leave it out. */
export function readStatusLine(line: string): StatusLine | Http1FaultCode {
  const match = STATUS_LINE.exec(line);
  if (match === null) {
    return NAMED_VERSION.test(line) && !VERSION.test(line.slice(0, 8)) ? "bad-version" : "bad-status-line";
  }
  const [, minor, status, reason = ""] = match;
  return {
    status: Number(status),
    reason: reason.replaceAll(/^[ \t]+|[ \t]+$/g, ""),
    version: minor === "1" ? "1.1" : "1.0",
  };
}
