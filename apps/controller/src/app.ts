/**
 * Puts the controller together and takes it apart. Start: connection, ports, then the CA, the objects, and only when all
 * of them are there clients. Stop, in this order: no new clients and no more writing, streams end so that clients go to
 * another replica, calls in hand finish until the deadline, the rest is cut off.
 */
import { parseIpAddress } from "@ambit/addr";
import { formatErrorChain } from "@ambit/errors";
import type { ListenAddress } from "@ambit/http-server";
import { CertificateAuthority } from "@ambit/identity";
import { kubeSourceOf, openKubeClient } from "@ambit/kube";
import { TaskGroup } from "@ambit/lifecycle";
import { MESH_CONFIG_KEY, type MeshConfig } from "@ambit/mesh-objects";
import type { Program } from "@ambit/program";
import { ADDRESS_TYPE } from "@ambit/xds";
import { buildParts, type ControllerDeps, type Parts, versionOf } from "./build-parts.ts";
import { issueServingCertificate, type ServingCertificate } from "./ca/serving-certificate.ts";
import type { ListenOn } from "./config/environment.ts";
import type { ControllerConfig } from "./config.ts";
import type { KeySets } from "./jwks/key-sets.ts";
import { buildDebugHandler } from "./servers/build-debug.ts";
import { bindGrpcServers, type GrpcServers } from "./servers/grpc-servers.ts";
import { bindHttp, type HttpServers } from "./servers/http-servers.ts";
import { bindWebhookServer, type WebhookServer } from "./webhook/webhook-server.ts";

export type { ControllerDeps } from "./build-parts.ts";

/** Issuers that do not answer do not hold up everybody else. */
const FIRST_KEYS_LIMIT_MS = 15_000;
/** Nobody sees it. */
const PLACEHOLDER_TTL_MS = 3_600_000;

/**
 * A controller whose ports are taken; `serve` puts it to work. Throws ConfigError, CaError, KubeError, HttpServerError
 * or XdsGrpcError, and then nothing stays open.
 */
export async function buildController(config: ControllerConfig, deps: ControllerDeps): Promise<Controller> {
  await using stack = new AsyncDisposableStack();
  const api = stack.use(await openKubeClient(kubeSourceOf(config), { clock: deps.clock }));
  const parts = buildParts(config, deps, api);
  stack.use(parts.pipeline);
  stack.use(parts.signing);
  const httpServers = stack.use(await bindHttpPorts(parts));
  const placeholder = placeholderCertificate(parts);
  const grpcServers = stack.use(await bindGrpc(parts, placeholder));
  const webhookServer = stack.use(await bindWebhook(parts, placeholder));
  return new Controller({ parts, httpServers, grpcServers, webhookServer, resources: stack.move() });
}

interface ControllerInit {
  readonly parts: Parts;
  readonly httpServers: HttpServers;
  readonly grpcServers: GrpcServers;
  readonly webhookServer: WebhookServer;
  readonly resources: AsyncDisposableStack;
}

/** See buildController. */
export class Controller implements Program {
  readonly httpServers: HttpServers;
  readonly grpcServers: GrpcServers;
  readonly webhookServer: WebhookServer;
  readonly #init: ControllerInit;
  readonly #tasks = new TaskGroup();
  readonly #starting = new AbortController();
  #draining: Promise<void> | undefined;

  constructor(init: ControllerInit) {
    this.#init = init;
    this.httpServers = init.httpServers;
    this.grpcServers = init.grpcServers;
    this.webhookServer = init.webhookServer;
  }

  get isDraining(): boolean {
    return this.#draining !== undefined;
  }

  /** The mesh's roots, PEM; empty before there is a CA. */
  get roots(): string {
    return this.#init.parts.certificates.authority.rootsPem;
  }

  /** Leases that this replica holds. */
  get leading(): readonly string[] {
    return this.#init.parts.writers.leading;
  }

