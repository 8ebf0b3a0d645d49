/**
 * The control plane of a lab in one process: the API server, the stand-ins for the scheduler and Kubernetes'
 * controllers, and the cluster's DNS. Objects are in memory: a control plane that is started again begins with the
 * mesh's own objects, and everything else has to be applied again.
 */
import { existsSync } from "node:fs";
import { type KubeClient, openKubeClient } from "@ambit/kube";
import { bindKubeEmbedded, type OpenPodPort, readDefinitionFiles } from "@ambit/kube-embedded";
import type { Clock } from "@ambit/lifecycle";
import type { Logger } from "@ambit/telemetry";
import { startCluster } from "../cluster/start-cluster.ts";
import { startDns } from "../dns/start-dns.ts";
import { meshObjects } from "../mesh/mesh-objects.ts";
import type { LabPlan } from "../network/index.ts";
import type { LabPaths } from "../state/lab-paths.ts";
import { API_PORT, adminSource, readServingCertificate, readToken } from "./access-files.ts";
import { applyObject, readKinds } from "./apply-objects.ts";

/** What it is made from. */
export interface ControlPlaneOptions {
  readonly plan: LabPlan;
  readonly paths: LabPaths;
  readonly hasMesh: boolean;
  /** Folder with the mesh's custom resources. */
  readonly definitionsFolder: string;
  readonly clusterDomain: string;
  readonly openPodPort: OpenPodPort;
  readonly clock: Clock;
  /** Wall-clock milliseconds. */
  readonly nowMs: () => number;
  readonly random: () => number;
  readonly logger: Logger;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Called when everything is served and the mesh's objects are there. */
  readonly onReady: () => void;
}

/** The lab's own client waits for nobody. */
const RATE = { perSecond: 10_000, burst: 10_000 };
const DNS_PORT = 53;

/** Runs until the signal aborts. Rejects with what ended a part of it. */
export async function runControlPlane(options: ControlPlaneOptions): Promise<void> {
  const { plan, paths, clock, nowMs, random, logger, signal } = options;
  const certificate = readServingCertificate(paths);
  await using server = await bindKubeEmbedded({
    host: existsSync("/proc/net/if_inet6") ? "::" : "0.0.0.0",
    port: API_PORT,
    certificate,
    adminToken: readToken(paths),
    gracefulPodDeletion: true,
    definitions: await readDefinitionFiles(options.definitionsFolder),
    openPodPort: options.openPodPort,
  });
  logger.info("the API server listens", { url: server.url });
  using api = await openKubeClient(adminSource(paths, "127.0.0.1"), { rate: RATE });
  const { address, netns } = plan.controlPlane;
  const addresses = [address.ipv4, address.ipv6];
  const services = plan.dnsService;
  await using cluster = await startCluster({
    api,
    serviceCidrs: [plan.services.ipv4, plan.services.ipv6],
    apiServer: { addresses: [address.ipv4], port: API_PORT },
    dns: { addresses, port: DNS_PORT, clusterIps: [services.ipv4, services.ipv6] },
    rootCaPem: certificate.caPem,
    clock,
    nowMs,
    random,
    logger: logger.child("cluster"),
  });
  await using dns = await startDns({
    api,
    listen: addresses.map((ip) => ({ ip, port: DNS_PORT })),
    clusterDomain: options.clusterDomain,
    clock,
    random,
    logger: logger.child("dns"),
  });
  await dns.whenReady(signal);
  if (options.hasMesh) await applyMesh(api, options);
  logger.info("the control plane is ready", { netns });
  options.onReady();
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => resolve(), { once: true });
  await Promise.race([aborted, cluster.join(), dns.join()]);
}

async function applyMesh(api: KubeClient, options: ControlPlaneOptions): Promise<void> {
  const { paths, clusterDomain, logger } = options;
  const kinds = await readKinds(api);
  const objects = meshObjects({ nodesFolder: paths.nodes, clusterDomain });
  for (const object of objects) await applyObject(api, kinds, object, "default");
  logger.info("the mesh's objects are applied", { objects: objects.length });
}
