/** A watch on the wire: one JSON document per line, until its time is over, its reader is too slow, or it goes. */
import type { ServerResponse } from "node:http";
import type { KubeObject } from "@ambit/kube-objects";
import { apiVersionOf } from "@ambit/kube-objects/resources";
import type { ApiState } from "../api/api-state.ts";
import { bookmark, type WatchEvent } from "../api/watch.ts";
import type { ApiAnswer } from "./api-request.ts";
import { representObject } from "./represent.ts";

/** The answer that is a watch. */
export type WatchAnswer = Extract<ApiAnswer, { readonly kind: "watch" }>;

/** What a stream works with. */
export interface WatchStreamOptions {
  readonly answer: WatchAnswer;
  readonly response: ServerResponse;
  /** Unsent bytes, beyond those of the beginning, at which a reader is too slow and is cut off. */
  readonly maxQueuedBytes: number;
  /** Called once, when it has ended for whatever reason. */
  readonly onEnd: () => void;
}

/** Text of whole objects, made once for all watchers that see them. */
const encodedObjects = new WeakMap<KubeObject, string>();

/** An open watch. Disposing ends the answer in order. */
export class WatchStream implements Disposable {
  readonly #state: ApiState;
  readonly #options: WatchStreamOptions;
  readonly #subscription: Disposable;
  /** Of unsent bytes. What a watch begins with may be more than it may be behind later. */
  #allowedBytes = Number.POSITIVE_INFINITY;
  #isOver = false;

  /** Begins to answer at once. */
  constructor(state: ApiState, options: WatchStreamOptions) {
    this.#state = state;
    this.#options = options;
    const { answer, response } = options;
    response.writeHead(200, { "content-type": "application/json", "cache-control": "no-cache, private" });
    response.flushHeaders();
    response.cork();
    this.#subscription = answer.watch.open((event) => this.#send(event));
    response.uncork();
    this.#allowedBytes = response.writableLength + options.maxQueuedBytes;
    // Not earlier: Node 24 loses what is corked when the response ends.
    if (this.#isOver) response.end();
    response.once("close", () => {
      this.#subscription[Symbol.dispose]();
      options.onEnd();
    });
  }

  /** Sends a bookmark if the client wants any. */
  bookmark(): void {
    const { resource, wantsBookmarks } = this.#options.answer;
    if (wantsBookmarks) this.#send(bookmark(resource, this.#state.store.resourceVersion));
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]();
    this.#options.response.end();
  }

  #send(event: WatchEvent): void {
    const { response } = this.#options;
    if (response.writableEnded || response.destroyed) return;
    response.write(`{"type":"${event.type}","object":${this.#encode(event)}}\n`);
    if (event.type === "ERROR") this.#isOver = true;
    // Not ended in order: the client has to see that something is missing.
    if (response.writableLength > this.#allowedBytes) response.destroy();
  }

  #encode(event: WatchEvent): string {
    if (event.type === "BOOKMARK") return JSON.stringify(event.object);
    if (event.type === "ERROR") return JSON.stringify(event.object);
    const { resource, representation, includeObject } = this.#options.answer;
    if (representation.form === "object" && event.object.apiVersion === apiVersionOf(resource)) {
      return encodeWhole(event.object);
    }
    const nowMs = this.#state.nowMs();
    return JSON.stringify(representObject(event.object, { resource, representation, includeObject, nowMs }));
  }
}

function encodeWhole(object: KubeObject): string {
  const known = encodedObjects.get(object);
  if (known !== undefined) return known;
  const text = JSON.stringify(object);
  encodedObjects.set(object, text);
  return text;
}
