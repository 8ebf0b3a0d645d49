/** The Kubernetes API as our programs use it: the port that `KubeClient` and the fake of `testing/` implement. */
import type { AccessAnswer, AccessQuestion } from "./access-review.ts";
import type { KubeObject, KubeResource, NewKubeObject, ObjectName } from "./kube-object.ts";
import type { ServiceAccountToken, TokenRequest, TokenReview, TokenReviewAnswer } from "./token-review.ts";

/** Of one call. */
export interface RequestOptions {
  /** Gives the call up: it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** From the call to the end of the answer, waiting for the rate limit and for retries included. */
  readonly timeoutMs?: number | undefined;
  /** Does not wait for the rate limit: for renewals of a lease. */
  readonly isUrgent?: boolean | undefined;
}

/** Which objects of a kind. */
export interface ObjectSelection {
  /** All namespaces when absent. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
}

/** A part of a list, all parts from the same moment. */
export interface ListPage {
  readonly items: readonly KubeObject[];
  /** Of the whole list. */
  readonly resourceVersion: string;
}

/** Of `list` and `listPages`. */
export interface ListOptions extends RequestOptions {
  /** Objects in one answer at most. */
  readonly pageSize?: number | undefined;
}

/** Where a watch begins and how long the server keeps it up. */
export interface WatchOptions extends RequestOptions {
  readonly resourceVersion: string;
  /** The server ends the watch after that; so does the client, a little later. */
  readonly lifetimeMs: number;
}

/** One line of a watch. A bookmark only says how far the watch has come. */
export type WatchEvent =
  | { readonly type: "added" | "modified" | "deleted"; readonly object: KubeObject }
  | { readonly type: "bookmark"; readonly resourceVersion: string };

/** Of a change to an object. */
export interface WriteOptions extends RequestOptions {
  /** `status` and the like. */
  readonly subresource?: string | undefined;
  readonly fieldManager?: string | undefined;
}

/** Of `create`. */
export interface CreateOptions extends WriteOptions {
  /** Everything is done but the storing. */
  readonly isDryRun?: boolean | undefined;
}

/** One operation of RFC 6902. */
export interface JsonPatchOperation {
  readonly op: "add" | "remove" | "replace" | "move" | "copy" | "test";
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/** How an object is to be changed. */
export type KubePatch =
  /** RFC 7396: null removes a field, lists are replaced. */
  | { readonly kind: "merge"; readonly body: Readonly<Record<string, unknown>> }
  /** Lists of the built-in kinds are merged by their keys, such as conditions by type; `$patch: "delete"` removes an entry. */
  | { readonly kind: "strategic"; readonly body: Readonly<Record<string, unknown>> }
  /** RFC 6902. */
  | { readonly kind: "json"; readonly operations: readonly JsonPatchOperation[] }
  /** Server-side apply: creates what is missing. `force` takes fields over from other managers. */
  | {
      readonly kind: "apply";
      readonly body: NewKubeObject;
      readonly fieldManager: string;
      readonly force: boolean;
    };

/** Of `delete`. */
export interface DeleteOptions extends RequestOptions {
  /** Delete this very object only, not one that took its name: else "conflict". */
  readonly uid?: string | undefined;
  readonly propagation?: "Background" | "Foreground" | "Orphan" | undefined;
  /** What a pod has left; 0 takes it away at once, which is the kubelet's to say. */
  readonly gracePeriodSeconds?: number | undefined;
}

/** Rejections are KubeError, except that an aborted signal rejects with its own reason. */
export interface KubeApi {
  /** Throws "not-found". */
  get(resource: KubeResource, name: ObjectName, options?: RequestOptions): Promise<KubeObject>;
  /** All objects at once. */
  list(resource: KubeResource, selection: ObjectSelection, options?: ListOptions): Promise<ListPage>;
  /** The same in parts. Throws "gone" if the list grew too old between two of them. */
  listPages(
    resource: KubeResource,
    selection: ObjectSelection,
    options?: ListOptions,
  ): AsyncIterable<ListPage>;
  /**
   * Changes after `resourceVersion`, those that arrived together at once. Ends when the server ends it. Throws "gone"
   * when the version is too old, "timeout" when the stream is silent for too long, "unreachable" when it is cut.
   */
  watch(
    resource: KubeResource,
    selection: ObjectSelection,
    options: WatchOptions,
  ): AsyncIterable<readonly WatchEvent[]>;
  /** Throws "already-exists". */
  create(
    resource: KubeResource,
    namespace: string | undefined,
    object: NewKubeObject,
    options?: CreateOptions,
  ): Promise<KubeObject>;
  /** Replaces the object that `object.metadata` names. Throws "conflict" if its resourceVersion is not the newest. */
  update(resource: KubeResource, object: KubeObject, options?: WriteOptions): Promise<KubeObject>;
  patch(
    resource: KubeResource,
    name: ObjectName,
    patch: KubePatch,
    options?: WriteOptions,
  ): Promise<KubeObject>;
  delete(resource: KubeResource, name: ObjectName, options?: DeleteOptions): Promise<void>;
  /** Asks whose token that is. A token that is not good is an answer, not an error. */
  createTokenReview(review: TokenReview, options?: RequestOptions): Promise<TokenReviewAnswer>;
  /** Asks what the caller may do. */
  createAccessReview(question: AccessQuestion, options?: RequestOptions): Promise<AccessAnswer>;
  /** The server's own version, like `v1.34.4`. */
  fetchVersion(options?: RequestOptions): Promise<string>;
  /** A new token for a service account. */
  createToken(
    serviceAccount: ObjectName,
    request: TokenRequest,
    options?: RequestOptions,
  ): Promise<ServiceAccountToken>;
}
