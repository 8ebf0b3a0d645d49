/** Runs one delta stream: bytes to the state machine, responses to the wire, one at a time and only when there is room. */
import type { Clock } from "@ambit/lifecycle";
import {
  type DeltaRequest,
  type DeltaServerStream,
  STATUS,
  type StreamEvent,
  type XdsStatus,
} from "@ambit/xds";
import type { ServerDuplexStream } from "@grpc/grpc-js";
import { decodeDeltaRequest } from "./delta-codec.ts";
import { meterReceived, type RawCall } from "./http2-stream.ts";
import type { GrpcPeer } from "./peer.ts";
import { ResponseMessage } from "./response-message.ts";
import { ResponseWriter } from "./response-writer.ts";
import type { Turns } from "./turns.ts";
import type { UnreadBytes } from "./unread-bytes.ts";
import type { XdsConnectionState } from "./xds-server-events.ts";

/** The call as gRPC gives it: requests stay bytes, and responses do not go through it (see ResponseWriter). */
export type DeltaCall = ServerDuplexStream<Buffer, Buffer>;

/** What a connection needs of its server. */
export interface XdsConnectionHost<Caller> {
  readonly clock: Clock;
  /** First requests are read in turns: those of a large mesh have megabytes, and after a restart all come at once. */
  readonly turns: Turns;
  /** Bytes of messages that are not complete yet, of this client's address. */
  readonly unread: UnreadBytes;
  readonly onEvent: (connection: XdsConnection<Caller>, event: XdsConnectionEvent) => void;
  /** Cuts the connection below the stream: the only way to be rid of a response that nobody reads. */
  readonly disconnect: () => void;
  /** Called once. */
  readonly onClosed: (connection: XdsConnection<Caller>, status: XdsStatus | undefined) => void;
}

/** What happened on a stream. */
export type XdsConnectionEvent =
  | Exclude<StreamEvent, { kind: "end" }>
  | { readonly kind: "sent"; readonly message: ResponseMessage };

/** Who it is, and what was decided about it before. */
export interface XdsConnectionOptions<Caller> {
  readonly id: number;
  readonly call: DeltaCall;
  readonly raw: RawCall;
  readonly peer: GrpcPeer;
  readonly caller: Caller;
  readonly stream: DeltaServerStream;
  readonly host: XdsConnectionHost<Caller>;
}

/** A client that says nothing after the call was accepted is in the way. */
const FIRST_REQUEST_TIMEOUT_MS = 60_000;
/** A client that does not take a piece of a response within this time takes none. */
const SEND_TIMEOUT_MS = 30_000;
/** Requests of one stream in a second; the rest waits in the client's own connection. */
const MAX_REQUESTS_PER_SECOND = 500;
const SECOND_MS = 1000;

const SILENT: XdsStatus = { code: STATUS.deadlineExceeded, message: "no discovery request was sent" };
const UNREADABLE: XdsStatus = { code: STATUS.invalidArgument, message: "this is no delta discovery request" };
const TOO_MUCH_UNREAD: XdsStatus = {
  code: STATUS.resourceExhausted,
  message: "too many bytes of requests that are not complete",
};
const NOT_READ: XdsStatus = { code: STATUS.deadlineExceeded, message: "a response was not read in time" };

/** One open stream of one client. */
export class XdsConnection<Caller> {
  readonly id: number;
  readonly peer: GrpcPeer;
  readonly caller: Caller;
  readonly #call: DeltaCall;
  readonly #stream: DeltaServerStream;
  readonly #host: XdsConnectionHost<Caller>;
  readonly #raw: RawCall;
  readonly #writer: ResponseWriter;
  readonly #connectedAtMs: number;
  readonly #sentAtMs = new Map<string, number>();
  #isWriting = false;
  #isClosed = false;
  #timer: Disposable | undefined;
  #turn: Disposable | undefined;
  #unreadBytes = 0;
  #pause: Disposable | undefined;
  #secondStartedMs: number;
  #requestsInSecond = 0;

  constructor({ id, call, raw, peer, caller, stream, host }: XdsConnectionOptions<Caller>) {
    this.id = id;
    this.peer = peer;
    this.caller = caller;
    this.#call = call;
    this.#stream = stream;
    this.#host = host;
    this.#raw = raw;
    this.#writer = new ResponseWriter(call, raw);
    this.#connectedAtMs = host.clock.nowMs();
    this.#secondStartedMs = this.#connectedAtMs;
  }

  get state(): XdsConnectionState<Caller> {
    const { node, nodeId } = this.#stream;
    const types = this.#stream.types.map((type) => ({ ...type, sentAtMs: this.#sentAtMs.get(type.typeUrl) }));
    return {
      id: this.id,
      peer: this.peer,
      caller: this.caller,
      connectedAtMs: this.#connectedAtMs,
      node,
      nodeId,
      types,
    };
  }

