/**
 * The controller's side of one delta-xDS stream: requests in, responses out when the transport has room. Holds what the
 * client asked for and how far it has been told, never a queue of resources: what a response says is read from the
 * collections at the moment it is taken.
 */
import type { DeltaRequest, DeltaResponse, XdsErrorDetail, XdsNode } from "./messages.ts";
import { parseXdsNodeId, type XdsNodeId } from "./node-id.ts";
import type { ResourceCollection, ResourceSource } from "./resource-collection.ts";
import { everything, namedResources, type ResponseContent, subscribedChanges } from "./response-content.ts";
import { STATUS, type XdsStatus } from "./status.ts";
import { Subscription } from "./subscription.ts";
import { ADDRESS_TYPE, AUTHORIZATION_TYPE, HEALTH_TYPE, WORKLOAD_TYPE } from "./type-urls.ts";

/** What a stream needs. */
export interface DeltaServerStreamOptions {
  readonly source: ResourceSource;
  /** A text that was never used before (a UUID): nonces are the push version followed by it. */
  readonly newNonce: () => string;
  /** Looks at the node of the first request: a status ends the stream. */
  readonly checkNode?: (node: XdsNode, id: XdsNodeId) => XdsStatus | undefined;
  /** What the client is, for types of which each client has its own resources. Asked after `checkNode` has let it in. */
  readonly scopeOf?: (node: XdsNode, id: XdsNodeId) => string;
  /** Names of all types together that one client may be subscribed to. */
  readonly maxSubscribedNames?: number;
}

/** What a request was. */
export type StreamEvent =
  /** The stream is over; nothing after it counts. */
  | { readonly kind: "end"; readonly status: XdsStatus }
  | { readonly kind: "ack"; readonly typeUrl: string; readonly nonce: string }
  | {
      readonly kind: "nack";
      readonly typeUrl: string;
      readonly nonce: string;
      readonly error: XdsErrorDetail;
    }
  /** First request of a type, or a change of what the client wants of it. */
  | { readonly kind: "subscribed"; readonly typeUrl: string }
  /** An answer to a response that is not the latest, or a report nobody waits for: without effect. */
  | { readonly kind: "ignored"; readonly typeUrl: string };

/** How far a client is with one type, for /debug/syncz. */
export interface StreamTypeState {
  readonly typeUrl: string;
  readonly isWildcard: boolean;
  readonly subscribedNames: number;
  /** "" before the first. */
  readonly sentNonce: string;
  readonly ackedNonce: string;
  /** Of the latest answer, if that was a NACK. */
  readonly error: XdsErrorDetail | undefined;
}

/** What a client still has to be answered. */
interface Answer {
  /** The first request of a type and "*": everything the client wants, compared with what it has. */
  isFull: boolean;
  initialVersions: ReadonlyMap<string, string>;
  readonly added: Set<string>;
  readonly removed: Set<string>;
}

interface Watch {
  readonly typeUrl: string;
  readonly collection: ResourceCollection;
  readonly subscription: Subscription;
  /** The client has been told of everything up to here. */
  position: number;
  answer: Answer | undefined;
  sentNonce: string;
  ackedNonce: string;
  isAwaitingAck: boolean;
  error: XdsErrorDetail | undefined;
}

const MAX_SUBSCRIBED_NAMES = 100_000;
const NO_VERSIONS: ReadonlyMap<string, string> = new Map();

/** Types in the order in which they are pushed; others come after these, by name. */
const PUSH_ORDER: readonly string[] = [ADDRESS_TYPE, WORKLOAD_TYPE, AUTHORIZATION_TYPE];

const UNKNOWN_TYPE: XdsStatus = {
  code: STATUS.unauthenticated,
  message: "the api generator requires an authenticated control-plane identity",
};
/** The client reconnects at once and is told what is different by comparing versions. */
const TOO_FAR_BEHIND: XdsStatus = {
  code: STATUS.unavailable,
  message: "transport is closing: this client is too far behind and has to compare versions",
};

/**
 * One stream of one client. `receive` takes its requests; `takeResponse` gives the next response, and is called whenever
 * the transport can take one, after every request and after every change of the source.
 *
 * At most one response of a type is unanswered at a time. (Istio sends on. A client that answers, as all must, sees the
 * difference only in that changes which come quickly arrive together.)
 */
