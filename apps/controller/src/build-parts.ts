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
import { AMBIENT_DEFAULTS, type AmbientOptions } from "./collections/ambient-options.ts";
import type { ControllerConfig } from "./config.ts";
import { ObjectFeed } from "./kube/object-feed.ts";
import { MeshPipeline } from "./mesh-pipeline.ts";
import { buildMetrics, type ControllerMetrics } from "./metrics.ts";
import { formatPushVersion } from "./push/publisher.ts";
import { PushLog } from "./push/push-log.ts";
import { makeResourceStore } from "./push/xds-resources.ts";
import { countByVersion } from "./servers/describe-connections.ts";
import { XdsAccess, type XdsCaller } from "./servers/xds-access.ts";
import { XdsObserver } from "./servers/xds-observer.ts";
import { Writers, type WritersOptions } from "./writers/writers.ts";

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
  /** For tests. */
  readonly leaseTimings?: WritersOptions["leaseTimings"];
}

/** What is made before any port is taken. */
export interface Parts {
  readonly config: ControllerConfig;
  readonly deps: ControllerDeps;
  readonly logger: Logger;
  readonly metrics: ControllerMetrics;
  readonly readiness: Readiness;
  readonly authenticator: Authenticator;
  readonly certificates: Certificates;
  readonly access: XdsAccess;
  readonly store: ResourceStore;
  readonly xds: XdsServer<XdsCaller>;
  readonly pipeline: MeshPipeline;
  readonly feed: ObjectFeed;
  readonly writers: Writers;
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
    services: () => pipeline.countServices(),
    objectsWithProblems: () => pipeline.objectsWithProblems,
    logCounts: () => deps.logging.writer.counts,
  });
  const authenticator = buildAuthentication(config, { api, clock, epochMs, random, logger });
  const { access, xds } = buildXds(config, deps, { authenticator, metrics, pushLog, store, logger });
  const writers = buildWriters(config, deps, { api, authority, metrics, logger });
  const pipeline = new MeshPipeline({
    ambient: ambientOptionsOf(config),
    debounceAfterMs: config.debounceAfterMs,
    debounceMaxMs: config.debounceMaxMs,
    store,
    pods,
    onPublished: () => xds.push(),
    onChanges: (changes, objects) => writers.gather(changes, objects),
    pushLog,
    metrics,
    clock,
    epochMs,
    logger: logger.child("ambient"),
  });
  const feed = new ObjectFeed({
    api,
    onChanges: (changes) => pipeline.take(changes),
    metrics: metrics.feed,
    clock,
    random,
    logger: logger.child("kube"),
  });
  const certificates = buildCertificates(
    config,
    { api, clock, epochMs, random, logger },
    { authority, authenticator, pods, metrics: metrics.ca },
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
    authenticator,
    certificates,
    access,
    store,
    xds,
    pipeline,
    feed,
    writers,
  };
}

function buildXds(
  config: ControllerConfig,
  deps: ControllerDeps,
  parts: Pick<Parts, "authenticator" | "metrics" | "store" | "logger"> & { readonly pushLog: PushLog },
): Pick<Parts, "access" | "xds"> {
  const { authenticator, metrics, store, pushLog, logger } = parts;
  const { clock } = deps;
  const access = new XdsAccess({
    authenticator,
    isAuthenticating: config.xdsAuth,
    isCheckingIdentity: config.xdsIdentityCheck,
    areZtunnelsServed: config.enableAmbient,
  });
  const observer = new XdsObserver({ metrics: metrics.push, pushLog, clock, logger: logger.child("ads") });
  const xds = new XdsServer<XdsCaller>({
    source: store,
    clock,
    newNonce: randomUUID,
    requestsPerSecond: config.maxRequestsPerSecond || defaultRequestsPerSecond(deps.cpuCount),
    checkNode: (node, id, caller) => access.checkNode(node, id, caller),
    onEvent: (event) => observer.note(event),
  });
  return { access, xds };
}

function buildWriters(
  config: ControllerConfig,
  { clock, epochMs, random, leaseTimings }: ControllerDeps,
  parts: Pick<Parts, "logger"> & { api: KubeApi; authority: MeshAuthority; metrics: ControllerMetrics },
): Writers {
  return new Writers({
    config,
    api: parts.api,
    authority: parts.authority,
    identity: `${config.podName}_${randomUUID()}`,
    metrics: parts.metrics.writers,
    clock,
    epochMs,
    random,
    logger: parts.logger,
    ...(leaseTimings === undefined ? {} : { leaseTimings }),
  });
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
