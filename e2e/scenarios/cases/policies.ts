/** Authorization at layer 4: who may connect, by identity, namespace and port. */
import type { MeshObject } from "../../src/mesh-objects.ts";
import { type Expected, untilAsExpected, urlOf } from "../asking.ts";
import type { Scenario, Stage } from "../scenario.ts";
import {
  NOT_AMBIENT,
  namespaceObject,
  podObjects,
  SERVER_PORT,
  SERVICE_PORT,
  serviceObject,
} from "../workloads.ts";

const SERVER = "server";
const OTHER_PORT = 8081;
/** `friend` and `stranger` are in the mesh, `outsider` is not. */
const CLIENTS = ["friend", "stranger", "outsider"] as const;
type Client = (typeof CLIENTS)[number];

async function raise({ cluster, namespace }: Stage): Promise<void> {
  const [first, last] = [cluster.nodes.at(0) ?? "", cluster.nodes.at(-1) ?? ""];
  await cluster.objects.apply(
    namespaceObject(namespace),
    ...podObjects(cluster, { namespace, name: SERVER, node: last, ports: [SERVER_PORT, OTHER_PORT] }),
    serviceObject({ namespace, name: SERVER }),
    serviceObject({ namespace, name: "other", app: SERVER, targetPort: OTHER_PORT }),
    ...CLIENTS.flatMap((name) =>
      podObjects(cluster, { namespace, name, node: first, labels: name === "outsider" ? NOT_AMBIENT : {} }),
    ),
  );
  await cluster.objects.untilReady(namespace, CLIENTS.length + 1);
  await cluster.objects.untilEnrolled(namespace);
}

function policy(namespace: string, spec: Readonly<Record<string, unknown>>): MeshObject {
  return {
    apiVersion: "security.istio.io/v1",
    kind: "AuthorizationPolicy",
    metadata: { namespace, name: "policy" },
    spec,
  };
}

interface Case {
  readonly what: string;
  /** Undefined: none. */
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly isAdmitted: (client: Client, port: number) => boolean;
}

const SELECTOR = { matchLabels: { app: SERVER } };

function casesOf(namespace: string): readonly Case[] {
  const principals = [`cluster.local/ns/${namespace}/sa/friend`];
  const rules = (source: Readonly<Record<string, unknown>>) => [{ from: [{ source }] }];
  const isInMesh = (client: Client): boolean => client !== "outsider";
  return [
    {
      what: "ALLOW by principal",
      spec: { selector: SELECTOR, action: "ALLOW", rules: rules({ principals }) },
      isAdmitted: (client) => client === "friend",
    },
    {
      what: "DENY by principal",
      spec: { selector: SELECTOR, action: "DENY", rules: rules({ principals }) },
      isAdmitted: (client) => client !== "friend",
    },
    {
      what: "ALLOW by namespace",
      spec: { selector: SELECTOR, action: "ALLOW", rules: rules({ namespaces: [namespace] }) },
      isAdmitted: isInMesh,
    },
    {
      what: "DENY by port",
      spec: {
        selector: SELECTOR,
        action: "DENY",
        rules: [{ to: [{ operation: { ports: [`${OTHER_PORT}`] } }] }],
      },
      isAdmitted: (_, port) => port !== OTHER_PORT,
    },
    { what: "ALLOW of nothing", spec: {}, isAdmitted: () => false },
    {
      what: "a policy for others",
      spec: { selector: { matchLabels: { app: "nobody" } } },
      isAdmitted: () => true,
    },
    { what: "no policy", isAdmitted: () => true },
  ];
}

async function expectCase(stage: Stage, { what, isAdmitted }: Case): Promise<number> {
  const { cluster, namespace } = stage;
  const { ips } = await cluster.objects.pod(namespace, SERVER);
  const targets: readonly (readonly [number, string])[] = [
    ...ips.flatMap((ip) => [SERVER_PORT, OTHER_PORT].map((port) => [port, urlOf(ip, port)] as const)),
    [SERVER_PORT, urlOf(SERVER, SERVICE_PORT)],
    [OTHER_PORT, urlOf("other", SERVICE_PORT)],
  ];
  for (const name of CLIENTS) {
    const expected = targets.map(
      ([port, url]): Expected => ({
        url,
        isAnswered: isAdmitted(name, port),
        as: `${what}: ${name} to port ${port}`,
      }),
    );
    await untilAsExpected(cluster, { namespace, name }, expected);
  }
  return CLIENTS.length * targets.length;
}

/** Port-level modes: what the port says counts before what the workload says. */
function portModes(namespace: string, mode: string, portMode: string): MeshObject {
  return {
    apiVersion: "security.istio.io/v1",
    kind: "PeerAuthentication",
    metadata: { namespace, name: "ports" },
    spec: {
      selector: SELECTOR,
      mtls: { mode },
      portLevelMtls: { [OTHER_PORT]: { mode: portMode } },
    },
  };
}

export const POLICIES: readonly Scenario[] = [
  {
    name: "authorization-l4",
    title: "authorization policies admit and refuse by principal, namespace and port, as soon as they change",
    run: async (stage) => {
      await raise(stage);
      const { cluster, namespace } = stage;
      let count = 0;
      for (const one of casesOf(namespace)) {
        if (one.spec === undefined) await cluster.objects.delete(policy(namespace, {}));
        else await replacePolicy(stage, one.spec);
        count += await expectCase(stage, one);
      }
      stage.note(`${count} connections under ${casesOf(namespace).length} policies`);
    },
  },
  {
    name: "port-modes",
    title: "a port's own mode of mutual TLS counts before its workload's",
    run: async (stage) => {
      await raise(stage);
      const { cluster, namespace } = stage;
      await cluster.objects.apply(portModes(namespace, "STRICT", "PERMISSIVE"));
      await expectCase(stage, {
        what: "strict but for a port",
        isAdmitted: (client, port) => client !== "outsider" || port === OTHER_PORT,
      });
      await cluster.objects.apply(portModes(namespace, "PERMISSIVE", "STRICT"));
      await expectCase(stage, {
        what: "permissive but for a port",
        isAdmitted: (client, port) => client !== "outsider" || port !== OTHER_PORT,
      });
    },
  },
];

/** Not merged with what is there: each case is a policy of its own. */
async function replacePolicy({ cluster, namespace }: Stage, spec: Case["spec"]): Promise<void> {
  await cluster.objects.delete(policy(namespace, {}));
  await cluster.objects.apply(policy(namespace, spec ?? {}));
}
