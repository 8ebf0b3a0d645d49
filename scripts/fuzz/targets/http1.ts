/** HTTP/1 (RFC 9112) in both roles: in pieces, under back-pressure, and against a reader that somebody else wrote. */
import {
  DEFAULT_HTTP1_LIMITS,
  HeaderList,
  Http1Client,
  Http1Server,
  normalizePath,
  type RequestHead,
  type ResponseHead,
} from "@ambit/http1";
import fc from "fast-check";
import { cuts, piecesOf } from "../../../e2e/fuzz/arbitraries.ts";
import { anyAnswered, anyRequests, anyResponse } from "../../../packages/http1/src/testing/arbitraries.ts";
import {
  differenceInRequests,
  differenceInResponse,
} from "../../../packages/http1/src/testing/differential.ts";
import { anArea, aRequest } from "../../../packages/http1/src/testing/exchange.ts";
import { bytesOf, Recorder, textOf } from "../../../packages/http1/src/testing/recorder.ts";
import { type FuzzTarget, joinParts, splitParts } from "../fuzz-target.ts";

const FRACTIONS = 255;
/** What the owner takes of a body at a time. */
const ROOM = 7;
const MODES = ["NONE", "BASE", "MERGE_SLASHES", "DECODE_AND_MERGE_SLASHES"] as const;

const cutBytes = cuts.map((at) => Uint8Array.from(at, (cut) => Math.round(cut * FRACTIONS)));
/** Where it is cut, then the requests. */
const cutRequests = fc.tuple(cutBytes, anyRequests).map(([at, text]) => joinParts([at, bytesOf(text)]));
/** Where it is cut, the method that is answered, then the response. */
const cutResponse = fc
  .tuple(cutBytes, anyAnswered, anyResponse)
  .map(([at, method, text]) => joinParts([at, bytesOf(method), bytesOf(text)]));

export const HTTP1_TARGETS: readonly FuzzTarget[] = [
  {
    name: "http1-request",
    corpus: fc.sample(cutRequests, { seed: 1, numRuns: 60 }),
    structured: cutRequests,
    run: readRequests,
  },
  {
    name: "http1-response",
    corpus: fc.sample(cutResponse, { seed: 1, numRuns: 60 }),
    structured: cutResponse,
    run: readResponse,
  },
];

function readRequests(input: Uint8Array): void {
  const [at = new Uint8Array(), ...rest] = splitParts(input);
  const bytes = Buffer.concat(rest);
  const whole = serverCalls([bytes], Number.POSITIVE_INFINITY);
  sameCalls(whole, serverCalls(piecesAt(bytes, at), ROOM));
  agreed(differenceInRequests(bytes));
}

function readResponse(input: Uint8Array): void {
  const [at = new Uint8Array(), methodBytes = new Uint8Array(), ...rest] = splitParts(input);
  const method = ["HEAD", "CONNECT"].find((name) => name === textOf(methodBytes)) ?? "GET";
  const bytes = Buffer.concat(rest);
  const whole = clientCalls(method, [bytes], Number.POSITIVE_INFINITY);
  sameCalls(whole, clientCalls(method, piecesAt(bytes, at), ROOM));
  agreed(differenceInResponse(bytes, method));
}

function piecesAt(bytes: Uint8Array, at: Uint8Array): readonly Uint8Array[] {
  return piecesOf(
    bytes,
    Array.from(at, (cut) => cut / FRACTIONS),
  );
}

/** What a server's owner is told, who answers each request when it is whole. */
function serverCalls(pieces: readonly Uint8Array[], room: number): readonly string[] {
  const seen = new Recorder<RequestHead>();
  const server = new Http1Server({ acceptsHttp10: true, events: seen });
  seen.onEnded = () => {
    checkTarget(seen);
    // The end of a tunnel, which CONNECT has become.
    if (server.hasAnswered) return;
    server.writeHead(anArea(), { status: 200, headers: new HeaderList(), endStream: true });
    if (server.isReusable) server.next();
  };
  feed(server, seen, { pieces, room });
  return seen.calls;
}

/** Up to the end of the response: what is behind it may come with it, or alone. */
function clientCalls(method: string, pieces: readonly Uint8Array[], room: number): readonly string[] {
  const seen = new Recorder<ResponseHead>();
  const client = new Http1Client({ events: seen });
  client.writeHead(anArea(), aRequest({ method, authority: "shop:80" }));
  feed(client, seen, { pieces, room });
  const end = seen.calls.indexOf("end");
  return end < 0 ? seen.calls : seen.calls.slice(0, end + 1);
}

/** Of which the fuzzer needs that much. */
interface Owner {
  room: number;
}

interface Fed {
  readonly pieces: readonly Uint8Array[];
  /** Of the owner, again and again. */
  readonly room: number;
}

/** What is not taken comes first in the next piece; nothing that is taken needs to be kept. */
function feed(receiver: Http1Server | Http1Client, seen: Owner, { pieces, room }: Fed): void {
  let rest: Uint8Array = new Uint8Array();
  for (const piece of pieces) {
    const bytes = Buffer.concat([rest, piece]);
    rest = bytes.subarray(takeAll(receiver, seen, { bytes, room }));
  }
  receiver.receiveEnd();
}

/** Until nothing more is taken, with room made in between; how much was. */
function takeAll(
  receiver: Http1Server | Http1Client,
  seen: Owner,
  { bytes, room }: { readonly bytes: Uint8Array; readonly room: number },
): number {
  let at = 0;
  for (;;) {
    seen.room = room;
    const next = receiver.receive(bytes, at, bytes.length);
    if (next < at || next > bytes.length) throw new Error(`${next} is not between ${at} and ${bytes.length}`);
    if (next === at) return at;
    at = next;
  }
}

/** However a path is normalised, doing it again changes nothing, and no control character comes through. */
function checkTarget(seen: Recorder<RequestHead>): void {
  const target = seen.calls.findLast((call) => call.startsWith("head "))?.split(" ")[2] ?? "";
  for (const mode of MODES) {
    const once = normalizePath(target, mode);
    if (once === undefined) continue;
    const twice = normalizePath(once.path, mode);
    if (twice?.path !== once.path) throw new Error(`${mode} of ${once.path} is ${twice?.path}`);
  }
  if (target.length > DEFAULT_HTTP1_LIMITS.headBytes) throw new Error("a target beyond the head's limit");
}

function sameCalls(whole: readonly string[], inPieces: readonly string[]): void {
  if (whole.join("\n") !== inPieces.join("\n")) {
    throw new Error(`in pieces:\n${inPieces.join("\n")}\nand not:\n${whole.join("\n")}`);
  }
}

function agreed(difference: string | undefined): void {
  if (difference !== undefined) throw new Error(difference);
}
