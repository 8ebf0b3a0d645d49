/** `KubeApi` over HTTP: the paths and bodies of the API. */
import { type Clock, systemClock } from "@ambit/lifecycle";
import {
  type AccessAnswer,
  type AccessQuestion,
  decodeAccessReview,
  decodeVersion,
} from "./access-review.ts";
import { formatPath, formatQuery } from "./api-path.ts";
import { Credentials } from "./credentials.ts";
import { type HttpTransport, NodeTransport } from "./http-transport.ts";
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
} from "./kube-api.ts";
import { KubeError } from "./kube-error.ts";
import {
  decodeKubeObject,
  type KubeObject,
  type KubeResource,
  type NewKubeObject,
  type ObjectName,
} from "./kube-object.ts";
import { type KubeSource, settingsLoader } from "./kube-source.ts";
import { type DecodedPage, decodeListPage, LIST_PAGE_SIZE } from "./list-page.ts";
import type { RequestRate } from "./request-limiter.ts";
import { type Call, RequestSender } from "./request-sender.ts";
import {
  decodeServiceAccountToken,
  decodeTokenReview,
  type ServiceAccountToken,
  type TokenRequest,
  type TokenReview,
  type TokenReviewAnswer,
} from "./token-review.ts";
import { decodeWatchLines, LineSplitter } from "./watch-lines.ts";

/** The rate is istiod's (80 a second, 160 at once) and the clock the machine's, unless given. */
export interface KubeClientOptions {
  readonly clock?: Clock;
  readonly rate?: RequestRate;
}

const RATE: RequestRate = { perSecond: 80, burst: 160 };
/** A page of a list, from the request to its last byte. */
const PAGE_TIMEOUT_MS = 60_000;
/** Several times what etcd stores of one object. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;

/** Takes no connection yet. Throws KubeError "bad-config" when the source cannot be read. */
export async function openKubeClient(
  source: KubeSource,
  options: KubeClientOptions = {},
): Promise<KubeClient> {
  const credentials = new Credentials(settingsLoader(source), options.clock ?? systemClock);
  await credentials.fetch();
  return new KubeClient(new NodeTransport(credentials), options);
}

/** Disposing closes its connections: requests under way fail. */
export class KubeClient implements KubeApi, Disposable {
  readonly #sender: RequestSender;

  constructor(transport: HttpTransport, { clock = systemClock, rate = RATE }: KubeClientOptions = {}) {
    this.#sender = new RequestSender(transport, { clock, rate });
  }

  [Symbol.dispose](): void {
    this.#sender[Symbol.dispose]();
  }

  async get(resource: KubeResource, name: ObjectName, options: RequestOptions = {}): Promise<KubeObject> {
    return this.#fetch({ method: "GET", path: formatPath(resource, name) }, options, decodeKubeObject);
  }

  async list(
    resource: KubeResource,
    selection: ObjectSelection,
    options: ListOptions = {},
  ): Promise<ListPage> {
    const items: KubeObject[] = [];
    let resourceVersion = "";
    for await (const page of this.listPages(resource, selection, options)) {
      items.push(...page.items);
      ({ resourceVersion } = page);
    }
    return { items, resourceVersion };
  }

  async *listPages(
    resource: KubeResource,
    { namespace, labelSelector, fieldSelector }: ObjectSelection,
    { pageSize = LIST_PAGE_SIZE, timeoutMs = PAGE_TIMEOUT_MS, ...options }: ListOptions = {},
  ): AsyncGenerator<ListPage, void, void> {
    const path = formatPath(resource, { namespace });
    const limit = String(pageSize);
    let continueToken: string | undefined;
    do {
      const query = formatQuery({ labelSelector, fieldSelector, limit, continue: continueToken });
      const call: Call = { method: "GET", path, query };
      const page: DecodedPage = await this.#fetch(call, { ...options, timeoutMs }, decodeListPage);
      yield { items: page.items, resourceVersion: page.resourceVersion };
      ({ continueToken } = page);
    } while (continueToken !== undefined);
  }

  async *watch(
    resource: KubeResource,
    { namespace, labelSelector, fieldSelector }: ObjectSelection,
    { resourceVersion, lifetimeMs, signal }: WatchOptions,
  ): AsyncGenerator<readonly WatchEvent[], void, void> {
    const query = formatQuery({
      watch: "true",
      allowWatchBookmarks: "true",
      labelSelector,
      fieldSelector,
      resourceVersion,
      timeoutSeconds: String(Math.ceil(lifetimeMs / 1000)),
    });
    const path = formatPath(resource, { namespace });
    const lines = new LineSplitter(MAX_LINE_BYTES);
    for await (const chunk of this.#sender.stream({ method: "GET", path, query }, { signal, lifetimeMs })) {
      yield* decodeWatchLines(lines.push(chunk), path);
    }
    if (lines.isInsideLine) {
      throw new KubeError("unreachable", `watch of ${path}: cut in the middle of a line`);
    }
  }

