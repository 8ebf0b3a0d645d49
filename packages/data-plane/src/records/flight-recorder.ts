/**
 * The last connections of one workload on this thread, as they ended: what an operator asks for when the line is not at hand.
 * Its memory is fixed: slots are written over, and hold references to what is shared or text of a bounded length. Text is
 * made when somebody asks.
 */
import { formatSocketAddress, type SocketAddress } from "@ambit/addr";
import { type Baggage, NO_BAGGAGE } from "@ambit/hbone";
import { formatIdentity } from "@ambit/model";
import type { TlsFacts } from "@ambit/tls";
import { MAX_RECENT_CONNECTIONS, type RecentConnection, type WorkloadKey } from "../messages.ts";
import type { ConnectionFacts } from "./connection-record.ts";
import { type Failure, RESPONSE_FLAG } from "./failure.ts";
import { tlsDump } from "./tls-dump.ts";

/** Authorities and reasons may come from a peer, which sends as much as a header block holds. */
const MAX_TEXT_CHARS = 512;

/** The end of a connection that had a record. */
export interface ConnectionEnd {
  readonly nowMs: number;
  readonly durationMs: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly tls: TlsFacts | undefined;
  readonly failure: Failure | undefined;
}

/** What is known of a connection that had none. */
export interface EarlyConnection {
  readonly direction: "inbound" | "outbound";
  readonly sourceAddress: SocketAddress;
  readonly destinationAddress: SocketAddress;
}

type Owner = Pick<WorkloadKey, "name" | "namespace">;

interface Slot {
  /** One of both. */
  facts: ConnectionFacts | undefined;
  early: EarlyConnection | undefined;
  endedMs: number;
  durationMs: number;
  requestBytes: number;
  responseBytes: number;
  tls: TlsFacts | undefined;
  failure: Failure | undefined;
}

/** See the module comment. Slots are made as they are first needed. */
export class FlightRecorder {
  readonly #owner: Owner;
  readonly #slots: Slot[] = [];
  #next = 0;

  constructor(owner: Owner) {
    this.#owner = owner;
  }

  isOf({ name, namespace }: Owner): boolean {
    return this.#owner.name === name && this.#owner.namespace === namespace;
  }

  add(facts: ConnectionFacts, end: ConnectionEnd): void {
    const slot = this.#take();
    slot.facts = isBounded(facts) ? facts : boundedFacts(facts);
    slot.early = undefined;
    slot.endedMs = end.nowMs;
    slot.durationMs = end.durationMs;
    slot.requestBytes = end.requestBytes;
    slot.responseBytes = end.responseBytes;
    slot.tls = end.tls;
    slot.failure = end.failure && boundedFailure(end.failure);
  }

  addEarly(connection: EarlyConnection, failure: Failure, nowMs: number): void {
    const slot = this.#take();
    slot.facts = undefined;
    slot.early = connection;
    slot.endedMs = nowMs;
    slot.tls = undefined;
    slot.failure = boundedFailure(failure);
  }

  /** The latest first. `epochOffsetMs`: what the wall clock is ahead of the times of the connections. */
  dump(epochOffsetMs: number): RecentConnection[] {
    const count = this.#slots.length;
    const connections: RecentConnection[] = [];
    for (let back = 1; back <= count; back++) {
      const slot = this.#slots[(this.#next - back + count) % count];
      if (slot !== undefined) connections.push(dumpSlot(slot, epochOffsetMs));
    }
    return connections;
  }

  #take(): Slot {
    let slot = this.#slots[this.#next];
    if (slot === undefined) {
      slot = emptySlot();
      this.#slots.push(slot);
    }
    this.#next = this.#next + 1 === MAX_RECENT_CONNECTIONS ? 0 : this.#next + 1;
    return slot;
  }
}

function emptySlot(): Slot {
  return {
    facts: undefined,
    early: undefined,
    endedMs: 0,
    durationMs: 0,
    requestBytes: 0,
    responseBytes: 0,
    tls: undefined,
    failure: undefined,
  };
}

/** What comes from a peer and has no bound of its own: the authority, and what it says of itself. */
function isBounded({ hboneAuthority, sourceBaggage, remote }: ConnectionFacts): boolean {
  const hasBaggage = sourceBaggage !== undefined || remote !== undefined;
  return !hasBaggage && (hboneAuthority?.length ?? 0) <= MAX_TEXT_CHARS;
}

function boundedFacts(facts: ConnectionFacts): ConnectionFacts {
  const { hboneAuthority, remote } = facts;
  return {
    ...facts,
    sourceBaggage: undefined,
    remote: remote && { ...remote, baggage: nameOnly(remote.baggage) },
    hboneAuthority: hboneAuthority === undefined ? undefined : bounded(hboneAuthority),
  };
}

/** What is shown of it. */
function nameOnly({ namespace, serviceName }: Baggage): Baggage {
  return {
    ...NO_BAGGAGE,
    namespace: namespace && bounded(namespace),
    serviceName: serviceName && bounded(serviceName),
  };
}

function boundedFailure(failure: Failure): Failure {
  return failure.message.length <= MAX_TEXT_CHARS
    ? failure
    : { ...failure, message: bounded(failure.message) };
}

/** A copy: a slice would keep the whole text it is of. */
function bounded(text: string): string {
  return text.length <= MAX_TEXT_CHARS ? text : Buffer.from(text.slice(0, MAX_TEXT_CHARS)).toString();
}

function destinationName({ destination, remote }: ConnectionFacts): string | undefined {
  if (remote === undefined) return destination && `${destination.namespace}/${destination.name}`;
  const { namespace, serviceName } = remote.baggage;
  return serviceName === undefined ? undefined : `${namespace ?? ""}/${serviceName}`;
}

function dumpSlot(slot: Slot, epochOffsetMs: number): RecentConnection {
  const { facts, early, failure, tls } = slot;
  const connection = facts ?? early;
  const source = facts?.source;
  const isOutbound = facts?.direction === "outbound";
  const identity = facts?.sourceIdentity;
  return {
    endedAtMs: slot.endedMs + epochOffsetMs,
    durationMs: facts && slot.durationMs,
    direction: connection?.direction ?? "inbound",
    sourceAddress: connection === undefined ? "" : formatSocketAddress(connection.sourceAddress),
    sourceWorkload: source && `${source.namespace}/${source.name}`,
    sourceIdentity: identity && formatIdentity(identity),
    destinationAddress: connection === undefined ? "" : formatSocketAddress(connection.destinationAddress),
    authority: facts?.hboneAuthority,
    service: facts?.service?.hostname,
    destinationWorkload: facts && destinationName(facts),
    // From this proxy's point of view, as in the access log.
    bytesSent: facts && (isOutbound ? slot.requestBytes : slot.responseBytes),
    bytesReceived: facts && (isOutbound ? slot.responseBytes : slot.requestBytes),
    responseFlag: failure === undefined ? "-" : RESPONSE_FLAG[failure.code],
    error: failure?.message,
    errorCode: failure?.code,
    policy: failure?.policy,
    rule: failure?.rule,
    isLocal: facts?.isLocal === true,
    tls: tls && tlsDump(tls),
  };
}
