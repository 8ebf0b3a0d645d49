/** Connections with owners that record, fed with text in any pieces. */
import type { OutputArea } from "../api.ts";
import { Http1Client, type Http1ClientOptions, type OutgoingRequest } from "../client-connection.ts";
import { HeaderList } from "../header-list.ts";
import type { RequestHead, ResponseHead } from "../message-head.ts";
import { Http1Server, type Http1ServerOptions } from "../server-connection.ts";
import { bytesOf, Recorder, textOf } from "./recorder.ts";

/** A connection under test. */
export interface Receiver {
  receive(bytes: Uint8Array, start: number, end: number): number;
}

export function aServer(options: Partial<Omit<Http1ServerOptions, "events">> = {}): {
  readonly server: Http1Server;
  readonly seen: Recorder<RequestHead>;
} {
  const seen = new Recorder<RequestHead>();
  return { server: new Http1Server({ acceptsHttp10: true, ...options, events: seen }), seen };
}

/** A client that has written `request`, a GET of `/` unless said otherwise. */
export function aClient(
  request: Partial<OutgoingRequest> = {},
  options: Partial<Omit<Http1ClientOptions, "events">> = {},
): { readonly client: Http1Client; readonly seen: Recorder<ResponseHead>; readonly written: string } {
  const seen = new Recorder<ResponseHead>();
  const client = new Http1Client({ ...options, events: seen });
  const area = anArea();
  client.writeHead(area, aRequest(request));
  return { client, seen, written: writtenIn(area) };
}

export function aRequest(request: Partial<OutgoingRequest> = {}): OutgoingRequest {
  return {
    method: "GET",
    path: "/",
    authority: "shop",
    headers: new HeaderList(),
    endStream: true,
    ...request,
  };
}

export function anArea(length = 4096): OutputArea {
  return { bytes: new Uint8Array(length), at: 0, end: length };
}

export function writtenIn(area: OutputArea): string {
  return textOf(area.bytes, 0, area.at);
}

/** Gives all of `text`, in pieces of these sizes (over and over), each in an array of its own; what is not taken comes first in the next. Returns the rest. */
export function feed(receiver: Receiver, text: string, sizes: readonly number[] = [text.length]): string {
  let rest = "";
  let at = 0;
  for (let index = 0; at < text.length; index++) {
    const end = at + Math.max(1, sizes[index % sizes.length] ?? text.length);
    const piece = rest + text.slice(at, end);
    const taken = receiver.receive(bytesOf(`<<${piece}>>`), 2, 2 + piece.length) - 2;
    rest = piece.slice(taken);
    at = end;
  }
  return rest;
}

/** The fault of a request, as `code status`. */
export function requestFaultOf(text: string): string | undefined {
  const { server, seen } = aServer();
  feed(server, text);
  server.receiveEnd();
  return seen.fault;
}
