/** What Kubernetes runs beside servers: probes, Jobs, CronJobs, StatefulSets, pods that ask the API. */
import { setTimeout as delay } from "node:timers/promises";
import { eventually } from "@ambit/lifecycle/testing";
import type { MeshObject } from "../../src/mesh-objects.ts";
import { type Expected, untilAsExpected, urlOf } from "../asking.ts";
import type { Cluster } from "../cluster.ts";
import type { Scenario, Stage } from "../scenario.ts";
import {
  accountObject,
  namespaceObject,
  peerAuthentication,
  podObjects,
  podSpec,
  SERVER_PORT,
  SERVICE_PORT,
  serviceObject,
} from "../workloads.ts";

const SERVER = "server";
/** Several periods of the probes. */
const PROBED_MS = 5_000;
const JOB_TIMEOUT_MS = 60_000;
/** A CronJob starts with the minute. */
const CRON_TIMEOUT_MS = 120_000;
const INTERVAL_MS = 250;
const REPLICAS = 2;

/** A namespace in the mesh that takes no plaintext, with a server. */
async function raise({ cluster, namespace }: Stage): Promise<void> {
  await cluster.objects.apply(
    namespaceObject(namespace),
    peerAuthentication(namespace, "STRICT"),
    ...podObjects(cluster, { namespace, name: SERVER }),
    serviceObject({ namespace, name: SERVER }),
  );
  await cluster.objects.untilReady(namespace, 1);
  await cluster.objects.untilEnrolled(namespace);
}

function probesOf({ toolsCommand }: Cluster) {
  const command = [...toolsCommand, "ask", "--url", `http://127.0.0.1:${SERVER_PORT}/`];
  return {
    "http-probe": { httpGet: { path: "/", port: SERVER_PORT } },
    "tcp-probe": { tcpSocket: { port: SERVER_PORT } },
    "exec-probe": { exec: { command } },
  };
}

/** Asks the server as long as it has to, and ends. */
function jobSpec({ cluster, namespace }: Stage): Readonly<Record<string, unknown>> {
  const args = ["ask", "--url", urlOf(`${SERVER}.${namespace}`, SERVICE_PORT)];
  return {
    backoffLimit: 0,
    template: {
      metadata: { labels: { app: "job" } },
      spec: { ...podSpec(cluster, { namespace, name: "job", args }), restartPolicy: "Never" },
    },
  };
}

/** What the last pod of the job has said. Throws while none has ended well. */
async function jobOutput({ cluster, namespace }: Stage, timeoutMs: number): Promise<string> {
  return await eventually(
    async () => {
      const pods = await cluster.objects.pods(namespace, "app=job");
      const done = pods.find(({ phase }) => phase === "Succeeded");
      if (done === undefined)
        throw new Error(`jobs: ${pods.map(({ name, phase }) => `${name} ${phase}`).join(", ") || "none"}`);
      return cluster.logs(done, 5);
    },
    { timeoutMs, intervalMs: INTERVAL_MS },
  );
}

async function expectJob(stage: Stage, timeoutMs: number): Promise<void> {
  const said = await jobOutput(stage, timeoutMs);
  if (!said.includes(`"service":"${SERVER}"`)) throw new Error(`the job was not answered: ${said}`);
}

function statefulSet({ cluster, namespace }: Stage, name: string): readonly MeshObject[] {
  return [
    accountObject(namespace, name),
    serviceObject({ namespace, name, isHeadless: true }),
    {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: { namespace, name },
      spec: {
        serviceName: name,
        replicas: REPLICAS,
        selector: { matchLabels: { app: name } },
        template: { metadata: { labels: { app: name } }, spec: podSpec(cluster, { namespace, name }) },
      },
    },
  ];
}

export const WORKLOAD_KINDS: readonly Scenario[] = [
  {
    name: "probes",
    title: "the kubelet's probes reach captured pods that take no plaintext",
    run: async (stage) => {
      await raise(stage);
      const { cluster, namespace } = stage;
      const names = Object.entries(probesOf(cluster));
      for (const [name, probe] of names) {
        const every = { ...probe, periodSeconds: 1, failureThreshold: 2 };
        // A program takes its time to start on a busy machine.
        const timing = name === "exec-probe" ? { ...every, timeoutSeconds: 10 } : every;
        const probes = { readinessProbe: timing, livenessProbe: { ...timing, initialDelaySeconds: 1 } };
        await cluster.objects.apply(...podObjects(cluster, { namespace, name, probes }));
      }
      await cluster.objects.untilReady(namespace, names.length + 1);
      await delay(PROBED_MS);
      for (const { name, restarts, isReady } of await cluster.objects.untilReady(
        namespace,
        names.length + 1,
      )) {
        if (restarts > 0 || !isReady) throw new Error(`${name}: ${restarts} restarts, ready: ${isReady}`);
      }
    },
  },
  {
    name: "jobs",
    title: "a Job in the mesh is answered, and ends",
    run: async (stage) => {
      await raise(stage);
      const { namespace } = stage;
      await stage.cluster.objects.apply(accountObject(namespace, "job"), {
        apiVersion: "batch/v1",
        kind: "Job",
        metadata: { namespace, name: "job" },
        spec: jobSpec(stage),
      });
      await expectJob(stage, JOB_TIMEOUT_MS);
    },
  },
  {
    name: "cron-jobs",
    title: "what a CronJob in the mesh starts is answered, and ends",
    needs: ["cron-jobs"],
    run: async (stage) => {
      await raise(stage);
      const { namespace } = stage;
      await stage.cluster.objects.apply(accountObject(namespace, "job"), {
        apiVersion: "batch/v1",
        kind: "CronJob",
        metadata: { namespace, name: "job" },
        spec: { schedule: "* * * * *", jobTemplate: { spec: jobSpec(stage) } },
      });
      await expectJob(stage, CRON_TIMEOUT_MS);
    },
  },
  {
    name: "stateful-sets",
    title: "each pod of a StatefulSet is reached by its own name, also after it was replaced",
    run: async (stage) => {
      await raise(stage);
      const { cluster, namespace } = stage;
      const { objects } = cluster;
      const set = "set";
      await objects.apply(...statefulSet(stage, set));
      const expectAll = async (): Promise<void> => {
        await objects.untilReady(namespace, REPLICAS + 1);
        await objects.untilEnrolled(namespace);
        const expected = Array.from({ length: REPLICAS }, (_, index): Expected => {
          const pod = `${set}-${index}`;
          const url = urlOf(`${pod}.${set}.${namespace}.svc.cluster.local`, SERVER_PORT);
          return { url, isAnswered: true, by: [pod], as: pod };
        });
        await untilAsExpected(cluster, { namespace, name: SERVER }, expected);
      };
      await expectAll();
      const before = await objects.pod(namespace, `${set}-0`);
      await objects.delete({ apiVersion: "v1", kind: "Pod", metadata: { namespace, name: `${set}-0` } });
      await eventually(
        async () => {
          const after = await objects.pod(namespace, `${set}-0`);
          if (after.uid === before.uid) throw new Error(`${set}-0 is still the same`);
        },
        { timeoutMs: JOB_TIMEOUT_MS, intervalMs: INTERVAL_MS },
      );
      await expectAll();
    },
  },
];
