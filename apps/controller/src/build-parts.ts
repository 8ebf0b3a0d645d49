/** Everything of the controller that opens no port: made of the configuration and the connection to the API. */
import { randomUUID } from "node:crypto";
import type { KubeApi } from "@ambit/kube";
import { type Clock, Readiness } from "@ambit/lifecycle";
import type { BuildInfo, Logging } from "@ambit/program";
import type { Logger } from "@ambit/telemetry";
import { defaultRequestsPerSecond, type ResourceStore } from "@ambit/xds";
import { XdsServer } from "@ambit/xds-grpc";
import type { Authenticator } from "./ca/authentication.ts";
import { buildAuthentication, buildCertificates, type Certificates } from "./ca/build-ca.ts";
import { MeshAuthority } from "./ca/mesh-authority.ts";
import { PodIndex } from "./ca/pod-index.ts";
import { SigningPool } from "./ca/signing-pool.ts";
import { openSigningThread } from "./ca/signing-thread.ts";
import type { AmbientIndex } from "./collections/ambient-index.ts";
import { AMBIENT_DEFAULTS, type AmbientOptions } from "./collections/ambient-options.ts";
import { MeshConfigMap } from "./config/mesh-config-map.ts";
import { MeshConfigSource } from "./config/mesh-config-source.ts";
import type { ControllerConfig } from "./config.ts";
import { findGatewayAccount } from "./gateway/gateway-names.ts";
import type { FetchOptions } from "./jwks/fetch-document.ts";
import { fetchKeySet } from "./jwks/fetch-key-set.ts";
import { isFetchableAddress } from "./jwks/fetchable-address.ts";
import { KeySets } from "./jwks/key-sets.ts";
import { ObjectFeed } from "./kube/object-feed.ts";
import { MeshPipeline } from "./mesh-pipeline.ts";
import { buildMetrics, type ControllerFacts, type ControllerMetrics } from "./metrics.ts";
import { formatPushVersion } from "./push/publisher.ts";
import { PushLog } from "./push/push-log.ts";
import { makeResourceStore } from "./push/xds-resources.ts";
import { countByVersion } from "./servers/describe-connections.ts";
import { waypointOf, XdsAccess, type XdsAccessOptions, type XdsCaller } from "./servers/xds-access.ts";
import { XdsObserver } from "./servers/xds-observer.ts";
import { countUnbound } from "./status/count-unbound.ts";
import { indexSurroundings } from "./webhook/index-surroundings.ts";
import { validation } from "./webhook/validation.ts";
import type { WebhookAnswer } from "./webhook/webhook-server.ts";
import { Writers, type WritersOptions } from "./writers/writers.ts";

const MAX_SIGNING_THREADS = 4;

/** What the process gives to its controller. */
export interface ControllerDeps {
  readonly clock: Clock;
  /** Wall clock, milliseconds since the epoch. */
  readonly epochMs: () => number;
  /** 0 to 1, as Math.random. */
  readonly random: () => number;
  readonly cpuCount: number;
  readonly logging: Logging;
  readonly build: BuildInfo;
  /** A background task has failed: the process has to end. Logged already, told once. */
  readonly onFailure: () => void;
  /** Entry of a thread that signs: signing-worker.ts in a source tree, signing-worker.js in a bundle. */
  readonly signingWorkerUrl: URL;
  /** For tests: where keys of tokens may be fetched from, and whom is trusted there. */
  readonly keyFetching?: Partial<Pick<FetchOptions, "isAllowedAddress" | "ca">>;
  readonly leaseTimings?: WritersOptions["leaseTimings"];
}

/** What is made before any port is taken. */
export interface Parts {
  readonly config: ControllerConfig;
  readonly deps: ControllerDeps;
  readonly logger: Logger;
  readonly metrics: ControllerMetrics;
  readonly readiness: Readiness;
  readonly mesh: MeshConfigSource;
  readonly authenticator: Authenticator;
  readonly signing: SigningPool;
  readonly certificates: Certificates;
  readonly access: XdsAccess;
  readonly store: ResourceStore;
  readonly xds: XdsServer<XdsCaller>;
  readonly pipeline: MeshPipeline;
  readonly feed: ObjectFeed;
  /** Keys that waypoints verify tokens with. */
  readonly keySets: KeySets;
  readonly writers: Writers;
  /** Answers an AdmissionReview. */
  readonly validate: (review: unknown) => WebhookAnswer;
}

