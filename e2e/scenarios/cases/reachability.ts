/** Who reaches whom: every kind of workload to every kind, on one node and across, by every kind of address. */
import type { MeshObject } from "../../src/mesh-objects.ts";
import { type Expected, untilAsExpected, urlOf } from "../asking.ts";
import type { Cluster } from "../cluster.ts";
import type { Scenario, Stage } from "../scenario.ts";
import {
  NOT_AMBIENT,
  namespaceObject,
  peerAuthentication,
  podObjects,
  SERVER_PORT,
  SERVICE_PORT,
  serviceObject,
} from "../workloads.ts";

/** In the mesh, kept out of it by a label, and in its node's network. */
const KINDS = ["captured", "uncaptured", "host"] as const;
type Kind = (typeof KINDS)[number];
/** A pod in its node's network shares its ports with the node, and with what else is there. */
const HOST_PORT = 28_080;
const NODES = 2;

interface Workload {
  readonly name: string;
  readonly kind: Kind;
  readonly node: string;
}

/** One of each kind on each of the first nodes. */
function workloadsOf({ nodes }: Cluster): readonly Workload[] {
  return nodes
    .slice(0, NODES)
    .flatMap((node, index) => KINDS.map((kind) => ({ name: `${kind}-${index + 1}`, kind, node })));
}

function portOf({ kind }: Workload): number {
  return kind === "host" ? HOST_PORT : SERVER_PORT;
}

/**
 * With strict mutual TLS a captured pod takes no plaintext, but for what its own node sends: those may be the kubelet's
 * probes.
 */
function isAdmitted(client: Workload, server: Workload, isStrict: boolean): boolean {
  if (!isStrict || server.kind !== "captured" || client.kind === "captured") return true;
  return client.kind === "host" && client.node === server.node;
}

/** Addresses of a server by what they are. */
async function addressesOf(
  { cluster, namespace }: Stage,
  server: Workload,
): Promise<readonly [string, string][]> {
  const { name } = server;
  const port = portOf(server);
  const pod = await cluster.objects.pod(namespace, name);
  const services = await cluster.objects.serviceAddresses(namespace, name);
  return [
    ...pod.ips.map((ip): [string, string] => ["pod address", urlOf(ip, port)]),
    ...services.map((ip): [string, string] => ["service address", urlOf(ip, SERVICE_PORT)]),
    ["name", urlOf(`${name}.${namespace}.svc.cluster.local`, SERVICE_PORT)],
    ["short name", urlOf(`${name}.${namespace}`, SERVICE_PORT)],
    ["headless name", urlOf(`${name}-headless.${namespace}.svc.cluster.local`, port)],
  ];
}

async function expectMatrix(stage: Stage, isStrict: boolean): Promise<void> {
  const { cluster, namespace } = stage;
  const workloads = workloadsOf(cluster);
  const servers = await Promise.all(
    workloads.map(async (server) => ({ server, addresses: await addressesOf(stage, server) })),
  );
  let count = 0;
  for (const client of workloads) {
    const expected = servers.flatMap(({ server, addresses }) =>
      addresses.map(
        ([what, url]): Expected => ({
          url,
          isAnswered: isAdmitted(client, server, isStrict),
          by: [server.name],
          as: `${client.name} -> ${server.name} by ${what}`,
        }),
      ),
    );
    await untilAsExpected(cluster, { namespace, name: client.name }, expected);
    count += expected.length;
  }
  stage.note(`${count} connections of ${workloads.length} workloads, ${isStrict ? "strict" : "permissive"}`);
}

function matrixObjects({ cluster, namespace }: Stage): readonly MeshObject[] {
  return workloadsOf(cluster).flatMap((workload) => {
    const { name, kind, node } = workload;
    const targetPort = portOf(workload);
    const service = { namespace, targetPort, app: name, isDualStack: true };
    return [
      ...podObjects(cluster, {
        namespace,
        name,
        node,
        ports: [targetPort],
        isOnHost: kind === "host",
        labels: kind === "uncaptured" ? NOT_AMBIENT : {},
      }),
      serviceObject({ ...service, name }),
      serviceObject({ ...service, name: `${name}-headless`, isHeadless: true }),
    ];
  });
}

async function raise(stage: Stage): Promise<void> {
  const { cluster, namespace } = stage;
  await cluster.objects.apply(namespaceObject(namespace), ...matrixObjects(stage));
  await cluster.objects.untilReady(namespace, workloadsOf(cluster).length);
  await cluster.objects.untilEnrolled(namespace);
}

export const REACHABILITY: readonly Scenario[] = [
  {
    name: "reachability",
    title: "every pair of captured, uncaptured and host-network workloads talks, by every kind of address",
    needs: ["several-nodes"],
    run: async (stage) => {
      await raise(stage);
      await expectMatrix(stage, false);
    },
  },
  {
    name: "strict",
    title: "strict mutual TLS refuses captured pods' plaintext, and nothing else; permissive takes it again",
    needs: ["several-nodes"],
    run: async (stage) => {
      const { cluster, namespace } = stage;
      await raise(stage);
      await cluster.objects.apply(peerAuthentication(namespace, "STRICT"));
      await expectMatrix(stage, true);
      await cluster.objects.apply(peerAuthentication(namespace, "PERMISSIVE"));
      await expectMatrix(stage, false);
    },
  },
];
