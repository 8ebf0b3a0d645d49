/** The node agent is missing, wrongly configured, or not to touch a namespace. */
import { setTimeout as delay } from "node:timers/promises";
import { eventually } from "@ambit/lifecycle/testing";
import { PODS } from "../../src/cluster-objects.ts";
import { SYSTEM_NAMESPACE } from "../../src/mesh-objects.ts";
import { type Expected, untilAsExpected, urlOf } from "../asking.ts";
import { COMPONENTS } from "../cluster.ts";
import type { Scenario, Stage } from "../scenario.ts";
import { expectAnswered, Traffic } from "../traffic.ts";
import {
  AMBIENT,
  namespaceObject,
  peerAuthentication,
  podObjects,
  SERVICE_PORT,
  serviceObject,
} from "../workloads.ts";

const SERVER = "server";
const CLIENT = "client";
const LATE = "late";
const AGENT = { kind: "DaemonSet", namespace: SYSTEM_NAMESPACE, name: COMPONENTS.cni } as const;
const AGENTS = { group: "apps", version: "v1", plural: "daemonsets", isNamespaced: true };
const EVENTS = { group: "", version: "v1", plural: "events", isNamespaced: true };
const PLUGIN = "istio-cni";
const CONFIGURATION = "/etc/cni/net.d/*.conflist";
/** No node has it. */
const NOWHERE = "ambit.dev/nowhere";
/** Every cluster has it, and agents leave it alone. */
const EXCLUDED_NAMESPACE = "kube-system";
/** Long enough for an agent that is not told otherwise. */
const LEFT_ALONE_MS = 3_000;
const TIMEOUT_MS = 90_000;
const INTERVAL_MS = 250;

/** Namespace, server and client: all captured, and nothing in plaintext. */
async function raise({ cluster, namespace }: Stage): Promise<void> {
  const { objects, nodes } = cluster;
  await objects.apply(
    namespaceObject(namespace),
    peerAuthentication(namespace, "STRICT"),
    ...podObjects(cluster, { namespace, name: SERVER, node: nodes.at(-1) ?? "" }),
    serviceObject({ namespace, name: SERVER }),
  );
  await objects.untilReady(namespace, 1);
  await objects.untilEnrolled(namespace);
}

/** Where agents run: undefined as before. */
async function confine(
  { cluster }: Stage,
  nodeSelector: Readonly<Record<string, string | null>>,
): Promise<void> {
  const body = { spec: { template: { spec: { nodeSelector } } } };
  await cluster.objects.api.patch(AGENTS, AGENT, { kind: "merge", body });
}

async function untilAgents({ cluster }: Stage, wanted: number): Promise<void> {
  await eventually(
    async () => {
      const pods = await cluster.objects.pods(SYSTEM_NAMESPACE, "k8s-app=istio-cni-node");
      if (pods.length !== wanted) throw new Error(`${pods.length} agents, not ${wanted}`);
    },
    { timeoutMs: TIMEOUT_MS, intervalMs: INTERVAL_MS },
  );
}

/** What events say of a pod that does not start. Throws while they say nothing. */
async function refusalOf({ cluster, namespace }: Stage, pod: string): Promise<string> {
  return await eventually(
    async () => {
      const { items } = await cluster.objects.api.list(EVENTS, { namespace });
      const texts = items.flatMap((item) => {
        const { involvedObject, message = "" } = item as {
          involvedObject?: { name?: string };
          message?: string;
        };
        return involvedObject?.name === pod && message.includes("sandbox") ? [message] : [];
      });
      const [first] = texts;
      if (first === undefined) throw new Error(`no event says why ${pod} does not start`);
      return first;
    },
    { timeoutMs: TIMEOUT_MS, intervalMs: INTERVAL_MS },
  );
}

interface CniConfiguration {
  readonly plugins: readonly { readonly type: string }[];
}

/** The one that the runtime reads. */
async function readConfiguration({ cluster }: Stage, node: string): Promise<CniConfiguration> {
  const read = `cat $(ls ${CONFIGURATION} | head -n 1)`;
  const { output } = await cluster.onNode(node, ["sh", "-c", read]);
  return JSON.parse(output) as CniConfiguration;
}