export class DeltaServerStream {
  readonly #options: DeltaServerStreamOptions;
  readonly #maxNames: number;
  readonly #watches = new Map<string, Watch>();
  #order: readonly Watch[] = [];
  #node: XdsNode | undefined;
  #nodeId: XdsNodeId | undefined;
  #scope = "";
  #end: XdsStatus | undefined;

  constructor(options: DeltaServerStreamOptions) {
    this.#options = options;
    this.#maxNames = options.maxSubscribedNames ?? MAX_SUBSCRIBED_NAMES;
  }

  /** Of the first request; undefined before it. */
  get node(): XdsNode | undefined {
    return this.#node;
  }

  get nodeId(): XdsNodeId | undefined {
    return this.#nodeId;
  }

  /** Set once the stream has to be ended with it. */
  get end(): XdsStatus | undefined {
    return this.#end;
  }

  /** In push order. */
  get types(): StreamTypeState[] {
    return this.#order.map(({ typeUrl, subscription, sentNonce, ackedNonce, error }) => ({
      typeUrl,
      isWildcard: subscription.isWildcard,
      subscribedNames: subscription.size,
      sentNonce,
      ackedNonce,
      error,
    }));
  }

  /** Takes the next request. Then ask for responses, unless the event is an end. */
  receive(request: DeltaRequest): StreamEvent {
    const { typeUrl } = request;
    if (this.#end !== undefined) return { kind: "end", status: this.#end };
    if (typeUrl === HEALTH_TYPE) return { kind: "ignored", typeUrl };
    const refusal = this.#nodeId === undefined ? this.#meet(request.node) : undefined;
    if (refusal !== undefined) return this.#finish(refusal);
    const watch = this.#watches.get(typeUrl);
    const event = watch === undefined ? this.#begin(request) : this.#continue(watch, request);
    return this.#hasTooManyNames() ? this.#finish(this.#tooManyNames()) : event;
  }

  /**
   * The next response, or undefined when there is nothing to say, when the client has yet to answer, or when the stream
   * has to be ended: look at `end`.
   */
  takeResponse(): DeltaResponse | undefined {
    for (const watch of this.#order) {
      if (this.#end !== undefined) return undefined;
      const response = this.#respond(watch);
      if (response !== undefined) return response;
    }
    return undefined;
  }

  #meet(node: XdsNode | undefined): XdsStatus | undefined {
    if (node === undefined || node.id === "") {
      return { code: STATUS.invalidArgument, message: "missing node information" };
    }
    const id = parseXdsNodeId(node.id);
    if ("code" in id) return id;
    const refusal = this.#options.checkNode?.(node, id);
    if (refusal === undefined) {
      this.#node = node;
      this.#nodeId = id;
      this.#scope = this.#options.scopeOf?.(node, id) ?? "";
    }
    return refusal;
  }

  #begin(request: DeltaRequest): StreamEvent {
    const { typeUrl, initialVersions, subscribe } = request;
    const collection = this.#options.source.collection(typeUrl, this.#scope);
    if (collection === undefined) return this.#finish(UNKNOWN_TYPE);
    this.#watches.set(typeUrl, {
      typeUrl,
      collection,
      subscription: new Subscription(request),
      position: collection.position,
      answer: { isFull: true, initialVersions, added: new Set(subscribe), removed: new Set() },
      sentNonce: "",
      ackedNonce: "",
      isAwaitingAck: false,
      error: undefined,
    });
    this.#order = [...this.#watches.values()].sort(inPushOrder);
    return { kind: "subscribed", typeUrl };
  }

  #continue(watch: Watch, request: DeltaRequest): StreamEvent {
    const { typeUrl, responseNonce: nonce, error } = request;
    if (nonce !== "" && nonce !== watch.sentNonce) return { kind: "ignored", typeUrl };
    const isAnswer = nonce !== "" && watch.isAwaitingAck;
    if (isAnswer) {
      watch.isAwaitingAck = false;
      watch.error = error;
      if (error === undefined) watch.ackedNonce = nonce;
    }
    const isChanged = change(watch, request);
    if (!isAnswer) return { kind: isChanged ? "subscribed" : "ignored", typeUrl };
    return error === undefined ? { kind: "ack", typeUrl, nonce } : { kind: "nack", typeUrl, nonce, error };
  }

  #respond(watch: Watch): DeltaResponse | undefined {
    if (watch.isAwaitingAck) return undefined;
    if (watch.answer === undefined && watch.position === watch.collection.position) return undefined;
    const isAnswer = watch.answer !== undefined;
    const content = this.#content(watch);
    if (content === undefined) {
      this.#finish(TOO_FAR_BEHIND);
      return undefined;
    }
    watch.answer = undefined;
    watch.position = watch.collection.position;
    const { resources, removed } = content;
    if (!isAnswer && resources.length === 0 && removed.length === 0) return undefined;
    const { version: systemVersion } = this.#options.source;
    const nonce = systemVersion + this.#options.newNonce();
    watch.sentNonce = nonce;
    watch.isAwaitingAck = true;
    const hasAliases = !watch.subscription.isWildcard;
    return { typeUrl: watch.typeUrl, nonce, systemVersion, resources, removed, hasAliases };
  }

  /** Undefined when the client is too far behind to tell. */
  #content({ collection, subscription, position, answer }: Watch): ResponseContent | undefined {
    const node = this.#nodeName();
    if (answer?.isFull === true) {
      const { initialVersions } = answer;
      if (subscription.isWildcard) return everything(collection, initialVersions);
      const names = subscription.names();
      return namedResources(collection, subscription, { names, asked: answer.added, initialVersions, node });
    }
    const changes = collection.changesSince(position);
    if (changes === undefined) return undefined;
    const content = subscription.isWildcard
      ? { resources: changes.upserts, removed: changes.removed }
      : subscribedChanges(collection, subscription, { changes, node });
    if (answer === undefined) return content;
    const named = namedResources(collection, subscription, {
      names: answer.added,
      asked: answer.added,
      initialVersions: NO_VERSIONS,
      node: answer.added.size > 0 ? node : "",
    });
    return merge(content, named, answer.removed);
  }

  #nodeName(): string {
    const name = this.#node?.metadata["NODE_NAME"];
    return typeof name === "string" ? name : "";
  }

  #hasTooManyNames(): boolean {
    let count = 0;
    for (const { subscription, answer } of this.#order) {
      count += subscription.size + (subscription.isWildcard ? (answer?.added.size ?? 0) : 0);
    }
    return count > this.#maxNames;
  }

  #tooManyNames(): XdsStatus {
    return {
      code: STATUS.resourceExhausted,
      message: `more than ${String(this.#maxNames)} subscribed resource names`,
    };
  }

  #finish(status: XdsStatus): StreamEvent {
    this.#end ??= status;
    this.#watches.clear();
    this.#order = [];
    return { kind: "end", status: this.#end };
  }
}