/** Throws CaError for a plugged-in CA that cannot be used. */
export function buildParts(config: ControllerConfig, deps: ControllerDeps, api: KubeApi): Parts {
  const { clock, epochMs, random } = deps;
  const { logger } = deps.logging;
  const authority = new MeshAuthority();
  const pods = new PodIndex();
  const store = makeResourceStore(formatPushVersion(epochMs(), 0));
  const pushLog = new PushLog();
  const metrics = buildMetrics({
    version: versionOf(deps.build),
    epochMs,
    uptimeSeconds: () => process.uptime(),
    caExpiry: () => authority.current?.expiry,
    clientsByVersion: () => countByVersion(xds.connections()),
    ...factsOf(() => pipeline),
    logCounts: () => deps.logging.writer.counts,
  });
  const mesh = buildMesh(config, deps, api);
  const authenticator = buildAuthentication(config, { api, mesh, clock, epochMs, random, logger });
  const accountOf = (gateway: string) => findGatewayAccount(pipeline.index, gateway);
  const { access, xds } = buildXds(config, deps, {
    authenticator,
    metrics,
    pushLog,
    store,
    logger,
    accountOf,
  });
  const gateways = gatewaySurroundings(() => pipeline.index);
  const writers = buildWriters(config, deps, { api, authority, metrics, logger, gateways });
  const pipeline = new MeshPipeline({
    ambient: ambientOptionsOf(config),
    debounceAfterMs: config.debounceAfterMs,
    debounceMaxMs: config.debounceMaxMs,
    store,
    pods,
    onPublished: () => xds.push(),
    onChanges: (changes, objects) => writers.gather(changes, objects),
    onKeySources: (sources) => keySets.want(sources),
    pushLog,
    metrics,
    clock,
    epochMs,
    logger: logger.child("ambient"),
  });
  const keySets = buildKeySets(config, deps, { pipeline, metrics, logger });
  const feed = buildFeed(deps, { api, pipeline, metrics, logger });
  const signing = buildSigning(deps);
  const certificates = buildCertificates(
    config,
    { api, mesh, clock, epochMs, random, logger },
    { authority, authenticator, pods, signing, metrics: metrics.ca },
  );
  const readiness = new Readiness({
    onUnblocked: (task, remaining) => logger.info("start-up task complete", { task, remaining }),
  });
  return {
    config,
    deps,
    logger,
    metrics,
    readiness,
    mesh,
    authenticator,
    signing,
    certificates,
    access,
    store,
    xds,
    pipeline,
    feed,
    keySets,
    writers,
    validate: buildValidation(config, { deps, mesh, pipeline, metrics, logger }),
  };
}

function buildValidation(
  config: ControllerConfig,
  { deps, mesh, pipeline, metrics, logger }: Pick<Parts, "deps" | "mesh" | "pipeline" | "metrics" | "logger">,
): Parts["validate"] {
  const surroundings = indexSurroundings(pipeline.index);
  return validation({
    context: () => ({
      rootNamespace: mesh.current.rootNamespace,
      isDryRunOffered: config.enableDryRunPolicy,
      isStrict: config.strictPolicies,
      surroundings,
    }),
    clock: deps.clock,
    metrics: metrics.webhook,
    logger: logger.child("validation"),
  });
}

function buildFeed(
  { clock, random }: ControllerDeps,
  { api, pipeline, metrics, logger }: Pick<Parts, "pipeline" | "metrics" | "logger"> & { api: KubeApi },
): ObjectFeed {
  return new ObjectFeed({
    api,
    onChanges: (changes) => pipeline.take(changes),
    metrics: metrics.feed,
    clock,
    random,
    logger: logger.child("kube"),
  });
}

function buildKeySets(
  { jwksRefreshMs: refreshMs }: ControllerConfig,
  { clock, random, keyFetching }: ControllerDeps,
  { pipeline, metrics, logger }: Pick<Parts, "pipeline" | "metrics" | "logger">,
): KeySets {
  return new KeySets({
    fetch: (source, signal) =>
      fetchKeySet(source, { isAllowedAddress: isFetchableAddress, ...keyFetching, signal }),
    onChange: (id, keySet) => pipeline.takeKeySet(id, keySet),
    refreshMs,
    clock,
    random,
    metrics: metrics.keySets,
    logger: logger.child("model"),
  });
}

