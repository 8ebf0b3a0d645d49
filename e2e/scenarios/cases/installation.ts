/** The mesh comes, changes and goes by the command that users have for it, while pods run and are asked. */
import { eventually } from "@ambit/lifecycle/testing";
import { SYSTEM_NAMESPACE } from "../../src/mesh-objects.ts";
import { type Expected, untilAsExpected, urlOf } from "../asking.ts";
import { TOOLS_IMAGE } from "../mesh-images.ts";
import type { Scenario, Stage } from "../scenario.ts";
import { findTraces } from "../traces.ts";
import { expectAnswered, Traffic } from "../traffic.ts";
import { namespaceObject, podObjects, SERVICE_PORT, serviceObject } from "../workloads.ts";

const SERVER = "server";
const CLIENT = "client";
const PODS = 2;
const ZTUNNEL = { kind: "DaemonSet", namespace: SYSTEM_NAMESPACE, name: "ztunnel" } as const;
/** Connections that are opened in the moment in which a pod enters or leaves the mesh may break. */
const MOST = 0.9;
const GONE_TIMEOUT_MS = 30_000;
const INTERVAL_MS = 500;

/** A server, and a client that asks it all the time. */
async function raise(stage: Stage): Promise<Traffic> {
  const { cluster, namespace } = stage;
  const { objects, nodes } = cluster;
  await objects.apply(
    namespaceObject(namespace),
    ...podObjects(cluster, { namespace, name: SERVER, node: nodes.at(-1) ?? "" }),
    serviceObject({ namespace, name: SERVER }),
  );
  await objects.untilReady(namespace, 1);
  await objects.untilEnrolled(namespace);
  const node = nodes.at(0) ?? "";
  const traffic = await Traffic.open(stage, { name: CLIENT, node, url: `http://${SERVER}/` });
  await objects.untilEnrolled(namespace);
  return traffic;
}

/** What the pods of ztunnel are made of. */
async function ztunnelTemplate({ cluster }: Stage): Promise<string> {
  const { kind, namespace, name } = ZTUNNEL;
  const found = await cluster.objects.get({ apiVersion: "apps/v1", kind, metadata: { namespace, name } });
  const { spec } = found as { spec?: { template?: unknown } };
  return JSON.stringify(spec?.template);
}

async function expectNothingLeft({ cluster }: Stage): Promise<void> {
  await eventually(
    async () => {
      const traces = await findTraces(cluster);
      if (traces.length > 0) throw new Error(`these are left:\n${traces.join("\n")}`);
    },
    { timeoutMs: GONE_TIMEOUT_MS, intervalMs: INTERVAL_MS },
  );
}

export const INSTALLATION: readonly Scenario[] = [
  {
    name: "upgrade",
    title: "the mesh changes node by node, and no request is lost",
    needs: ["installation"],
    run: async (stage) => {
      const traffic = await raise(stage);
      const before = await ztunnelTemplate(stage);
      const outcome = await traffic.during(async () => {
        await stage.cluster.upgradeMesh({ set: { "ztunnel.podAnnotations.upgraded": "yes" } });
      });
      stage.note(expectAnswered(outcome, 1));
      if ((await ztunnelTemplate(stage)) === before) throw new Error("the upgrade has changed nothing");
    },
  },
  {
    name: "upgrade-rolls-back",
    title: "an upgrade to an image that does not work goes back by itself, and no request is lost",
    needs: ["installation"],
    run: async (stage) => {
      const traffic = await raise(stage);
      const before = await ztunnelTemplate(stage);
      const outcome = await traffic.during(async () => {
        const said = await stage.cluster.upgradeMesh({ set: { "ztunnel.image": TOOLS_IMAGE } }).then(
          (text) => Promise.reject(new Error(`a mesh without ztunnel was taken for well:\n${text}`)),
          (error: unknown) => String(error),
        );
        if (!/is back/.test(said)) throw new Error(said);
      });
      stage.note(expectAnswered(outcome, 1));
      await stage.cluster.objects.untilMeshReady();
      const after = await ztunnelTemplate(stage);
      if (after !== before) throw new Error(`ztunnel is not as it was:\n${before}\n${after}`);
    },
  },
  {
    name: "uninstall",
    title: "the mesh goes and leaves nothing behind; it comes again, and running pods are in it",
    needs: ["installation"],
    run: async (stage) => {
      const { cluster, namespace } = stage;
      const traffic = await raise(stage);
      const outcome = await traffic.during(async () => {
        await cluster.uninstallMesh();
      });
      try {
        stage.note(expectAnswered(outcome, MOST));
        await expectNothingLeft(stage);
      } finally {
        await cluster.installMesh();
      }
      // That the namespace is to be in the mesh goes with the mesh.
      await cluster.objects.apply(namespaceObject(namespace));
      await cluster.objects.untilEnrolled(namespace);
      const pods = await cluster.objects.untilReady(namespace, PODS);
      const restarted = pods.filter(({ restarts }) => restarts > 0);
      if (restarted.length > 0) throw new Error(`${restarted.map(({ name }) => name).join()} was restarted`);
      const url = urlOf(SERVER, SERVICE_PORT);
      const expected: Expected = { url, isAnswered: true, by: [SERVER], as: `${CLIENT} -> ${SERVER}` };
      await untilAsExpected(cluster, { namespace, name: CLIENT }, [expected]);
    },
  },
];