  async create(
    resource: KubeResource,
    namespace: string | undefined,
    object: NewKubeObject,
    { subresource, fieldManager, isDryRun = false, ...options }: CreateOptions = {},
  ): Promise<KubeObject> {
    const path = formatPath(resource, { namespace, subresource });
    const query = formatQuery({ fieldManager, dryRun: isDryRun ? "All" : undefined });
    return this.#fetch({ method: "POST", path, query, body: object }, options, decodeKubeObject);
  }

  async update(
    resource: KubeResource,
    object: KubeObject,
    { subresource, fieldManager, ...options }: WriteOptions = {},
  ): Promise<KubeObject> {
    const { namespace, name } = object.metadata;
    const path = formatPath(resource, { namespace, name, subresource });
    const query = formatQuery({ fieldManager });
    return this.#fetch({ method: "PUT", path, query, body: object }, options, decodeKubeObject);
  }

  async patch(
    resource: KubeResource,
    name: ObjectName,
    patch: KubePatch,
    { subresource, fieldManager, ...options }: WriteOptions = {},
  ): Promise<KubeObject> {
    const fields =
      patch.kind === "apply"
        ? { fieldManager: patch.fieldManager, force: String(patch.force) }
        : { fieldManager };
    const call: Call = {
      method: "PATCH",
      path: formatPath(resource, { ...name, subresource }),
      query: formatQuery(fields),
      body: patch.kind === "json" ? patch.operations : patch.body,
      contentType: PATCH_TYPE[patch.kind],
      isRepeatable: patch.kind !== "json",
    };
    return this.#fetch(call, options, decodeKubeObject);
  }

  async delete(
    resource: KubeResource,
    name: ObjectName,
    { uid, propagation, gracePeriodSeconds, ...options }: DeleteOptions = {},
  ): Promise<void> {
    const body = {
      apiVersion: "v1",
      kind: "DeleteOptions",
      ...(uid === undefined ? {} : { preconditions: { uid } }),
      ...(propagation === undefined ? {} : { propagationPolicy: propagation }),
      ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    };
    await this.#sender.call({ method: "DELETE", path: formatPath(resource, name), body }, options);
  }

  async createTokenReview(
    { token, audiences }: TokenReview,
    options: RequestOptions = {},
  ): Promise<TokenReviewAnswer> {
    const body = {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenReview",
      spec: { token, ...(audiences.length === 0 ? {} : { audiences }) },
    };
    const call: Call = { method: "POST", path: TOKEN_REVIEW_PATH, body, isRepeatable: true };
    return this.#fetch(call, options, decodeTokenReview);
  }

  async createAccessReview(
    { verb, group, plural, namespace }: AccessQuestion,
    options: RequestOptions = {},
  ): Promise<AccessAnswer> {
    const resourceAttributes = {
      verb,
      group,
      resource: plural,
      ...(namespace === undefined ? {} : { namespace }),
    };
    const body = {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectAccessReview",
      spec: { resourceAttributes },
    };
    const call: Call = { method: "POST", path: ACCESS_REVIEW_PATH, body, isRepeatable: true };
    return this.#fetch(call, options, decodeAccessReview);
  }

  async fetchVersion(options: RequestOptions = {}): Promise<string> {
    return this.#fetch({ method: "GET", path: "/version" }, options, decodeVersion);
  }

  async createToken(
    { namespace, name }: ObjectName,
    { audiences, expirationSeconds, boundObject }: TokenRequest,
    options: RequestOptions = {},
  ): Promise<ServiceAccountToken> {
    const body = {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: {
        audiences,
        expirationSeconds,
        ...(boundObject === undefined ? {} : { boundObjectRef: boundObject }),
      },
    };
    const path = formatPath(SERVICE_ACCOUNTS, { namespace, name, subresource: "token" });
    return this.#fetch({ method: "POST", path, body }, options, decodeServiceAccountToken);
  }

  async #fetch<T>(call: Call, options: RequestOptions, decode: (answer: unknown) => T): Promise<T> {
    const answer = await this.#sender.call(call, options);
    try {
      return decode(answer);
    } catch (cause) {
      const what = `${call.method} ${call.path}`;
      throw new KubeError("bad-response", `${what}: not what the API promises`, { cause });
    }
  }
}

const ACCESS_REVIEW_PATH = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
const TOKEN_REVIEW_PATH = "/apis/authentication.k8s.io/v1/tokenreviews";

const SERVICE_ACCOUNTS: KubeResource = {
  group: "",
  version: "v1",
  plural: "serviceaccounts",
  isNamespaced: true,
};

const PATCH_TYPE = {
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  json: "application/json-patch+json",
  // JSON is YAML.
  apply: "application/apply-patch+yaml",
} as const satisfies Record<KubePatch["kind"], string>;