  /** Resolves when clients are let in, or when the start was given up. */
  async serve(): Promise<void> {
    const { parts, grpcServers, webhookServer } = this.#init;
    const { certificates, feed, keySets, mesh, pipeline, readiness, writers, xds, access, config, logger } =
      parts;
    const { signal } = this.#starting;
    const meshBlock = readiness.block("mesh configuration");
    const caBlock = readiness.block("ca");
    const objectsBlock = readiness.block("objects");
    this.#watchTasks();
    await mesh.load(signal);
    if (signal.aborted) return;
    meshBlock[Symbol.dispose]();
    this.#takeMeshConfig(mesh.current);
    this.#tasks.spawn("objects", (own) => feed.run(own));
    await certificates.load(signal);
    if (signal.aborted) return;
    certificates.onServingCertificate((serving) => {
      grpcServers.setCertificate(serving, certificates.authority.rootsPem);
      webhookServer.setCertificate(serving);
    });
    caBlock[Symbol.dispose]();
    this.#tasks.spawn("ca", (own) => certificates.watch(own));
    await feed.whenSynced(signal).catch(() => undefined);
    if (signal.aborted) return;
    this.#tasks.spawn("keys of tokens", (own) => keySets.run(own));
    await this.#firstKeys(keySets, signal);
    if (signal.aborted) return;
    pipeline.release();
    objectsBlock[Symbol.dispose]();
    this.#tasks.spawn("mesh configuration", (own) =>
      mesh.watch((changed) => this.#takeMeshConfig(changed), own),
    );
    webhookServer.serve(parts.validate);
    writers.spawn(this.#tasks);
    const service = config.enableCa ? certificates.service : undefined;
    grpcServers.serve({ xds, access, certificates: service, logger: logger.child("ads") });
    logger.info("serving", { addresses: parts.store.collection(ADDRESS_TYPE)?.all().length ?? 0 });
  }

  /** Drains once, however often it is called. */
  drain(): Promise<void> {
    this.#draining ??= this.#drain();
    return this.#draining;
  }

  /** There are no threads. */
  stopThreads(): void {}

  async end(): Promise<"ended"> {
    this.#starting.abort();
    await this.#tasks[Symbol.asyncDispose]();
    await this.#init.resources.disposeAsync();
    return "ended";
  }

  async #drain(): Promise<void> {
    const { parts, httpServers, grpcServers, webhookServer } = this.#init;
    parts.readiness.block("shutdown");
    this.#starting.abort();
    // Leases are given up first, so that another replica writes at once.
    const ended = this.#tasks[Symbol.asyncDispose]();
    parts.xds.close();
    await grpcServers.shutdown(parts.config.shutdownDurationMs);
    await ended;
    webhookServer.drain();
    httpServers.drain("graceful");
  }

  /** Waypoints that come back would else be told that there are none. */
  async #firstKeys(keySets: KeySets, signal: AbortSignal): Promise<void> {
    const limit = new AbortController();
    using _timer = this.#init.parts.deps.clock.setTimer(FIRST_KEYS_LIMIT_MS, () => limit.abort());
    await keySets.whenTried(AbortSignal.any([signal, limit.signal]));
  }

  #takeMeshConfig(object: MeshConfig): void {
    const { pipeline } = this.#init.parts;
    pipeline.take([{ kind: "MeshConfig", key: MESH_CONFIG_KEY, decoded: { object, problems: [] } }]);
  }

  /** A task that fails by itself is a mistake of ours: better another replica than half a controller. */
  #watchTasks(): void {
    const { deps, logger } = this.#init.parts;
    this.#tasks.signal.addEventListener(
      "abort",
      () => {
        const reason: unknown = this.#tasks.signal.reason;
        if (this.isDraining || this.#starting.signal.aborted) return;
        logger.error("a background task has failed", { error: formatErrorChain(reason) });
        deps.onFailure();
      },
      { once: true },
    );
  }
}

function bindHttpPorts(parts: Parts): Promise<HttpServers> {
  const { config, deps, metrics, readiness, pipeline, feed, xds, authenticator, logger } = parts;
  const originMs = deps.epochMs() - deps.clock.nowMs();
  return bindHttp({
    monitoringAddress: listenAddress(config.monitoringAddress, config.anyAddress),
    httpAddress: listenAddress(config.httpAddress, config.anyAddress),
    metrics: metrics.registry,
    readiness,
    debug: buildDebugHandler({
      config,
      index: pipeline.index,
      meshConfig: () => pipeline.meshConfig,
      feed,
      xds,
      authenticator,
      logLevels: deps.logging,
      wallMs: (monotonicMs) => originMs + monotonicMs,
    }),
    version: versionOf(deps.build),
    logger: logger.child("http"),
  });
}

/** Replaced before anybody is let in: a port is taken at the start, and the mesh's CA may come later. */
function placeholderCertificate({ config, deps }: Parts): ServingCertificate {
  const nowMs = deps.epochMs();
  return issueServingCertificate(
    CertificateAuthority.generate({ trustDomain: "placeholder", nowMs }),
    { namespace: config.podNamespace, revision: config.revision, customHosts: [] },
    { nowMs, ttlMs: PLACEHOLDER_TTL_MS },
  );
}

function bindGrpc({ config, logger }: Parts, placeholder: ServingCertificate): Promise<GrpcServers> {
  const { grpcAddress, secureGrpcAddress, anyAddress, maxConnectionAgeMs, maxReceivedMessageBytes } = config;
  logger.debug("taking the gRPC ports");
  return bindGrpcServers({
    plaintext: { host: grpcAddress.ip ?? anyAddress, port: grpcAddress.port },
    tls: { host: secureGrpcAddress.ip ?? anyAddress, port: secureGrpcAddress.port },
    placeholder,
    maxConnectionAgeMs,
    maxReceivedMessageBytes,
  });
}

function bindWebhook(
  { config, logger, metrics }: Parts,
  placeholder: ServingCertificate,
): Promise<WebhookServer> {
  const { ip = config.anyAddress, port } = config.httpsAddress;
  return bindWebhookServer({
    host: ip,
    port,
    placeholder,
    logger: logger.child("validation"),
    onHttpError: (status) => metrics.webhook.httpError(status),
  });
}

function listenAddress({ ip, port }: ListenOn, anyAddress: string): ListenAddress {
  return { kind: "socket", address: { ip: parseIpAddress(ip ?? anyAddress), port } };
}
