/**
 * Two readers on the same bytes. Ours may refuse more, or stop where the other goes on; but what ours takes, the other
 * has to take, and as the same: otherwise somebody who reads like it can be sent what ours did not see.
 */
import { isDeepStrictEqual } from "node:util";
import type { ResponseEvents } from "../api.ts";
import { Http1Client } from "../client-connection.ts";
import { listMembers } from "../framing.ts";
import { HeaderList } from "../header-list.ts";
import type { RequestHead, ResponseHead } from "../message-head.ts";
import { findRequestTarget, formatPath } from "../request-target.ts";
import { Http1Server } from "../server-connection.ts";
import { isForbiddenTrailer } from "../trailers.ts";
import { anArea, aRequest } from "./exchange.ts";
import {
  NODE_METHODS,
  type NodeReading,
  type ReadMessage,
  readRequestsByNode,
  readResponsesByNode,
} from "./node-parser.ts";
import { textOf } from "./recorder.ts";

/** Every head that ours reads, interim ones included, with what belongs to it. */
class Collector implements ResponseEvents {
  readonly messages: ReadMessage[] = [];
  readonly faults: string[] = [];
  onEnded: () => void = () => {};
  /** What is behind a switch of protocols is no message; the other reader leaves it to others. */
  #isTunnel = false;

  onHead(head: RequestHead | ResponseHead): void {
    const start =
      "method" in head
        ? { method: head.method, target: targetText(head), status: 0 }
        : { method: "", target: "", status: head.status };
    const { version, isPersistent, upgrade, headers, body } = head;
    this.#isTunnel = body.kind === "tunnel";
    this.messages.push({
      ...start,
      version,
      fields: pairsOf(headers),
      isPersistent,
      isUpgrade: upgrade.length > 0,
      body: "",
      trailers: [],
      isComplete: false,
    });
  }

  onInterim(head: ResponseHead): void {
    this.onHead(head);
    this.#complete();
  }

