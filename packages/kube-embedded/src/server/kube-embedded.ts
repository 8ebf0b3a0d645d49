/**
 * The API server: HTTP in front of the operations of `api/`.
 *
 * It behaves as Kubernetes does where clients of objects look: discovery, lists and watches with versions, all kinds of
 * patches, status apart, finalizers, owners, namespaces, custom resources, tokens, tables, and its words for failures.
 * It is not a cluster. Nothing schedules or runs pods, and no controller acts but the collector (owners, namespaces,
 * default accounts). Roles are stored and not read (`authorize.ts`), there is no admission and no audit, fields are not
 * checked against schemas, OpenAPI is not served (kubectl needs --validate=false), versions of a custom resource differ
 * in nothing but their name, eviction, logs and exec are missing, ports of pods are forwarded over WebSockets only
 * and where whoever embeds the server connects them, and protobuf is read for the few kinds that
 * kubectl sends no other way. Everything is in memory and goes with the process.
 */
import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { ApiError, badRequest, type KubeObject } from "@ambit/kube-objects";
import { BUILTIN_RESOURCES, ResourceRegistry } from "@ambit/kube-objects/resources";
import { type Clock, systemClock } from "@ambit/lifecycle";
import type { ApiState } from "../api/api-state.ts";
import { bootstrapObjects } from "../api/bootstrap.ts";
import { Collector } from "../api/collector.ts";
import { createDefinitions, serveDefinitions } from "../api/definitions.ts";
import { expireEvents } from "../api/expire-events.ts";
import { ObjectStore } from "../store/object-store.ts";
import { ServiceAccountTokens } from "../tokens/service-account-tokens.ts";
import { type AccessRules, answerRequest } from "./answer-request.ts";
import type { ApiAnswer, ApiRequest } from "./api-request.ts";
import { authenticate } from "./authenticate.ts";
import { type Authorizer, authorizeTrusted } from "./authorize.ts";
import { decodeBody, mediaTypeOf, readBody } from "./body.ts";
import { formatKubeconfig } from "./kubeconfig.ts";
import { negotiate } from "./negotiate.ts";
import { makePodPorts, type OpenPodPort, type PodPorts } from "./pod-ports.ts";
import { writeAnswer, writeError } from "./respond.ts";
import type { ServingCertificate } from "./serving-certificate.ts";
import { ADMIN, type User } from "./user.ts";
import { WatchStream } from "./watch-stream.ts";

/** How a server is. Everything has a default. */
export interface KubeEmbeddedOptions {
  /** Loopback unless given. */
  readonly host?: string;
  /** 0, the default, for any free one. */
  readonly port?: number;
  /** HTTPS with it (`generateServingCertificate` makes one); plain HTTP without. */
  readonly certificate?: ServingCertificate;
  /** The administrator's bearer token; random unless given. */
  readonly adminToken?: string;
  /**
   * Whoever shows no credentials is the administrator. For plain HTTP on loopback, over which kubectl sends none;
   * false unless given.
   */
  readonly anonymousAdmin?: boolean;
  /** Pods on a node wait for a kubelet to end them; false unless given: they go at once. */
  readonly gracefulPodDeletion?: boolean;
  /** Of service account tokens, and the audience of those that are for this server. */
  readonly issuer?: string;
  /** Who may do what; service accounts, nodes and the administrator everything unless given. */
  readonly authorize?: Authorizer;
  /** CustomResourceDefinitions that are there from the start: `await readDefinitionFiles()` has the mesh's. */
  readonly definitions?: readonly KubeObject[];
  /** Connects to ports of pods, for port forwarding; without it nothing is forwarded. */
  readonly openPodPort?: OpenPodPort;
  readonly limits?: Partial<KubeEmbeddedLimits>;
  /** For timers. */
  readonly clock?: Clock;
  /** Wall-clock milliseconds, for timestamps and the life of tokens. */
  readonly nowMs?: () => number;
}

/** What clients may use up. */
export interface KubeEmbeddedLimits {
  readonly objects: number;
  /** Changes of one resource that a watch may be behind. */
  readonly historyEvents: number;
  readonly bodyBytes: number;
  readonly watches: number;
  readonly watchQueuedBytes: number;
  readonly connections: number;
  readonly bookmarkIntervalMs: number;
  readonly watchDurationMs: number;
  readonly headerTimeoutMs: number;
  readonly requestTimeoutMs: number;
}

