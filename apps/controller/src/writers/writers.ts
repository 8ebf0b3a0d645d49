/** Everything this program writes into the cluster, put together: who is told of what, and which lease guards it. */
import { formatErrorChain } from "@ambit/errors";
import type { InformerProblem, KubeApi, LeaderElectionTimings } from "@ambit/kube";
import { matchesSelector } from "@ambit/kube-objects/selectors";
import type { Clock, TaskGroup } from "@ambit/lifecycle";
import type { MeshConfig } from "@ambit/mesh-objects";
import { NETWORK } from "@ambit/mesh-objects/labels";
import type { Logger } from "@ambit/telemetry";
import type { MeshAuthority } from "../ca/mesh-authority.ts";
import type { AmbientChanges, ObjectChange } from "../collections/ambient-index.ts";
import type { ControllerConfig } from "../config.ts";
import type { GatewaySurroundings } from "../gateway/gateway-deployment.ts";
import type { WriterMetrics } from "../metrics.ts";
import { STATUS_LEASE, type StatusManager } from "../status/desired-status.ts";
import { ClassWriter } from "./class-writer.ts";
import { GatewayWriter } from "./gateway-writer.ts";
import { type LeaseName, workWhileLeading } from "./leadership.ts";
import { untaintNodes } from "./node-untainter.ts";
import { RootConfigMaps } from "./root-config-maps.ts";
import { StatusWriter } from "./status-writer.ts";
import { VipWriter } from "./vip-writer.ts";
import { WebhookWriter } from "./webhook-writer.ts";
import type { WriteFailure } from "./write-queue.ts";

export interface WritersOptions {
  readonly config: ControllerConfig;
  readonly api: KubeApi;
  readonly authority: MeshAuthority;
  /** What of the cluster decides whose a Gateway is, and in which network waypoints are. */
  readonly gateways: Omit<GatewaySurroundings, "revision">;
  /** Different for each process. */
  readonly identity: string;
  readonly metrics: WriterMetrics;
  readonly clock: Clock;
  readonly epochMs: () => number;
  readonly random: () => number;
  readonly logger: Logger;
  readonly leaseTimings?: Partial<LeaderElectionTimings>;
}

const CRL_CONFIG_MAP = "istio-ca-crl";

export class Writers {
  readonly #options: WritersOptions;
  readonly #statuses: StatusWriter;
  readonly #gatewayStatuses: StatusWriter;
  readonly #classes: ClassWriter;
  readonly #gateways: GatewayWriter;
  readonly #vips: VipWriter;
  readonly #configMaps: RootConfigMaps;
  readonly #webhooks: WebhookWriter;
  readonly #leading = new Set<LeaseName>();
  #meshConfig: MeshConfig;
  readonly #namespaceLabels = new Map<string, Readonly<Record<string, string>>>();