  onData(bytes: Uint8Array, start: number, end: number): number {
    const message = this.messages.at(-1);
    if (message !== undefined && !this.#isTunnel) message.body += textOf(bytes, start, end);
    return end - start;
  }

  onTrailers(trailers: HeaderList): void {
    const message = this.messages.at(-1);
    if (message !== undefined) message.trailers = pairsOf(trailers);
  }

  onEnd(): void {
    if (this.#isTunnel) return;
    this.#complete();
    this.onEnded();
  }

  onFault({ code }: { readonly code: string }): void {
    this.faults.push(code);
  }

  #complete(): void {
    const message = this.messages.at(-1);
    if (message !== undefined) message.isComplete = true;
  }
}

/** What differs for requests in a row, in words; `undefined` if nothing does. */
export function differenceInRequests(bytes: Uint8Array): string | undefined {
  const seen = new Collector();
  const server = new Http1Server({ acceptsHttp10: true, events: seen });
  seen.onEnded = () => {
    server.writeHead(anArea(), { status: 400, headers: new HeaderList(), endStream: true });
    if (server.isReusable) server.next();
  };
  server.receive(bytes, 0, bytes.length);
  server.receiveEnd();
  return difference(seen.messages, readRequestsByNode(bytes));
}

/** The same for what answers one request with this method. */
export function differenceInResponse(bytes: Uint8Array, method: string): string | undefined {
  const seen = new Collector();
  const client = new Http1Client({ events: seen });
  const request = aRequest({ method, authority: "shop:80", upgrade: "websocket" });
  client.writeHead(anArea(), request);
  client.receive(bytes, 0, bytes.length);
  client.receiveEnd();
  return difference(seen.messages, readResponsesByNode(bytes, method));
}

function difference(ours: readonly ReadMessage[], node: NodeReading): string | undefined {
  for (const [index, mine] of ours.entries()) {
    const theirs = node.messages[index];
    if (theirs === undefined) {
      return isExempt(mine, node.messages[index - 1], node.error)
        ? undefined
        : `message ${index} is none: ${node.error ?? "no end"}`;
    }
    if (refusesTrailers(mine, theirs, node.error)) return undefined;
    const what = differenceOf(mine, theirs);
    if (what !== undefined) return `message ${index}: ${what}, ${JSON.stringify([mine, theirs, node.error])}`;
  }
  return undefined;
}

/** Where the other reader refuses for reasons of its own. */
function isExempt(mine: ReadMessage, before: ReadMessage | undefined, error: string | undefined): boolean {
  // Methods are open to extension (RFC 9110 §16.1); it knows some.
  if (mine.status === 0 && !NODE_METHODS.has(mine.method)) return true;
  // It takes no bytes above ASCII in a target; clients send them.
  if (/[\u0080-\u00ff]/.test(mine.target)) return true;
  // What ours leaves out must be what ended the other's reading, and nothing else: a lost boundary is another error.
  if (before === undefined || (error !== "HPE_CLOSED_CONNECTION" && error !== "stopped")) return false;
  // It takes Proxy-Connection, which is in no standard, for Connection.
  if (members(before, "proxy-connection").includes("close")) return true;
  // A trailer cannot close a connection (RFC 9110 §6.5.1); to it one can.
  const trailers = HeaderList.from(before.trailers);
  return ["connection", "proxy-connection"].some((name) => listMembers(trailers, name).includes("close"));
}

/** It takes a length among trailers for a second one of the body; ours leaves out what has no business there. */
function refusesTrailers(mine: ReadMessage, theirs: ReadMessage, error: string | undefined): boolean {
  const isChunked = members(theirs, "transfer-encoding").includes("chunked");
  const isRefused = isChunked && mine.isComplete && !theirs.isComplete && mine.body === theirs.body;
  // With an upgrade it does not say why it stops.
  return isRefused && (TRAILER_ERRORS.has(error ?? "") || (mine.isUpgrade && error === "stopped"));
}

const TRAILER_ERRORS: ReadonlySet<string> = new Set([
  "HPE_INVALID_CONTENT_LENGTH",
  "HPE_INVALID_TRANSFER_ENCODING",
  "HPE_UNEXPECTED_CONTENT_LENGTH",
]);

function differenceOf(mine: ReadMessage, theirs: ReadMessage): string | undefined {
  if (mine.method !== theirs.method) return "method";
  if (mine.status !== theirs.status) return "status";
  if (mine.version !== theirs.version) return "version";
  if (mine.status === 0 && mine.target !== targetText(theirs)) return "target";
  if (!isDeepStrictEqual(mine.fields, theirs.fields)) return "fields";
  if (mine.isUpgrade && !theirs.isUpgrade) return "upgrade";
  const isExemptFromClose = members(mine, "proxy-connection").includes("close");
  if (mine.isPersistent && !theirs.isPersistent && !isExemptFromClose) return "persistence";
  return differenceInBody(mine, theirs);
}

function differenceInBody(mine: ReadMessage, theirs: ReadMessage): string | undefined {
  // What a fault ends may have been handed out in part.
  if (!theirs.body.startsWith(mine.body)) return "body";
  if (!mine.isComplete) return undefined;
  if (mine.body !== theirs.body) return "length of the body";
  if (!theirs.isComplete) return "end";
  const trailers = theirs.trailers.filter(([name]) => !isForbiddenTrailer(name.toLowerCase()));
  return isDeepStrictEqual(mine.trailers, trailers) ? undefined : "trailers";
}

function members({ fields }: ReadMessage, name: string): readonly string[] {
  return listMembers(HeaderList.from(fields), name);
}

function pairsOf(list: HeaderList): [string, string][] {
  return Array.from({ length: list.size }, (_, at) => [list.spellingAt(at), list.valueAt(at)]);
}

/** A target as one text, with its parts told apart. */
function targetText({ method, target }: Pick<RequestHead | ReadMessage, "method" | "target">): string {
  const found = typeof target === "string" ? findRequestTarget(method, target) : target;
  if (found === undefined) return "none";
  return [found.form, found.scheme, found.authority, formatPath(found)].join(" ");
}
