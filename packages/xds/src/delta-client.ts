/**
 * A client's side of delta xDS over any number of streams: what to ask for, what is kept, what to answer. Knows names
 * and versions and no resource type: whoever owns it applies the resources and says which were rejected.
 */
import type { DeltaRequest, DeltaResponse, XdsNode, XdsResource } from "./messages.ts";
import { XdsError } from "./xds-error.ts";

/** A type to subscribe to. */
export interface ClientType {
  readonly typeUrl: string;
  /** Nothing is sent but what `subscribe` names. */
  readonly isOnDemand?: boolean;
}

/** Types in the order in which they are asked for. */
export interface DeltaClientOptions {
  readonly node: XdsNode;
  readonly types: readonly ClientType[];
  /** Names that may be asked for, per type. */
  readonly maxDemandedNames?: number;
  /** Bytes of retained names and versions that one request may carry. */
  readonly maxInitialVersionBytes?: number;
}

/** What a response asks the application to do: remove, then add or replace. */
export interface DeltaUpdate {
  readonly typeUrl: string;
  readonly resources: readonly XdsResource[];
  readonly removed: readonly string[];
  readonly nonce: string;
  /** Which stream it came on; an answer goes to no other. */
  readonly stream: number;
}

/** A resource that the application could not use. It keeps what it had under that name. */
export interface ResourceRejection {
  readonly name: string;
  readonly reason: string;
}

interface TypeState {
  readonly typeUrl: string;
  readonly isOnDemand: boolean;
  /** What the application has, by name. */
  readonly versions: Map<string, string>;
  /** Names that were asked for, and whether a resource or a removal has answered. */
  readonly demanded: Map<string, boolean>;
  /** The first response of this stream is everything there is: what is not in it is gone. */
  isUncompared: boolean;
  isSynced: boolean;
}

const MAX_DEMANDED_NAMES = 50_000;
/** A mesh with some hundred thousand resources; our controller takes messages of 16 MiB. */
const MAX_INITIAL_VERSION_BYTES = 12_000_000;
/** Once refused: stock controllers take messages of 4 MiB. */
const MAX_STOCK_VERSION_BYTES = 3_000_000;
/** Tags and lengths of a map entry with its key and value. */
const VERSION_ENTRY_BYTES = 12;

const MAX_NACK_CHARS = 16_384;

const WILDCARD = "*";
const NO_VERSIONS: ReadonlyMap<string, string> = new Map();

/**
 * Versions outlive streams, so a new stream brings only what is different. The order of calls: `open`, then for each
 * response `receive`, apply it, `applied`; `lost` when the stream is over; `open` again.
 */
export class DeltaClient {
  readonly #node: XdsNode;
  readonly #types = new Map<string, TypeState>();
  readonly #maxDemanded: number;
  #maxVersionBytes: number;
  #stream = 0;
  #isOpen = false;

  constructor({ node, types, maxDemandedNames, maxInitialVersionBytes }: DeltaClientOptions) {
    this.#node = node;
    this.#maxDemanded = maxDemandedNames ?? MAX_DEMANDED_NAMES;
    this.#maxVersionBytes = maxInitialVersionBytes ?? MAX_INITIAL_VERSION_BYTES;
    for (const { typeUrl, isOnDemand = false } of types) {
      const state = { typeUrl, isOnDemand, isUncompared: false, isSynced: false };
      this.#types.set(typeUrl, { ...state, versions: new Map(), demanded: new Map() });
    }
  }

  /** Every type that is not on demand was ACKed once: the application has a whole picture. A NACK does not count. */
  get isSynced(): boolean {
    return this.#all().every(({ isOnDemand, isSynced }) => isOnDemand || isSynced);
  }

  /** Types that `isSynced` waits for. */
  get unsyncedTypes(): string[] {
    return this.#all()
      .filter(({ isOnDemand, isSynced }) => !isOnDemand && !isSynced)
      .map(({ typeUrl }) => typeUrl);
  }

  /** Name to version of what the application has. */
  versions(typeUrl: string): ReadonlyMap<string, string> {
    return this.#types.get(typeUrl)?.versions ?? NO_VERSIONS;
  }

  /** A stream is there: what to send on it, in this order. Not while an update is being applied: it would be missing. */
  open(): DeltaRequest[] {
    this.#stream += 1;
    this.#isOpen = true;
    return this.#all().flatMap((type) => this.#firstRequests(type));
  }

  /** The control plane has refused a request for its size: from now on they stay below what every one takes. */
  sayLess(): void {
    this.#maxVersionBytes = Math.min(this.#maxVersionBytes, MAX_STOCK_VERSION_BYTES);
  }

  /** The stream is over. What was applied stays; what is being applied can still be recorded. */
  lost(): void {
    this.#isOpen = false;
  }