/** Bodies as Kubernetes bounds them; bookmarks come more often, since they cost little here. */
export const DEFAULT_KUBE_EMBEDDED_LIMITS: KubeEmbeddedLimits = {
  objects: 500_000,
  historyEvents: 8192,
  bodyBytes: 3 * 1024 * 1024,
  watches: 4096,
  watchQueuedBytes: 16 * 1024 * 1024,
  connections: 4096,
  bookmarkIntervalMs: 10_000,
  watchDurationMs: 1_800_000,
  headerTimeoutMs: 10_000,
  requestTimeoutMs: 60_000,
};

/** A listening server with its objects. Disposing, or `close`, cuts every connection. */
export interface KubeEmbedded extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** `http://127.0.0.1:40123`. */
  readonly url: string;
  /** A kubeconfig with the administrator's token. */
  readonly kubeconfig: string;
  readonly adminToken: string;
  /** For looking at; written to through the API only. */
  readonly store: ObjectStore;
  close(): Promise<void>;
}

/** Listens and answers from this moment on; rejects when the address cannot be taken. */
export async function bindKubeEmbedded(options: KubeEmbeddedOptions = {}): Promise<KubeEmbedded> {
  const server = new KubeServer(options);
  await server.listen(options.host ?? "127.0.0.1", options.port ?? 0);
  return server;
}

const DEFAULT_ISSUER = "https://kubernetes.default.svc.cluster.local";

class KubeServer implements KubeEmbedded {
  readonly store: ObjectStore;
  readonly adminToken: string;
  readonly #options: KubeEmbeddedOptions;
  readonly #limits: KubeEmbeddedLimits;
  readonly #state: ApiState;
  readonly #server: Server;
  readonly #clock: Clock;
  readonly #watches = new Set<WatchStream>();
  readonly #collector: Collector;
  readonly #tokens: ServiceAccountTokens;
  readonly #podPorts: PodPorts;
  #bookmarkTimer: Disposable | undefined;
  #closing: Promise<void> | undefined;
  #address: AddressInfo | undefined;