export const CNI: readonly Scenario[] = [
  {
    name: "cni-missing",
    title: "without agents captured pods go on, new ones do not start unseen, and all is made up for",
    run: async (stage) => {
      await raise(stage);
      const { cluster, namespace } = stage;
      const { objects } = cluster;
      const node = cluster.nodes.at(0) ?? "";
      const traffic = await Traffic.open(stage, { name: CLIENT, node, url: `http://${SERVER}/` });
      try {
        const outcome = await traffic.during(async () => {
          await confine(stage, { [NOWHERE]: "yes" });
          await untilAgents(stage, 0);
          await objects.apply(...podObjects(cluster, { namespace, name: LATE, node }));
          stage.note(`a new pod waits: ${(await refusalOf(stage, LATE)).slice(-160)}`);
          const late = await objects.pod(namespace, LATE);
          if (late.isReady) throw new Error(`${LATE} started without an agent`);
        });
        stage.note(expectAnswered(outcome, 1));
      } finally {
        await confine(stage, { [NOWHERE]: null });
      }
      await objects.untilRolledOut(AGENT);
      await objects.untilReady(namespace, 3);
      await objects.untilEnrolled(namespace);
      const url = urlOf(SERVER, SERVICE_PORT);
      const expected: Expected = { url, isAnswered: true, by: [SERVER], as: `${LATE} -> ${SERVER}` };
      await untilAsExpected(cluster, { namespace, name: LATE }, [expected]);
    },
  },
  {
    name: "cni-misconfigured",
    title: "a node's configuration that has lost the plugin gets it back, and no pod is missed",
    needs: ["installation"],
    run: async (stage) => {
      await raise(stage);
      const { cluster, namespace } = stage;
      const node = cluster.nodes.at(0) ?? "";
      const before = await readConfiguration(stage, node);
      const plugins = before.plugins.filter(({ type }) => type !== PLUGIN);
      if (plugins.length === before.plugins.length) throw new Error(`${node} has no ${PLUGIN}`);
      const json = JSON.stringify({ ...before, plugins });
      // As other installers do it: a new file takes the place of the old one.
      const replace = `f=$(ls ${CONFIGURATION} | head -n 1); printf '%s' '${json}' > $f.tmp && mv $f.tmp $f`;
      const { exitCode, output } = await cluster.onNode(node, ["sh", "-c", replace]);
      if (exitCode !== 0) throw new Error(output);
      await eventually(
        async () => {
          const { plugins: present } = await readConfiguration(stage, node);
          if (present.at(-1)?.type !== PLUGIN) throw new Error(`${PLUGIN} is not back`);
        },
        { timeoutMs: TIMEOUT_MS, intervalMs: INTERVAL_MS },
      );
      await cluster.objects.apply(...podObjects(cluster, { namespace, name: LATE, node }));
      await cluster.objects.untilReady(namespace, 2);
      await cluster.objects.untilEnrolled(namespace);
      const url = urlOf(SERVER, SERVICE_PORT);
      const expected: Expected = { url, isAnswered: true, by: [SERVER], as: `${LATE} -> ${SERVER}` };
      await untilAsExpected(cluster, { namespace, name: LATE }, [expected]);
    },
  },
  {
    name: "excluded-namespaces",
    title: "pods of an excluded namespace are never captured, whatever their labels say",
    run: async (stage) => {
      await raise(stage);
      const { cluster, namespace } = stage;
      const { objects } = cluster;
      const name = `excluded-${namespace}`;
      const pod = podObjects(cluster, { namespace: EXCLUDED_NAMESPACE, name, labels: AMBIENT });
      try {
        await objects.apply(...pod);
        await eventually(
          async () => {
            if (!(await objects.pod(EXCLUDED_NAMESPACE, name)).isReady)
              throw new Error(`${name} is not ready`);
          },
          { timeoutMs: TIMEOUT_MS, intervalMs: INTERVAL_MS },
        );
        await delay(LEFT_ALONE_MS);
        const { redirection } = await objects.pod(EXCLUDED_NAMESPACE, name);
        if (redirection !== "") throw new Error(`${name} has redirection "${redirection}"`);
        // It is out of the mesh, so who takes no plaintext does not answer it.
        const url = urlOf(`${SERVER}.${namespace}`, SERVICE_PORT);
        const expected: Expected = { url, isAnswered: false, as: `${name} -> ${SERVER}` };
        await untilAsExpected(cluster, { namespace: EXCLUDED_NAMESPACE, name }, [expected]);
      } finally {
        await objects.delete(...[...pod].reverse());
        await objects.api.delete(PODS, { namespace: EXCLUDED_NAMESPACE, name }).catch(() => {});
      }
    },
  },
];
