import type { AccessAnswer, AccessQuestion } from "../access-review.ts";
import { formatPath } from "../api-path.ts";
import type {
  CreateOptions,
  DeleteOptions,
  KubeApi,
  KubePatch,
  ListOptions,
  ListPage,
  ObjectSelection,
  RequestOptions,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from "../kube-api.ts";
import { KubeError, type KubeErrorCode } from "../kube-error.ts";
import type { KubeObject, KubeResource, NewKubeObject, ObjectName } from "../kube-object.ts";
import type { ServiceAccountToken, TokenRequest, TokenReview, TokenReviewAnswer } from "../token-review.ts";
import { FakeCollection, type FakeObject } from "./fake-collection.ts";
import { FakeWatch } from "./fake-watch.ts";
import { applyPatch } from "./patches.ts";

/** What was asked of the fake, in the order in which it came. */
export interface FakeRequest {
  readonly verb:
    | "get"
    | "list"
    | "watch"
    | "create"
    | "update"
    | "patch"
    | "delete"
    | "review"
    | "token"
    | "version";
  /** `pods`, `gateways`. */
  readonly plural: string;
  readonly name?: ObjectName;
  readonly subresource?: string | undefined;
  readonly body?: unknown;
}

/**
 * The API in memory, for unit tests: objects with versions, lists in pages, watches, optimistic locking, and faults when
 * a test wants them. It checks no schema, and treats an apply as a merge.
 */
export class FakeKube implements KubeApi {
  readonly requests: FakeRequest[] = [];
  /** Runs before each request, and after a wait of its own choice: what it throws is the answer. */
  onRequest: (request: FakeRequest, signal: AbortSignal | undefined) => void | Promise<void> = () => {};
  /** Answers by token; any other token belongs to nobody. */
  readonly tokens = new Map<string, TokenReviewAnswer>();
  /** What the caller may do: everything, unless a test says otherwise. */
  isAllowed: (question: AccessQuestion) => boolean = () => true;
  version = "v1.34.0";
  readonly #collections = new Map<string, FakeCollection>();
  readonly #absent = new Set<string>();
  readonly #watches = new Set<FakeWatch>();
  #version = 0;
  /** Changes up to that one are forgotten: no watch can begin before it. */
  #forgottenVersion = 0;
  #tokenCount = 0;

  get resourceVersion(): string {
    return String(this.#version);
  }

  get openWatches(): number {
    return this.#watches.size;
  }

  /** Puts an object there as it is, but for version and uid; a test's way around `onRequest`. */
  put(resource: KubeResource, object: FakeObject): KubeObject {
    return this.#collection(resource).put(object, this.#nextVersion());
  }

  remove(resource: KubeResource, name: ObjectName): void {
    this.#collection(resource).remove(name, this.#nextVersion());
  }

  objects(resource: KubeResource): KubeObject[] {
    return this.#collection(resource).select({});
  }

  /** The server does not know the kind until `install`; its watches break. */
  uninstall(resource: KubeResource): void {
    this.#absent.add(keyOf(resource));
    this.#collections.delete(keyOf(resource));
    this.cutWatches();
  }

  install(resource: KubeResource): void {
    this.#absent.delete(keyOf(resource));
  }

  /** All connections of watches break. */
  cutWatches(): void {
    for (const watch of this.#watches) {
      watch.fail(new KubeError("unreachable", "cut"));
    }
  }

  /** All watches end in good order, as when their lifetime is over. */
  endWatches(): void {
    for (const watch of this.#watches) {
      watch.end();
    }
  }

  /** Every watch is told how far it has come. */
  bookmark(): void {
    this.sendToWatches({ type: "bookmark", resourceVersion: this.resourceVersion });
  }

  /** Every watch gets this line, whether it is true or not. */
  sendToWatches(event: WatchEvent): void {
    for (const watch of this.#watches) {
      watch.push(event);
    }
  }

  /** Forgets all changes: watches have to begin at the present version or later, and those that are up end with 410. */
  expire(): void {
    this.#forgottenVersion = this.#version;
    for (const collection of this.#collections.values()) {
      collection.forget();
    }
    for (const watch of this.#watches) {
      watch.fail(new KubeError("gone", "too old resource version", { status: 410, reason: "Expired" }));
    }
  }

  async get(resource: KubeResource, name: ObjectName, options: RequestOptions = {}): Promise<KubeObject> {
    await this.#begin({ verb: "get", plural: resource.plural, name }, options);
    return this.#installed(resource).get(name);
  }

  async list(
    resource: KubeResource,
    selection: ObjectSelection,
    options: ListOptions = {},
  ): Promise<ListPage> {
    await this.#begin({ verb: "list", plural: resource.plural }, options);
    return {
      items: this.#installed(resource).select(selection),
      resourceVersion: this.resourceVersion,
    };
  }

  async *listPages(
    resource: KubeResource,
    selection: ObjectSelection,
    { pageSize = Number.POSITIVE_INFINITY, ...options }: ListOptions = {},
  ): AsyncGenerator<ListPage, void, void> {
    const { items, resourceVersion } = await this.list(resource, selection, options);
    yield { items: items.slice(0, pageSize), resourceVersion };
    for (let start = pageSize; start < items.length; start += pageSize) {
      await this.#begin({ verb: "list", plural: resource.plural }, options);
      yield { items: items.slice(start, start + pageSize), resourceVersion };
    }
  }

  async *watch(
    resource: KubeResource,
    selection: ObjectSelection,
    { resourceVersion, signal }: WatchOptions,
  ): AsyncGenerator<readonly WatchEvent[], void, void> {
    await this.#begin({ verb: "watch", plural: resource.plural }, { signal });
    const collection = this.#installed(resource);
    const from = Number(resourceVersion);
    if (from < this.#forgottenVersion) {
      throw new KubeError("gone", "too old resource version", { status: 410, reason: "Expired" });
    }
    const watch = new FakeWatch(selection);
    for (const change of collection.changesAfter(from)) {
      watch.take(change);
    }
    const onAbort = () => watch.fail(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    using _subscription = collection.subscribe((change) => watch.take(change));
    this.#watches.add(watch);
    try {
      yield* watch.batches();
    } finally {
      this.#watches.delete(watch);
      signal?.removeEventListener("abort", onAbort);
    }
  }

  async create(
    resource: KubeResource,
    namespace: string | undefined,
    object: NewKubeObject,
    { subresource, isDryRun = false, ...options }: CreateOptions = {},
  ): Promise<KubeObject> {
    formatPath(resource, { namespace, subresource });
    await this.#begin({ verb: "create", plural: resource.plural, body: object }, options);
    const named = {
      ...object,
      metadata: { ...object.metadata, ...(namespace === undefined ? {} : { namespace }) },
    };
    const collection = this.#installed(resource);
    const created = collection.prepare(named, this.#nextVersion());
    return isDryRun ? created : collection.put(created, this.resourceVersion);
  }

  async update(
    resource: KubeResource,
    object: KubeObject,
    { subresource, ...options }: WriteOptions = {},
  ): Promise<KubeObject> {
    const { namespace, name } = object.metadata;
    const request: FakeRequest = {
      verb: "update",
      plural: resource.plural,
      name: { namespace, name },
      subresource,
      body: object,
    };
    await this.#begin(request, options);
    const collection = this.#installed(resource);
    const known = collection.get(object.metadata);
    const { resourceVersion } = object.metadata;
    if (resourceVersion !== undefined && resourceVersion !== known.metadata.resourceVersion) {
      throw refusal("conflict", 409, `${name} has been modified`);
    }
    return collection.put(partOf(known, object, subresource), this.#nextVersion());
  }

  async patch(
    resource: KubeResource,
    name: ObjectName,
    patch: KubePatch,
    { subresource, ...options }: WriteOptions = {},
  ): Promise<KubeObject> {
    const body = patch.kind === "json" ? patch.operations : patch.body;
    await this.#begin({ verb: "patch", plural: resource.plural, name, subresource, body }, options);
    const collection = this.#installed(resource);
    if (patch.kind === "apply" && !collection.has(name)) {
      return collection.put(
        { ...patch.body, metadata: { ...patch.body.metadata, ...name } },
        this.#nextVersion(),
      );
    }
    const known = collection.get(name);
    const patched = partOf(known, applyPatch(known, patch), subresource);
    return isSame(known, patched) ? known : collection.put(patched, this.#nextVersion());
  }

  async delete(
    resource: KubeResource,
    name: ObjectName,
    { uid, ...options }: DeleteOptions = {},
  ): Promise<void> {
    await this.#begin({ verb: "delete", plural: resource.plural, name }, options);
    const collection = this.#installed(resource);
    const known = collection.get(name);
    if (uid !== undefined && uid !== known.metadata.uid) {
      throw refusal("conflict", 409, `${name.name} has another uid`);
    }
    collection.remove(name, this.#nextVersion());
  }

  async createTokenReview(review: TokenReview, options: RequestOptions = {}): Promise<TokenReviewAnswer> {
    await this.#begin({ verb: "review", plural: "tokenreviews", body: review }, options);
    const answer = this.tokens.get(review.token);
    if (answer?.isAuthenticated !== true) {
      return answer ?? { isAuthenticated: false, error: "invalid token" };
    }
    const audiences = answer.audiences.filter((audience) => review.audiences.includes(audience));
    return review.audiences.length > 0 && audiences.length === 0
      ? { isAuthenticated: false, error: "token audiences do not match" }
      : { ...answer, audiences };
  }

  async createAccessReview(question: AccessQuestion, options: RequestOptions = {}): Promise<AccessAnswer> {
    await this.#begin({ verb: "review", plural: "selfsubjectaccessreviews", body: question }, options);
    return { isAllowed: this.isAllowed(question), reason: "" };
  }

  async fetchVersion(options: RequestOptions = {}): Promise<string> {
    await this.#begin({ verb: "version", plural: "" }, options);
    return this.version;
  }

  async createToken(
    { namespace = "", name }: ObjectName,
    request: TokenRequest,
    options: RequestOptions = {},
  ): Promise<ServiceAccountToken> {
    await this.#begin(
      { verb: "token", plural: "serviceaccounts", name: { namespace, name }, body: request },
      options,
    );
    this.#tokenCount += 1;
    const token = `token-${this.#tokenCount}`;
    this.tokens.set(token, {
      isAuthenticated: true,
      username: `system:serviceaccount:${namespace}:${name}`,
      uid: `uid-of-${name}`,
      groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
      extra: new Map(),
      audiences: request.audiences,
    });
    return { token, expiresAtMs: request.expirationSeconds * 1000 };
  }

  async #begin(request: FakeRequest, { signal }: RequestOptions): Promise<void> {
    signal?.throwIfAborted();
    this.requests.push(request);
    await this.onRequest(request, signal);
    signal?.throwIfAborted();
  }

  #nextVersion(): string {
    this.#version += 1;
    return String(this.#version);
  }

  #installed(resource: KubeResource): FakeCollection {
    if (this.#absent.has(keyOf(resource))) {
      throw refusal("not-found", 404, "the server could not find the requested resource");
    }
    return this.#collection(resource);
  }

  #collection(resource: KubeResource): FakeCollection {
    const key = keyOf(resource);
    let collection = this.#collections.get(key);
    if (collection === undefined) {
      collection = new FakeCollection();
      this.#collections.set(key, collection);
    }
    return collection;
  }
}

/** The server's way to refuse. */
export function refusal(code: KubeErrorCode, status: number, message: string): KubeError {
  return new KubeError(code, message, { status });
}

function keyOf({ group, plural }: KubeResource): string {
  return `${plural}.${group}`;
}

/** A write to a subresource changes that part only, and one to the object does not change its status. */
function partOf(known: KubeObject, changed: KubeObject, subresource: string | undefined): KubeObject {
  if (subresource !== undefined) {
    return { ...known, [subresource]: changed[subresource] };
  }
  return known["status"] === undefined ? changed : { ...changed, status: known["status"] };
}

function isSame(left: KubeObject, right: KubeObject): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
