/** Stand-ins for the scheduler and the controllers of Kubernetes' controller manager, as far as a lab needs them. */
import { formatErrorChain } from "@ambit/errors";
import type { Informer, InformerEvent } from "@ambit/kube";
import { TaskGroup } from "@ambit/lifecycle";
import type { Cluster, ClusterOptions } from "./cluster-options.ts";
import { ControllerQueue } from "./controller-queue.ts";
import { CHANGE_OF, type Controller } from "./controllers/controller.ts";
import { daemonSetController } from "./controllers/daemon-sets.ts";
import { deploymentController } from "./controllers/deployments.ts";
import { endpointSliceController } from "./controllers/endpoint-slices.ts";
import { jobController } from "./controllers/jobs.ts";
import { orphanPodController } from "./controllers/orphan-pods.ts";
import { replicaSetController } from "./controllers/replica-sets.ts";
import { rootConfigMapController } from "./controllers/root-config-maps.ts";
import { schedulerController } from "./controllers/scheduler.ts";
import { serviceAddressController } from "./controllers/service-addresses.ts";
import { statefulSetController } from "./controllers/stateful-sets.ts";
import { wellKnownServiceController } from "./controllers/well-known-services.ts";
import { followKind } from "./follow-kind.ts";
import { CLUSTER_KINDS, type ClusterKind, type ClusterObjects } from "./objects/cluster-kinds.ts";
import { MutableObjectTable } from "./objects/object-table.ts";

/** A node that is missing for so long is believed to be gone. */
const ORPHAN_GRACE_MS = 10_000;

/** Resolves when every kind has been listed once; from then on everything is kept as it should be. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const tasks = new TaskGroup();
  const tables = newTables();
  const informers = new Map<ClusterKind, { readonly resourceVersion: string | undefined }>();
  const { api, clock, nowMs, random, logger } = options;
  const queue = new ControllerQueue({
    controllers: controllersOf(options),
    view: tables,
    versionOf: (kind) => informers.get(kind)?.resourceVersion,
    api,
    onFailure: ({ controller, key, error }) =>
      logger.warn("controller failed, trying again", { controller, key, error: formatErrorChain(error) }),
    clock,
    nowMs,
    random,
  });
  const synced = KINDS.map((kind) => {
    const informer = follow(kind, { options, tables, queue });
    informers.set(kind, informer);
    tasks.spawn(`informer of ${kind}`, (signal) => informer.run(signal));
    return informer.whenSynced(tasks.signal);
  });
  try {
    await Promise.all(synced);
  } catch (error) {
    await tasks[Symbol.asyncDispose]();
    throw error;
  }
  // Before everything is known, a plan would take what has not been listed yet for missing.
  tasks.spawn("controllers", (signal) => queue.run(signal));
  return { join: () => tasks.join(), [Symbol.asyncDispose]: () => tasks[Symbol.asyncDispose]() };
}

const KINDS = Object.keys(CLUSTER_KINDS).filter((kind): kind is ClusterKind =>
  Object.hasOwn(CLUSTER_KINDS, kind),
);

function controllersOf(options: ClusterOptions): readonly Controller[] {
  const { serviceCidrs, rootCaPem, orphanGraceMs = ORPHAN_GRACE_MS } = options;
  return [
    wellKnownServiceController(options),
    serviceAddressController(serviceCidrs),
    schedulerController,
    deploymentController,
    replicaSetController,
    daemonSetController,
    statefulSetController,
    jobController,
    endpointSliceController,
    orphanPodController(orphanGraceMs),
    ...(rootCaPem === undefined ? [] : [rootConfigMapController(rootCaPem)]),
  ];
}

type Tables = { readonly [Kind in ClusterKind]: MutableObjectTable<ClusterObjects[Kind]> };

function newTables(): Tables {
  return {
    namespaces: new MutableObjectTable(),
    nodes: new MutableObjectTable(),
    pods: new MutableObjectTable(),
    services: new MutableObjectTable(),
    endpointslices: new MutableObjectTable(),
    configmaps: new MutableObjectTable(),
    deployments: new MutableObjectTable(),
    replicasets: new MutableObjectTable(),
    daemonsets: new MutableObjectTable(),
    statefulsets: new MutableObjectTable(),
    jobs: new MutableObjectTable(),
  };
}

function follow<Kind extends ClusterKind>(
  kind: Kind,
  {
    options,
    tables,
    queue,
  }: { readonly options: ClusterOptions; readonly tables: Tables; readonly queue: ControllerQueue },
): Informer<ClusterObjects[Kind]> {
  const { api, clock, random, logger } = options;
  const table: MutableObjectTable<ClusterObjects[Kind]> = tables[kind];
  return followKind(kind, {
    api,
    clock,
    random,
    logger,
    onEvents: (batch) => {
      for (const event of batch) {
        table.apply(event);
      }
      queue.note(batch.map((event) => CHANGE_OF[kind](event.object, previousOf(event))));
    },
  });
}

function previousOf<T>(event: InformerEvent<T>): T | undefined {
  return event.type === "update" ? event.previous : undefined;
}