  /** Names this client is subscribed to. */
  get subscribedNames(): number {
    return this.#stream.types.reduce((sum, { subscribedNames }) => sum + subscribedNames, 0);
  }

  /** Milliseconds since the latest response of a type was handed to the transport. */
  elapsedSinceSent(typeUrl: string): number {
    const { clock } = this.#host;
    return clock.nowMs() - (this.#sentAtMs.get(typeUrl) ?? clock.nowMs());
  }

  /** Begins to read, when it is this one's turn. */
  open(): void {
    this.#call.on("end", () => this.#closeWith(undefined, () => this.#call.end()));
    // Also after our own end, and when gRPC itself refused something (a message that is too large).
    this.#call.on("cancelled", () => this.#closeWith(undefined, () => undefined));
    meterReceived(this.#raw, (count) => this.#countUnread(count));
    this.#turn = this.#host.turns.take(() => {
      this.#awaitFirstRequest();
      this.#call.on("data", (bytes: Buffer) => this.#receive(bytes));
    });
  }

  /** Sends what there is to say. Called when the source has changed, too. */
  pump(): void {
    if (this.#isWriting || this.#isClosed) return;
    const response = this.#stream.takeResponse();
    if (this.#stream.end !== undefined) {
      this.close(this.#stream.end);
    } else if (response !== undefined) this.#write(new ResponseMessage(response));
  }

  /** Ends the stream with a status, or the connection if the client does not even read that. */
  close(status: XdsStatus): void {
    this.#closeWith(status, () => {
      if (this.#isWriting) this.#host.disconnect();
      else this.#call.emit("error", { code: status.code, details: status.message });
    });
  }

  #receive(bytes: Buffer): void {
    if (this.#isClosed) return;
    this.#countUnread(-this.#unreadBytes);
    this.#countRequest();
    let request: DeltaRequest;
    try {
      request = decodeDeltaRequest(bytes);
    } catch {
      this.close(UNREADABLE);
      return;
    }
    const event = this.#stream.receive(request);
    if (event.kind === "end") {
      this.close(event.status);
      return;
    }
    if (this.#stream.node !== undefined) this.#noteFirstRequest();
    this.#host.onEvent(this, event);
    this.pump();
  }

  /** With nothing of it for that long the stream ends; megabytes of many clients at once take longer in all. */
  #awaitFirstRequest(): void {
    this.#clearTimer();
    this.#timer = this.#host.clock.setTimer(FIRST_REQUEST_TIMEOUT_MS, () => this.close(SILENT));
  }

  #noteFirstRequest(): void {
    if (!this.#isWriting) this.#clearTimer();
    this.#turn?.[Symbol.dispose]();
    this.#turn = undefined;
  }

  #countUnread(count: number): void {
    if (this.#isClosed) return;
    this.#unreadBytes += count;
    this.#host.unread.add(this.peer.address, count);
    if (count <= 0) return;
    if (this.#host.unread.isTooMuch(this.peer.address)) this.close(TOO_MUCH_UNREAD);
    else if (this.#timer !== undefined && this.#stream.node === undefined) this.#awaitFirstRequest();
  }

  #write(message: ResponseMessage): void {
    this.#isWriting = true;
    this.#sentAtMs.set(message.response.typeUrl, this.#host.clock.nowMs());
    this.#host.onEvent(this, { kind: "sent", message });
    this.#watchProgress();
    this.#writer.write(message, {
      onProgress: () => this.#watchProgress(),
      onDone: () => {
        this.#isWriting = false;
        this.#clearTimer();
        this.pump();
      },
    });
  }

  #watchProgress(): void {
    if (this.#isClosed) return;
    this.#clearTimer();
    this.#timer = this.#host.clock.setTimer(SEND_TIMEOUT_MS, () => this.close(NOT_READ));
  }

  /** Reads no further for the rest of a second in which there were too many requests. */
  #countRequest(): void {
    const { clock } = this.#host;
    const nowMs = clock.nowMs();
    if (nowMs - this.#secondStartedMs >= SECOND_MS) {
      this.#secondStartedMs = nowMs;
      this.#requestsInSecond = 0;
    }
    this.#requestsInSecond += 1;
    if (this.#requestsInSecond < MAX_REQUESTS_PER_SECOND || this.#pause !== undefined) return;
    this.#call.pause();
    this.#pause = clock.setTimer(SECOND_MS - (nowMs - this.#secondStartedMs), () => {
      this.#pause = undefined;
      this.#call.resume();
    });
  }

  #closeWith(status: XdsStatus | undefined, finish: () => void): void {
    if (this.#isClosed) return;
    this.#countUnread(-this.#unreadBytes);
    this.#isClosed = true;
    this.#clearTimer();
    this.#turn?.[Symbol.dispose]();
    this.#pause?.[Symbol.dispose]();
    finish();
    this.#host.onClosed(this, status);
  }

  #clearTimer(): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
  }
}