/** Whether the request asks for anything. */
function change(watch: Watch, request: DeltaRequest): boolean {
  const { added, removed, becomesWildcard } = watch.subscription.change(request);
  if (added.length === 0 && removed.length === 0 && !becomesWildcard) return false;
  watch.answer ??= { isFull: false, initialVersions: NO_VERSIONS, added: new Set(), removed: new Set() };
  watch.answer.isFull ||= becomesWildcard;
  for (const name of added) watch.answer.added.add(name);
  for (const name of removed) {
    watch.answer.added.delete(name);
    watch.answer.removed.add(name);
  }
  return true;
}

/** Each resource once, and no name that is there among the removed. */
function merge(
  pushed: ResponseContent,
  named: ResponseContent,
  unsubscribed: Iterable<string>,
): ResponseContent {
  const resources = new Map(pushed.resources.map((resource) => [resource.name, resource]));
  for (const resource of named.resources) resources.set(resource.name, resource);
  const removed = new Set([...pushed.removed, ...named.removed, ...unsubscribed]);
  for (const name of resources.keys()) removed.delete(name);
  return { resources: [...resources.values()], removed: [...removed] };
}

function inPushOrder(left: Watch, right: Watch): number {
  const difference = rank(left.typeUrl) - rank(right.typeUrl);
  if (difference !== 0) return difference;
  return left.typeUrl < right.typeUrl ? -1 : 1;
}

function rank(typeUrl: string): number {
  const index = PUSH_ORDER.indexOf(typeUrl);
  return index < 0 ? PUSH_ORDER.length : index;
}