  constructor(options: WritersOptions) {
    this.#options = options;
    this.#meshConfig = options.config.mesh;
    this.#statuses = this.#statusWriter(
      "status",
      (manager) => STATUS_LEASE[manager] === "istio-status-leader",
    );
    this.#gatewayStatuses = this.#statusWriter(
      "gateway-status",
      (manager) => STATUS_LEASE[manager] === "istio-gateway-status-leader",
    );
    this.#classes = new ClassWriter(this.#writer("gateway-class"));
    this.#gateways = this.#gatewayWriter();
    this.#vips = new VipWriter({
      ...this.#writer("ip-autoallocate"),
      ranges: [options.config.autoallocateIpv4, options.config.autoallocateIpv6],
      onExhausted: (entry) =>
        options.logger.error("no virtual address is left for a ServiceEntry", { entry }),
    });
    this.#configMaps = new RootConfigMaps({
      ...this.#writer("root-configmap"),
      configMaps: [
        {
          name: options.config.rootConfigMap,
          key: "root-cert.pem",
          value: () => options.authority.rootsPem || undefined,
        },
        ...(options.config.enableCaCrl
          ? [{ name: CRL_CONFIG_MAP, key: "ca-crl.pem", value: () => options.authority.material?.crlPem }]
          : []),
      ],
      onProblem: (problem) => this.#notInformed(problem),
    });
    this.#webhooks = new WebhookWriter({
      ...this.#writer("webhook"),
      namespace: options.config.podNamespace,
      revision: options.config.revision,
      rootsPem: () => options.authority.rootsPem,
      onProblem: (problem) => this.#notInformed(problem),
    });
    options.authority.onChange(() => {
      this.#configMaps.valuesChanged();
      this.#webhooks.rootsChanged();
    });
  }

  /** Leases that this replica holds. */
  get leading(): readonly LeaseName[] {
    return [...this.#leading];
  }

  /** Takes in what a batch of objects changed. */
  gather(changes: AmbientChanges, objects: readonly ObjectChange[]): void {
    this.#statuses.gather(changes.statuses);
    this.#gatewayStatuses.gather(changes.statuses);
    this.#classes.gather(changes.missingClasses);
    this.#gateways.gather(objects);
    this.#vips.gather(changes.serviceEntries);
    for (const change of objects) this.#noteObject(change);
  }

  /** Contends for each lease until the group ends. To be called when the index is complete. */
  spawn(group: TaskGroup): void {
    const { config } = this.#options;
    const spawn = (lease: LeaseName, work: (term: AbortSignal) => Promise<void>): void =>
      group.spawn(`lease ${lease}`, (signal) => this.#contend(lease, work, signal));
    if (config.enableStatus) spawn("istio-status-leader", (term) => this.#statuses.run(term));
    spawn("istio-gateway-status-leader", async (term) => {
      await Promise.all([this.#gatewayStatuses.run(term), this.#classes.run(term)]);
    });
    spawn("istio-namespace-controller-election", (term) => this.#configMaps.run(term));
    const { revision } = config;
    const ownRevision = revision === "" || revision === "default" ? "" : (`-${revision}` as const);
    spawn(`ambit-validation-leader${ownRevision}`, (term) => this.#webhooks.run(term));
    if (config.enableAmbientWaypoints && config.waypointImage !== "") {
      spawn(`istio-gateway-deployment${ownRevision}`, (term) => this.#gateways.run(term));
    }
    if (config.enableIpAutoallocate) spawn("istio-ip-autoallocate", (term) => this.#vips.run(term));
    if (config.enableNodeUntaint) {
      const untainter = {
        ...this.#writer("node-untaint"),
        cniNamespace: config.cniNamespace || config.podNamespace,
        onProblem: (problem: InformerProblem) => this.#notInformed(problem),
      };
      spawn("istio-node-untaint", (term) => untaintNodes(untainter, term));
    }
  }

  async #contend(
    lease: LeaseName,
    work: (term: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    const { api, config, identity, metrics, clock, epochMs, random, logger, leaseTimings } = this.#options;
    await workWhileLeading(
      lease,
      {
        api,
        namespace: config.podNamespace,
        identity,
        onLeading: (name, isLeading) => {
          metrics.leading(name, isLeading);
          if (isLeading) this.#leading.add(name);
          else this.#leading.delete(name);
        },
        clock,
        epochMs,
        random,
        logger: logger.child("leader"),
        ...(leaseTimings === undefined ? {} : { timings: leaseTimings }),
      },
      work,
      signal,
    );
  }

  /** Namespaces that the mesh sees, and kube-system, get the roots. */
  #noteObject(change: ObjectChange): void {
    if (change.kind === "Namespace") {
      if (change.decoded === undefined) this.#namespaceLabels.delete(change.key);
      else this.#namespaceLabels.set(change.key, change.decoded.object.labels);
      this.#placeRoots(change.key);
    } else if (change.kind === "MeshConfig" && change.decoded !== undefined) {
      this.#meshConfig = change.decoded.object;
      for (const namespace of this.#namespaceLabels.keys()) this.#placeRoots(namespace);
    }
  }

  #placeRoots(namespace: string): void {
    const labels = this.#namespaceLabels.get(namespace);
    const { discoverySelectors } = this.#meshConfig;
    const isSeen =
      labels !== undefined &&
      (namespace === "kube-system" ||
        discoverySelectors === undefined ||
        discoverySelectors.some((selector) => matchesSelector(selector, labels)));
    if (isSeen) this.#configMaps.addNamespace(namespace);
    else this.#configMaps.removeNamespace(namespace);
  }

  #gatewayWriter(): GatewayWriter {
    const { config, gateways, logger } = this.#options;
    const { podNamespace, revision, domain, clusterId, waypointImage, waypointImagePullPolicy } = config;
    const suffix = revision === "" || revision === "default" ? "" : `-${revision}`;
    return new GatewayWriter({
      ...this.#writer("gateway-deployment"),
      surroundings: { ...gateways, revision },
      template: () => ({
        image: waypointImage,
        imagePullPolicy: waypointImagePullPolicy,
        controlPlane: `istiod${suffix}.${podNamespace}.svc:15012`,
        clusterId,
        trustDomain: this.#meshConfig.trustDomain,
        network: gateways.namespaceLabels(podNamespace)[NETWORK] ?? "",
        domain,
      }),
      systemNamespace: podNamespace,
      onProblem: (gateway, problem) =>
        logger.child("writer").warn("a waypoint cannot be run as its Gateway asks", { gateway, problem }),
    });
  }

  #statusWriter(name: string, isOurs: (manager: StatusManager) => boolean): StatusWriter {
    return new StatusWriter({ ...this.#writer(name), isOurs });
  }

  /** What every writer needs. */
  #writer(name: string) {
    const { api, clock, epochMs, random, metrics, logger } = this.#options;
    const scoped = logger.child("writer");
    return {
      api,
      clock,
      epochMs,
      random,
      onWritten: () => metrics.wrote(name, "ok"),
      onFailure: ({ key, error, isFinal }: WriteFailure) => {
        metrics.wrote(name, "failed");
        const fields = { writer: name, object: key, error: formatErrorChain(error) };
        if (isFinal) scoped.error("an object cannot be written, trying again later", fields);
        else scoped.warn("an object was not written, trying again", fields);
      },
    };
  }

  #notInformed(problem: InformerProblem): void {
    const error = formatErrorChain(problem.error);
    this.#options.logger
      .child("writer")
      .warn("following objects to be written failed, trying again", { error });
  }
}
