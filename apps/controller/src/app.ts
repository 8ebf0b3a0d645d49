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
import type { Program } from "@ambit/program";
import { ADDRESS_TYPE } from "@ambit/xds";
import { buildParts, type ControllerDeps, type Parts, versionOf } from "./build-parts.ts";
import { issueServingCertificate } from "./ca/serving-certificate.ts";
import type { ListenOn } from "./config/environment.ts";
import { watchMeshConfig } from "./config/mesh-config-watch.ts";
import type { ControllerConfig } from "./config.ts";
import { MESH_CONFIG_KEY } from "./objects/object-kinds.ts";
import { buildDebugHandler } from "./servers/build-debug.ts";
import { bindGrpcServers, type GrpcServers } from "./servers/grpc-servers.ts";
import { bindHttp, type HttpServers } from "./servers/http-servers.ts";

export type { ControllerDeps } from "./build-parts.ts";

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
  const httpServers = stack.use(await bindHttpPorts(parts));
  const grpcServers = stack.use(await bindGrpc(parts));
  return new Controller({ parts, httpServers, grpcServers, resources: stack.move() });
}

interface ControllerInit {
  readonly parts: Parts;
  readonly httpServers: HttpServers;
  readonly grpcServers: GrpcServers;
  readonly resources: AsyncDisposableStack;
}

/** See buildController. */
export class Controller implements Program {
  readonly httpServers: HttpServers;
  readonly grpcServers: GrpcServers;
  readonly #init: ControllerInit;
  readonly #tasks = new TaskGroup();
  readonly #starting = new AbortController();
  #draining: Promise<void> | undefined;

  constructor(init: ControllerInit) {
    this.#init = init;
    this.httpServers = init.httpServers;
    this.grpcServers = init.grpcServers;
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
    const { parts, grpcServers } = this.#init;
    const { certificates, feed, pipeline, readiness, writers, xds, access, config, logger } = parts;
    const { signal } = this.#starting;
    const caBlock = readiness.block("ca");
    const objectsBlock = readiness.block("objects");
    this.#watchTasks();
    pipeline.take([
      { kind: "MeshConfig", key: MESH_CONFIG_KEY, decoded: { object: config.mesh, problems: [] } },
    ]);
    this.#tasks.spawn("objects", (own) => feed.run(own));
    await certificates.load(signal);
    if (signal.aborted) return;
    certificates.onServingCertificate((serving) =>
      grpcServers.setCertificate(serving, certificates.authority.rootsPem),
    );
    caBlock[Symbol.dispose]();
    this.#tasks.spawn("ca", (own) => certificates.watch(own));
    await feed.whenSynced(signal).catch(() => undefined);
    if (signal.aborted) return;
    pipeline.release();
    objectsBlock[Symbol.dispose]();
    this.#tasks.spawn("mesh configuration", (own) => this.#followMeshConfig(own));
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
    const { parts, httpServers, grpcServers } = this.#init;
    parts.readiness.block("shutdown");
    this.#starting.abort();
    // Leases are given up first, so that another replica writes at once.
    const ended = this.#tasks[Symbol.asyncDispose]();
    parts.xds.close();
    await grpcServers.shutdown(parts.config.shutdownDurationMs);
    await ended;
    httpServers.drain("graceful");
  }

  async #followMeshConfig(signal: AbortSignal): Promise<void> {
    const { config, pipeline, deps, logger } = this.#init.parts;
    await watchMeshConfig(
      {
        path: config.meshConfigPath,
        initial: config.mesh,
        onChange: (object) =>
          pipeline.take([{ kind: "MeshConfig", key: MESH_CONFIG_KEY, decoded: { object, problems: [] } }]),
        clock: deps.clock,
        logger: logger.child("mesh"),
      },
      signal,
    );
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

function bindGrpc({ config, deps, logger }: Parts): Promise<GrpcServers> {
  const { grpcAddress, secureGrpcAddress, anyAddress, maxConnectionAgeMs } = config;
  const nowMs = deps.epochMs();
  // Replaced before anybody is let in: a port is taken at the start, and the mesh's CA may come later.
  const placeholder = issueServingCertificate(
    CertificateAuthority.generate({ trustDomain: "placeholder", nowMs }),
    { namespace: config.podNamespace, revision: config.revision, customHosts: [] },
    { nowMs, ttlMs: PLACEHOLDER_TTL_MS },
  );
  logger.debug("taking the gRPC ports");
  return bindGrpcServers({
    plaintext: { host: grpcAddress.ip ?? anyAddress, port: grpcAddress.port },
    tls: { host: secureGrpcAddress.ip ?? anyAddress, port: secureGrpcAddress.port },
    placeholder,
    maxConnectionAgeMs,
  });
}

function listenAddress({ ip, port }: ListenOn, anyAddress: string): ListenAddress {
  return { kind: "socket", address: { ip: parseIpAddress(ip ?? anyAddress), port } };
}
