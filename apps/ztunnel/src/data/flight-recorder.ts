/**
 * The last connections of one workload on this thread, as they ended: what an operator asks for when the line is not at hand.
 * Its memory is fixed: slots are written over, and hold references to what is shared or text of a bounded length. Text is
 * made when somebody asks.
 */
import { formatSocketAddress, type SocketAddress } from "@ambit/addr";
import { formatIdentity, type Identity, type Service, type Workload } from "@ambit/model";
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
  direction: "inbound" | "outbound";
  sourceAddress: SocketAddress;
  destinationAddress: SocketAddress;
  authority: string | undefined;
  source: Workload | undefined;
  sourceIdentity: Identity | undefined;
  destination: Workload | undefined;
  service: Service | undefined;
  endedMs: number;
  durationMs: number;
  requestBytes: number;
  responseBytes: number;
  tls: TlsFacts | undefined;
  failure: Failure | undefined;
  hasRecord: boolean;
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
    const slot = this.#take(facts);
    slot.authority = facts.hboneAuthority === undefined ? undefined : bounded(facts.hboneAuthority);
    slot.source = facts.source;
    slot.sourceIdentity = facts.sourceIdentity;
    slot.destination = facts.destination;
    slot.service = facts.service;
    slot.endedMs = end.nowMs;
    slot.durationMs = end.durationMs;
    slot.requestBytes = end.requestBytes;
    slot.responseBytes = end.responseBytes;
    slot.tls = end.tls;
    slot.failure = end.failure && boundedFailure(end.failure);
    slot.hasRecord = true;
  }

  addEarly(connection: EarlyConnection, failure: Failure, nowMs: number): void {
    const slot = this.#take(connection);
    slot.authority = undefined;
    slot.source = undefined;
    slot.sourceIdentity = undefined;
    slot.destination = undefined;
    slot.service = undefined;
    slot.endedMs = nowMs;
    slot.tls = undefined;
    slot.failure = boundedFailure(failure);
    slot.hasRecord = false;
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

  #take({ direction, sourceAddress, destinationAddress }: EarlyConnection): Slot {
    let slot = this.#slots[this.#next];
    if (slot === undefined) {
      slot = emptySlot({ direction, sourceAddress, destinationAddress });
      this.#slots.push(slot);
    } else {
      slot.direction = direction;
      slot.sourceAddress = sourceAddress;
      slot.destinationAddress = destinationAddress;
    }
    this.#next = (this.#next + 1) % MAX_RECENT_CONNECTIONS;
    return slot;
  }
}

function emptySlot(connection: EarlyConnection): Slot {
  return {
    ...connection,
    authority: undefined,
    source: undefined,
    sourceIdentity: undefined,
    destination: undefined,
    service: undefined,
    endedMs: 0,
    durationMs: 0,
    requestBytes: 0,
    responseBytes: 0,
    tls: undefined,
    failure: undefined,
    hasRecord: false,
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

function dumpSlot(slot: Slot, epochOffsetMs: number): RecentConnection {
  const { source, destination, failure, tls } = slot;
  return {
    endedAtMs: slot.endedMs + epochOffsetMs,
    durationMs: slot.hasRecord ? slot.durationMs : undefined,
    direction: slot.direction,
    sourceAddress: formatSocketAddress(slot.sourceAddress),
    sourceWorkload: source && `${source.namespace}/${source.name}`,
    sourceIdentity: slot.sourceIdentity && formatIdentity(slot.sourceIdentity),
    destinationAddress: formatSocketAddress(slot.destinationAddress),
    authority: slot.authority,
    service: slot.service?.hostname,
    destinationWorkload: destination && `${destination.namespace}/${destination.name}`,
    bytesSent: sentBytes(slot),
    bytesReceived: receivedBytes(slot),
    responseFlag: failure === undefined ? "-" : RESPONSE_FLAG[failure.code],
    error: failure?.message,
    errorCode: failure?.code,
    policy: failure?.policy,
    rule: failure?.rule,
    tls: tls && tlsDump(tls),
  };
}

/** From this proxy's point of view, as in the access log. */
function sentBytes(slot: Slot): number | undefined {
  if (!slot.hasRecord) return undefined;
  return slot.direction === "outbound" ? slot.requestBytes : slot.responseBytes;
}

function receivedBytes(slot: Slot): number | undefined {
  if (!slot.hasRecord) return undefined;
  return slot.direction === "outbound" ? slot.responseBytes : slot.requestBytes;
}
