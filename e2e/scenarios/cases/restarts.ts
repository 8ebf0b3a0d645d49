/** Parts are replaced, and workloads come and go in the mesh, while somebody counts what is answered. */
import { eventually } from "@ambit/lifecycle/testing";
import { SYSTEM_NAMESPACE } from "../../src/mesh-objects.ts";
import type { Scenario, Stage } from "../scenario.ts";
import { expectAnswered, Traffic } from "../traffic.ts";
import { AMBIENT, deploymentObjects, NOT_AMBIENT, namespaceObject, serviceObject } from "../workloads.ts";

const SERVER = "server";
const REPLICAS = 2;
const CLIENTS = ["captured", "uncaptured"] as const;
/** What of the requests has to be answered whatever is done to the mesh. */
const ALL = 1;
/** Connections that are opened in the moment in which a pod enters or leaves the mesh may break. */
const MOST = 0.9;
const LEAVE_TIMEOUT_MS = 30_000;
const INTERVAL_MS = 50;

async function raise(stage: Stage, labels: Readonly<Record<string, string>> = AMBIENT): Promise<void> {
  const { cluster, namespace } = stage;
  await cluster.objects.apply(
    namespaceObject(namespace, labels),
    ...deploymentObjects(cluster, { namespace, name: SERVER, replicas: REPLICAS }),
    serviceObject({ namespace, name: SERVER }),
  );
  await cluster.objects.untilReady(namespace, REPLICAS);
  await cluster.objects.untilEnrolled(namespace, labels === AMBIENT);
}

/** One client in the mesh, and one out of it. */
async function clientsOf(stage: Stage): Promise<readonly Traffic[]> {
  const url = `http://${SERVER}/`;
  return Promise.all(
    CLIENTS.map((name) =>
      Traffic.open(stage, { name, url, labels: name === "uncaptured" ? NOT_AMBIENT : {} }),
    ),
  );
}

async function expectDuring(stage: Stage, share: number, act: () => Promise<void>): Promise<void> {
  const clients = await clientsOf(stage);
  let acted: Promise<void> | undefined;
  const outcomes = await Promise.all(
    clients.map((client) =>
      client.during(() => {
        // One thing happens, and all of them see it.
        acted ??= act();
        return acted;
      }),
    ),
  );
  for (const [index, outcome] of outcomes.entries()) {
    stage.note(`${CLIENTS[index] ?? ""}: ${expectAnswered(outcome, share)}`);
  }
}

/** The server's pods, whose labels refuse, have left the mesh. */
async function untilOut({ cluster, namespace }: Stage): Promise<void> {
  await eventually(
    async () => {
      const pods = await cluster.objects.pods(namespace, `app=${SERVER}`);
      const left = pods.filter(({ redirection }) => redirection !== "");
      if (left.length > 0) throw new Error(`${left.map(({ name }) => name).join(", ")}: still in the mesh`);
    },
    { timeoutMs: LEAVE_TIMEOUT_MS, intervalMs: INTERVAL_MS },
  );
}

const restartOf =
  (kind: "Deployment" | "DaemonSet", name: string) =>
  ({ cluster }: Stage): Promise<void> =>
    cluster.objects.restart({ kind, namespace: SYSTEM_NAMESPACE, name });

/** Replaced under traffic, which is answered as if nothing had happened. */
const PARTS = [
  ["ztunnel", "ztunnels", restartOf("DaemonSet", "ztunnel")],
  ["controller", "the control plane", restartOf("Deployment", "istiod")],
  ["cni", "the node agents", restartOf("DaemonSet", "istio-cni-node")],
] as const;

export const RESTARTS: readonly Scenario[] = [
  {
    name: "service-restart",
    title: "the pods of a service are replaced one after the other, and no request is lost",
    run: async (stage) => {
      await raise(stage);
      const { cluster, namespace } = stage;
      await expectDuring(stage, ALL, () =>
        cluster.objects.restart({ kind: "Deployment", namespace, name: SERVER }),
      );
    },
  },
  ...PARTS.map(
    ([name, what, restart]): Scenario => ({
      name: `${name}-restart`,
      title: `${what} are replaced under traffic, and no request is lost`,
      run: async (stage) => {
        await raise(stage);
        await expectDuring(stage, ALL, () => restart(stage));
        await stage.cluster.objects.untilMeshReady();
      },
    }),
  ),
  {
    name: "live-enrolment",
    title: "a namespace, and then a pod of it, enters and leaves the mesh while its pods run",
    run: async (stage) => {
      await raise(stage, {});
      const { cluster, namespace } = stage;
      const { objects } = cluster;
      await expectDuring(stage, MOST, async () => {
        await objects.label(namespace, AMBIENT);
        await objects.untilEnrolled(namespace);
        for (const pod of await objects.pods(namespace, `app=${SERVER}`)) {
          await objects.labelPod(pod, NOT_AMBIENT);
        }
        await untilOut(stage);
        for (const pod of await objects.pods(namespace, `app=${SERVER}`)) {
          await objects.labelPod(pod, { "istio.io/dataplane-mode": null });
        }
        await objects.untilEnrolled(namespace);
        await objects.label(namespace, { "istio.io/dataplane-mode": null });
        await objects.untilEnrolled(namespace, false);
      });
      const restarted = (await objects.pods(namespace)).filter(({ restarts }) => restarts > 0);
      if (restarted.length > 0)
        throw new Error(`${restarted.map(({ name }) => name).join(", ")} was restarted`);
    },
  },
];