  /** What to apply. The answer waits for `applied`. */
  receive(response: DeltaResponse): DeltaUpdate {
    const { typeUrl, resources, nonce } = response;
    const type = this.#types.get(typeUrl);
    let { removed } = response;
    if (type?.isUncompared === true) {
      const present = new Set(resources.map(({ name }) => name));
      removed = [...new Set([...removed, ...[...type.versions.keys()].filter((name) => !present.has(name))])];
    }
    return { typeUrl, resources, removed, nonce, stream: this.#stream };
  }

  /**
   * The application has this update, less what it rejected (whose former state it keeps). Returns the ACK, or the NACK
   * that names the rejected ones, to be sent on the stream the update came on; undefined if that is over.
   */
  applied(update: DeltaUpdate, rejections: readonly ResourceRejection[]): DeltaRequest | undefined {
    const type = this.#types.get(update.typeUrl);
    const isCurrent = this.#isOpen && update.stream === this.#stream;
    if (type !== undefined) {
      record(type, update, rejections);
      // A rejected name keeps its former state and version, but on this stream the server takes it for sent.
      if (update.stream === this.#stream) type.isUncompared = false;
      if (isCurrent && rejections.length === 0) type.isSynced = true;
    }
    if (!isCurrent) return undefined;
    const ack = { ...emptyRequest(update.typeUrl), responseNonce: update.nonce };
    if (rejections.length === 0) return ack;
    return { ...ack, error: { code: 0, message: nackText(rejections) } };
  }

  /**
   * Asks for a name of a type that is on demand. Returns what to send now: undefined without a stream (the next one
   * asks) and for a name that was asked for already. Throws XdsError "too-many-names", "unknown-type", "not-on-demand".
   */
  subscribe(typeUrl: string, name: string): DeltaRequest | undefined {
    const type = this.#types.get(typeUrl);
    if (type === undefined) throw new XdsError("unknown-type", `type ${typeUrl} is not subscribed to`);
    if (!type.isOnDemand) throw new XdsError("not-on-demand", `type ${typeUrl} is not on demand`);
    if (type.demanded.has(name)) return undefined;
    if (type.demanded.size >= this.#maxDemanded) {
      throw new XdsError("too-many-names", `more than ${String(this.#maxDemanded)} names of ${typeUrl}`);
    }
    type.demanded.set(name, false);
    return this.#isOpen ? { ...emptyRequest(typeUrl), subscribe: [name] } : undefined;
  }

  /**
   * Nobody asks for these names any more. The server is not told: one that is unsubscribed from a name may take all others
   * back. It hears of it by the next stream, which begins with what is asked for then; `dropped` is to be called before.
   */
  forget(typeUrl: string, names: Iterable<string>): void {
    const type = this.#types.get(typeUrl);
    for (const name of names) type?.demanded.delete(name);
  }

  /** Whether the name is asked for, answered or not. */
  isDemanded(typeUrl: string, name: string): boolean {
    return this.#types.get(typeUrl)?.demanded.has(name) === true;
  }

  /** The application no longer has these resources. Without a stream only. */
  dropped(typeUrl: string, names: Iterable<string>): void {
    const type = this.#types.get(typeUrl);
    for (const name of names) type?.versions.delete(name);
  }

  /** Whether the name was asked for and the answer applied: then what is there is known, and changes come unasked. */
  isAnswered(typeUrl: string, name: string): boolean {
    return this.#types.get(typeUrl)?.demanded.get(name) === true;
  }

  #all(): TypeState[] {
    return [...this.#types.values()];
  }

  #firstRequests(type: TypeState): DeltaRequest[] {
    const { typeUrl, isOnDemand, versions, demanded } = type;
    const isFitting = this.#fitsVersions(versions);
    type.isUncompared = !isFitting && !isOnDemand;
    const initialVersions = isFitting ? new Map(versions) : NO_VERSIONS;
    const first = { ...emptyRequest(typeUrl), node: this.#node, initialVersions };
    if (!isOnDemand) return [first];
    const missing = [...demanded].filter(([name, isAnswered]) => !isAnswered || !initialVersions.has(name));
    const asked = new Set([...missing.map(([name]) => name), ...(isFitting ? [] : versions.keys())]);
    return [
      // "*" in both lists: a client that names nothing would be sent everything.
      { ...first, subscribe: [WILDCARD], unsubscribe: [WILDCARD] },
      ...this.#split(asked).map((subscribe) => ({ ...emptyRequest(typeUrl), subscribe })),
    ];
  }

  /** If they do not: better all of the state again than a request that the server refuses each time. */
  #fitsVersions(versions: ReadonlyMap<string, string>): boolean {
    let bytes = 0;
    for (const [name, version] of versions) bytes += name.length + version.length + VERSION_ENTRY_BYTES;
    return bytes <= this.#maxVersionBytes;
  }

  #split(names: Iterable<string>): string[][] {
    const parts: string[][] = [];
    let bytes = Number.POSITIVE_INFINITY;
    for (const name of names) {
      bytes += name.length + VERSION_ENTRY_BYTES;
      if (bytes > this.#maxVersionBytes) {
        parts.push([]);
        bytes = name.length + VERSION_ENTRY_BYTES;
      }
      parts.at(-1)?.push(name);
    }
    return parts;
  }
}

function record(type: TypeState, update: DeltaUpdate, rejections: readonly ResourceRejection[]): void {
  const rejected = new Set(rejections.map(({ name }) => name));
  for (const name of update.removed) {
    type.versions.delete(name);
    answer(type, name);
  }
  for (const { name, version, aliases } of update.resources) {
    if (!rejected.has(name)) type.versions.set(name, version);
    for (const known of [name, ...aliases]) answer(type, known);
  }
}

/** Every rejection by name, as far as a message may be long. */
function nackText(rejections: readonly ResourceRejection[]): string {
  const shown: string[] = [];
  let chars = 0;
  for (const { name, reason } of rejections) {
    const text = `${name}: ${reason}`.slice(0, MAX_NACK_CHARS);
    chars += text.length;
    if (shown.length > 0 && chars > MAX_NACK_CHARS) break;
    shown.push(text);
  }
  const more = rejections.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${String(more)} more`] : [])].join("; ");
}

function answer(type: TypeState, name: string): void {
  if (type.demanded.has(name)) type.demanded.set(name, true);
}

function emptyRequest(typeUrl: string): DeltaRequest {
  return { typeUrl, subscribe: [], unsubscribe: [], initialVersions: NO_VERSIONS, responseNonce: "" };
}
