/** Heads of messages to and from the fields of HTTP/2 (RFC 9113 §8.3). */
import { HeaderList } from "@ambit/http1";
import type { HeaderField } from "@ambit/http2";
import type { RequestHead, ResponseHead } from "./message.ts";

/** The pseudo fields come first, as the protocol's state machine has checked. */
export function requestHeadOf(fields: readonly HeaderField[]): RequestHead {
  const headers = new HeaderList();
  let method = "";
  let scheme = "http";
  let authority: string | undefined;
  let path = "";
  for (const [name, value] of fields) {
    switch (name) {
      case ":method":
        method = value;
        break;
      case ":scheme":
        scheme = value.toLowerCase();
        break;
      case ":authority":
        authority = value;
        break;
      case ":path":
        path = value;
        break;
      case "host":
        // RFC 9113 §8.3.1: the pseudo field wins.
        authority ??= value;
        break;
      default:
        headers.appendKnown(name, name, value);
    }
  }
  return { version: "HTTP/2", method, scheme, authority: authority ?? "", path, headers, upgrade: [] };
}

export function responseHeadOf(fields: readonly HeaderField[]): ResponseHead {
  const headers = new HeaderList();
  let status = 0;
  for (const [name, value] of fields) {
    if (name === ":status") status = Number(value);
    else headers.appendKnown(name, name, value);
  }
  return { status, headers };
}

export function requestFields(head: RequestHead): readonly HeaderField[] {
  return [
    [":method", head.method],
    [":scheme", head.scheme],
    [":authority", head.authority],
    [":path", head.path],
    ...head.headers.toPairs(),
  ];
}

export function responseFields(head: ResponseHead): readonly HeaderField[] {
  return [[":status", String(head.status)], ...head.headers.toPairs()];
}

export function trailersOf(fields: readonly HeaderField[]): HeaderList {
  return HeaderList.from(fields);
}