function buildMesh(
  config: ControllerConfig,
  { clock, random, logging }: ControllerDeps,
  api: KubeApi,
): MeshConfigSource {
  const {
    podNamespace: namespace,
    revision,
    mesh: initial,
    meshConfigPath: path,
    hasMeshConfigFile,
  } = config;
  const logger = logging.logger.child("mesh");
  const configMap = hasMeshConfigFile
    ? undefined
    : new MeshConfigMap({ api, namespace, revision, clock, random, logger });
  return new MeshConfigSource({ initial, path, configMap, clock, logger });
}

/** One thread less than there are processors, for the main thread; more of them do not help a control plane. */
function buildSigning({ clock, cpuCount, logging, signingWorkerUrl }: ControllerDeps): SigningPool {
  return new SigningPool({
    threads: Math.min(Math.max(cpuCount - 1, 1), MAX_SIGNING_THREADS),
    openThread: (events) => openSigningThread(signingWorkerUrl, events),
    clock,
    logger: logging.logger.child("serverca"),
  });
}

function buildXds(
  config: ControllerConfig,
  deps: ControllerDeps,
  parts: Pick<Parts, "authenticator" | "metrics" | "store" | "logger"> &
    Pick<XdsAccessOptions, "accountOf"> & { readonly pushLog: PushLog },
): Pick<Parts, "access" | "xds"> {
  const { authenticator, metrics, store, pushLog, logger, accountOf } = parts;
  const { clock } = deps;
  const access = new XdsAccess({
    authenticator,
    isAuthenticating: config.xdsAuth,
    isCheckingIdentity: config.xdsIdentityCheck,
    areZtunnelsServed: config.enableAmbient,
    accountOf,
  });
  const observer = new XdsObserver({ metrics: metrics.push, pushLog, clock, logger: logger.child("ads") });
  const xds = new XdsServer<XdsCaller>({
    source: store,
    clock,
    newNonce: randomUUID,
    requestsPerSecond: config.maxRequestsPerSecond || defaultRequestsPerSecond(deps.cpuCount),
    checkNode: (node, id, caller) => access.checkNode(node, id, caller),
    scopeOf: waypointOf,
    onEvent: (event) => observer.note(event),
  });
  return { access, xds };
}

function buildWriters(
  config: ControllerConfig,
  { clock, epochMs, random, leaseTimings }: ControllerDeps,
  parts: Pick<Parts, "logger"> &
    Pick<WritersOptions, "gateways" | "authority" | "api"> & { metrics: ControllerMetrics },
): Writers {
  return new Writers({
    config,
    api: parts.api,
    authority: parts.authority,
    gateways: parts.gateways,
    identity: `${config.podName}_${randomUUID()}`,
    metrics: parts.metrics.writers,
    clock,
    epochMs,
    random,
    logger: parts.logger,
    ...(leaseTimings === undefined ? {} : { leaseTimings }),
  });
}

/** The index is made after those who ask it. */
function gatewaySurroundings(index: () => AmbientIndex): WritersOptions["gateways"] {
  return {
    findClass: (name) => index().findObject("GatewayClass", name),
    namespaceLabels: (namespace) => index().findObject("Namespace", namespace)?.labels ?? {},
  };
}

function ambientOptionsOf(config: ControllerConfig): AmbientOptions {
  return {
    ...AMBIENT_DEFAULTS,
    clusterId: config.clusterId,
    systemNamespace: config.podNamespace,
    domainSuffix: config.domain,
    revision: config.revision,
    selectPodsByServiceEntry: config.serviceEntrySelectsPods,
    selectWorkloadEntriesByService: config.serviceSelectsWorkloadEntries,
    isAutoAllocating: config.enableIpAutoallocate,
    isDryRunOffered: config.enableDryRunPolicy,
    isWaypointAutoAllowed: config.autoAllowWaypointPolicy,
    isPolicyStrict: config.strictPolicies,
    hasWaypoints: config.enableAmbientWaypoints,
  };
}

/** As istiod prints itself: version, revision of the source, state of the work tree. */
export function versionOf({ version, gitRevision, buildStatus }: BuildInfo): string {
  return `${version}-${gitRevision}-${buildStatus}`;
}

/** What is asked of the mesh at every scrape. */
function factsOf(
  pipeline: () => MeshPipeline,
): Pick<ControllerFacts, "services" | "unboundByReason" | "objectsWithProblems"> {
  return {
    services: () => pipeline().countServices(),
    unboundByReason: () => countUnbound(pipeline().index.statuses()),
    objectsWithProblems: () => pipeline().objectsWithProblems,
  };
}
