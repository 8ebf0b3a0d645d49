/** What the client gets: an answer of a backend, or one of our own, with the changes that apply to both. */
import type { HeaderList } from "@ambit/http1";
import type { HeaderChange, SessionPersistence } from "@ambit/model/http";
import { changeHeaders } from "@ambit/routing/http";
import type { ResponseHead, ServerStream } from "../message/message.ts";
import type { RequestRecord } from "../telemetry/request-record.ts";
import type { Attempt } from "./attempt.ts";
import type { ExchangeContext } from "./exchange-context.ts";
import { completeLocalReply, sanitizeResponse } from "./header-rules.ts";
import { formatLocalReply, type LocalReply } from "./local-reply.ts";
import { ResponseBody } from "./response-body.ts";
import { type SessionToken, sessionField } from "./session-persistence.ts";

/** The session that a request belongs to, or begins. */
export interface ExchangeSession {
  readonly persistence: SessionPersistence | undefined;
  readonly token: SessionToken | undefined;
}

const NO_SESSION: ExchangeSession = Object.freeze({ persistence: undefined, token: undefined });

/** See the module comment. Notes in the record what it sends. */
export class ClientResponse {
  session: ExchangeSession = NO_SESSION;
  readonly #context: Pick<ExchangeContext, "httpDate" | "wallMs" | "reactor">;
  readonly #stream: ServerStream;
  readonly #record: RequestRecord;
  readonly #body: ResponseBody;
  readonly #setCookies: string[] = [];
  #changes: readonly HeaderChange[] = [];
  #hasHead = false;

  constructor(context: ExchangeContext, stream: ServerStream, record: RequestRecord) {
    this.#context = context;
    this.#stream = stream;
    this.#record = record;
    this.#body = new ResponseBody(context.memory.queueBlocks, stream);
  }

  /** A final head was sent. */
  get hasHead(): boolean {
    return this.#hasHead;
  }

  /** Everything is on its way to the client. */
  get isEndSent(): boolean {
    return this.#body.isEndSent;
  }

  /** After those that are known already. */
  addChanges(changes: readonly (HeaderChange | undefined)[]): void {
    this.#changes = [...this.#changes, ...changes.filter((change) => change !== undefined)];
  }

  addCookie(cookie: string | undefined): void {
    if (cookie !== undefined) this.#setCookies.push(cookie);
  }

  /** A head that another one follows. */
  interim(head: ResponseHead): void {
    this.#stream.respond(head, false);
  }

  /** The head of a backend's answer. */
  answer(head: ResponseHead, isEnd: boolean, attempt: Attempt): void {
    const serviceTimeMs = this.#context.reactor.nowMs - attempt.startedMs;
    this.#record.upstreamServiceTimeMs = serviceTimeMs;
    sanitizeResponse(head.headers, serviceTimeMs);
    for (const change of this.#changes) changeHeaders(head.headers, change);
    this.#addSession(head.headers, attempt.endpoint.endpoint.key);
    for (const cookie of this.#setCookies) head.headers.append("set-cookie", cookie);
    if (attempt.stream !== undefined) this.#body.attach(attempt.stream);
    this.#noteHead(head);
    this.#stream.respond(head, isEnd);
  }

  /** An answer of our own. */
  reply(reply: LocalReply, isHeadRequest: boolean): void {
    const { head, body } = formatLocalReply(reply, this.#record.isGrpc);
    completeLocalReply(head.headers, this.#context.httpDate());
    for (const change of this.#changes) changeHeaders(head.headers, change);
    this.#record.addFlag(reply.flag);
    this.#record.details = reply.details;
    this.#noteHead(head);
    const isEnd = isHeadRequest || body.length === 0;
    this.#stream.respond(head, isEnd);
    if (!isEnd) this.receive(body, 0, body.length);
    this.receiveEnd(undefined);
  }

  /** False when the thread has no memory for what the client does not take. */
  receive(bytes: Uint8Array, start: number, end: number): boolean {
    return this.#body.receive(bytes, start, end);
  }

  receiveEnd(trailers: HeaderList | undefined): void {
    if (trailers !== undefined) {
      this.#noteGrpcStatus(trailers);
      this.#record.responseBytes += headBytes(trailers);
    }
    this.#body.receiveEnd(trailers);
  }

  /** The client takes bytes again. */
  resume(): void {
    this.#body.resume();
  }

  /** Gives memory back, and completes the record. */
  finish(): void {
    this.#body.clear();
    this.#record.bytesSent = this.#body.sent;
    this.#record.responseBytes += this.#body.sent;
  }

  #addSession(headers: HeaderList, endpoint: string): void {
    const { persistence, token } = this.session;
    const { service, port } = this.#record;
    if (persistence === undefined || service === undefined || token?.endpoint === endpoint) return;
    const startedMs = token?.startedMs ?? this.#context.wallMs();
    const [name, value] = sessionField(persistence, { service, port, endpoint, startedMs });
    headers.append(name, value);
  }

  #noteHead(head: ResponseHead): void {
    this.#hasHead = true;
    this.#record.status = head.status;
    this.#record.responseHeaders = head.headers;
    this.#record.responseBytes += headBytes(head.headers);
    this.#noteGrpcStatus(head.headers);
  }

  #noteGrpcStatus(headers: HeaderList): void {
    const status = headers.find("grpc-status");
    if (status !== undefined) this.#record.grpcStatus = Number(status);
  }
}

/** As it would be counted on the wire of HTTP/1: with ": " and the line's end. */
export function headBytes(headers: HeaderList): number {
  let bytes = 0;
  for (let at = 0; at < headers.size; at++) {
    bytes += headers.nameAt(at).length + headers.valueAt(at).length + 4;
  }
  return bytes;
}