  constructor(options: KubeEmbeddedOptions) {
    this.#options = options;
    this.#limits = { ...DEFAULT_KUBE_EMBEDDED_LIMITS, ...options.limits };
    this.#clock = options.clock ?? systemClock;
    this.adminToken = options.adminToken ?? randomBytes(24).toString("base64url");
    const nowMs = options.nowMs ?? Date.now;
    // Versions begin with the time, so that those of an earlier server are known to be too old; in microseconds, since a
    // server that is just being filled makes more than one in a millisecond.
    this.store = new ObjectStore(this.#limits, Math.max(1, Math.floor(nowMs() * 1000)));
    this.#state = {
      registry: new ResourceRegistry(BUILTIN_RESOURCES),
      store: this.store,
      nowMs,
      newUid: randomUUID,
      randomInteger: randomInt,
      gracefulPodDeletion: options.gracefulPodDeletion ?? false,
    };
    this.#tokens = new ServiceAccountTokens(this.store, options.issuer ?? DEFAULT_ISSUER);
    serveDefinitions(this.#state);
    this.#collector = new Collector(this.#state, () => this.#collectSoon());
    bootstrapObjects(this.#state);
    createDefinitions(this.#state, options.definitions ?? []);
    this.#collector.collect();
    this.#podPorts = makePodPorts({
      state: this.#state,
      authorize: options.authorize ?? authorizeTrusted,
      authenticate: (incoming) => this.#authenticate(incoming),
      open: options.openPodPort,
    });
    this.#server = this.#createServer();
    this.#server.on("upgrade", (incoming, socket, head) => this.#podPorts.upgrade(incoming, socket, head));
    this.#server.maxConnections = this.#limits.connections;
  }

  get host(): string {
    return this.#bound.address;
  }

  get port(): number {
    return this.#bound.port;
  }

  get url(): string {
    const scheme = this.#options.certificate === undefined ? "http" : "https";
    const host = this.#bound.family === "IPv6" ? `[${this.host}]` : this.host;
    return `${scheme}://${host}:${this.port}`;
  }

  get kubeconfig(): string {
    return formatKubeconfig({
      url: this.url,
      token: this.adminToken,
      certificate: this.#options.certificate,
    });
  }

  listen(host: string, port: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#server.once("error", reject);
    this.#server.listen({ host, port }, () => {
      this.#server.off("error", reject);
      // A failing accept (out of descriptors) is over by itself.
      this.#server.on("error", () => {});
      const address = this.#server.address();
      if (typeof address === "object" && address !== null) this.#address = address;
      this.#armBookmarks();
      resolve();
    });
    return promise;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  get #access(): AccessRules {
    return {
      tokens: this.#tokens,
      staticTokens: new Map([[this.adminToken, ADMIN]]),
      authorize: this.#options.authorize ?? authorizeTrusted,
    };
  }

  get #bound(): AddressInfo {
    if (this.#address === undefined) throw new ApiError("InternalError", "the server is not bound");
    return this.#address;
  }

  #createServer(): Server {
    const { certificate } = this.#options;
    const http = {
      headersTimeout: this.#limits.headerTimeoutMs,
      requestTimeout: this.#limits.requestTimeoutMs,
      keepAliveTimeout: 120_000,
    };
    const serve = (incoming: IncomingMessage, response: ServerResponse): void => {
      // A client that went away is no error of ours.
      response.on("error", () => {});
      this.#serve(incoming, response).catch((error: unknown) => writeError(response, error));
    };
    if (certificate === undefined) return createServer(http, serve);
    const { chainPem, privateKeyPem, clientCaPem } = certificate;
    const tls = {
      cert: chainPem,
      key: privateKeyPem,
      requestCert: clientCaPem !== undefined,
      rejectUnauthorized: false,
    };
    return createTlsServer(
      { ...http, ...tls, ...(clientCaPem === undefined ? {} : { ca: clientCaPem }) },
      serve,
    );
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await this.#answer(incoming);
    if (answer.kind !== "watch") {
      writeAnswer(response, answer);
      return;
    }
    if (this.#watches.size >= this.#limits.watches) {
      throw new ApiError("TooManyRequests", "too many watches, please try again later", {
        retryAfterSeconds: 1,
      });
    }
    const durationMs = Math.min((answer.timeoutSeconds ?? Infinity) * 1000, this.#limits.watchDurationMs);
    const timer = this.#clock.setTimer(durationMs, () => {
      stream.bookmark();
      stream[Symbol.dispose]();
    });
    const stream: WatchStream = new WatchStream(this.#state, {
      answer,
      response,
      maxQueuedBytes: this.#limits.watchQueuedBytes,
      onEnd: () => {
        timer[Symbol.dispose]();
        this.#watches.delete(stream);
      },
    });
    this.#watches.add(stream);
  }

  async #answer(incoming: IncomingMessage): Promise<ApiAnswer> {
    const url = parseTarget(incoming.url ?? "/");
    const path = url.pathname;
    if (path === "/healthz" || path === "/livez" || path === "/readyz")
      return { kind: "text", status: 200, text: "ok" };
    const user = await this.#authenticate(incoming);
    const mediaType = mediaTypeOf(incoming.headers["content-type"] ?? "");
    const bytes = await readBody(incoming, this.#limits.bodyBytes);
    const request: ApiRequest = {
      method: incoming.method ?? "GET",
      path,
      query: url.searchParams,
      user,
      userAgent: incoming.headers["user-agent"] ?? "",
      mediaType,
      representation: negotiate(incoming.headers.accept ?? ""),
      body: bytes.byteLength === 0 ? undefined : decodeBody(bytes, mediaType),
    };
    return answerRequest(this.#state, this.#access, request);
  }

  #authenticate(incoming: IncomingMessage): Promise<User> {
    return authenticate(incoming, {
      adminToken: this.adminToken,
      anonymousAdmin: this.#options.anonymousAdmin === true,
      tokens: this.#tokens,
      nowMs: this.#state.nowMs(),
    });
  }

  #armBookmarks(): void {
    this.#bookmarkTimer = this.#clock.setTimer(this.#limits.bookmarkIntervalMs, () => {
      expireEvents(this.#state);
      for (const watch of this.#watches) watch.bookmark();
      this.#armBookmarks();
    });
  }

  /** After the request that made the work has been answered. */
  #collectSoon(): void {
    setImmediate(() => {
      if (this.#closing === undefined) this.#collector.collect();
    });
  }

  async #close(): Promise<void> {
    this.#collector[Symbol.dispose]();
    this.#bookmarkTimer?.[Symbol.dispose]();
    for (const watch of this.#watches) watch[Symbol.dispose]();
    this.#podPorts[Symbol.dispose]();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    this.#server.closeAllConnections();
    await promise;
  }
}

/** A path with a query. Throws ApiError "BadRequest". */
function parseTarget(target: string): URL {
  // Not resolved against a base: `//a/b` is a path here, and no host.
  const parsed = URL.parse(`http://server${target.startsWith("/") ? target : `/${target}`}`);
  if (parsed === null) throw badRequest("the request's target cannot be read");
  return parsed;
}
