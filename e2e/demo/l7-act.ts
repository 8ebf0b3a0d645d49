/** The act of the waypoint: requests are split, refused, broken and tried again, without a pod being restarted. */
import { setTimeout as delay } from "node:timers/promises";
import { eventually } from "@ambit/lifecycle/testing";
import type { L7Response } from "../src/agent-protocol.ts";
import type { Lab } from "../src/lab.ts";
import type { LabPod } from "../src/lab-pod.ts";
import type { MeshObject } from "../src/mesh-objects.ts";
import type { Terminal } from "./terminal.ts";

const NAMESPACE = "shop";
const PORT = 80;
const LIMIT_MS = 20_000;
const EVERY_MS = 50;
/** How long the visitor is watched. */
const WATCH_MS = 3_000;
const SPLIT_REQUESTS = 300;
/** 30 of 300 expected, standard deviation 5.2: outside less than once in a million runs. */
const SPLIT_RANGE = { min: 5, max: 60 };
const FAULT_PERCENT = 10;
/** What waypoints add to answers. */
const WAYPOINT_SERVER = "istio-envoy";
const FORBIDDEN = { method: "DELETE", path: "/items/1" };

/** What the act needs of the story. */
export interface L7Scene {
  readonly lab: Lab;
  readonly terminal: Terminal;
  readonly visitor: LabPod;
  readonly web: LabPod;
  readonly cart: LabPod;
  /** Of the visitor's requests. */
  readonly counts: () => Promise<{ readonly ok: number; readonly failed: number }>;
  /** States that none of the visitor's requests failed since `before`. */
  readonly reportLosses: (before: Awaited<ReturnType<L7Scene["counts"]>>) => Promise<void>;
}

/** Expects the shop to be in the mesh, and leaves it there as it was. */
export async function showWaypoint(scene: L7Scene): Promise<void> {
  const addresses = {
    web: await addressOf(scene.lab, "web"),
    catalog: await addressOf(scene.lab, "catalog"),
  };
  const shop = { ...scene, addresses };
  await showAdding(shop);
  await showSplit(shop);
  await showRefusal(shop);
  await showFault(shop);
  await showRemoving(shop);
}

interface Shop extends L7Scene {
  /** Of the services that ask for the waypoint. */
  readonly addresses: Readonly<Record<"web" | "catalog", string>>;
}

async function showAdding(shop: Shop): Promise<void> {
  const { lab, terminal, counts, reportLosses } = shop;
  terminal.step("A waypoint is added, and catalog and web ask for it: istio.io/use-waypoint=waypoint");
  const before = await counts();
  const startMs = performance.now();
  await lab.apply(GATEWAY, attached("catalog", true), attached("web", true));
  await until(() => isThroughWaypoint(shop), "requests go through the waypoint");
  const tookMs = Math.round(performance.now() - startMs);
  terminal.check(
    "requests go through it, each by itself",
    await isThroughWaypoint(shop),
    `the first was answered by the waypoint ${tookMs} ms after the Gateway was created`,
  );
  await delay(WATCH_MS);
  await reportLosses(before);
}

async function showSplit(shop: Shop): Promise<void> {
  const { lab, terminal, counts, reportLosses } = shop;
  terminal.step("An HTTPRoute sends every tenth request for catalog to a new version of it");
  const before = await counts();
  await lab.apply(...NEXT_CATALOG);
  await lab.objects.untilRolledOut({ kind: "Deployment", namespace: NAMESPACE, name: "catalog-v2" });
  await lab.apply(SPLIT);
  await until(async () => (await versionOf(shop)) === "v2", "the new version is asked");
  let answers = 0;
  let ofNext = 0;
  for (let index = 0; index < SPLIT_REQUESTS; index++) {
    const version = await versionOf(shop);
    if (version !== undefined) answers++;
    if (version === "v2") ofNext++;
  }
  terminal.check(
    "90 of 100 go to the old one, 10 to the new one",
    answers === SPLIT_REQUESTS && ofNext >= SPLIT_RANGE.min && ofNext <= SPLIT_RANGE.max,
    `of ${answers} answers, ${answers - ofNext} came from v1 and ${ofNext} from v2`,
  );
  await lab.delete(SPLIT);
  await reportLosses(before);
}

async function showRefusal(shop: Shop): Promise<void> {
  const { lab, terminal, visitor, web, counts, reportLosses } = shop;
  terminal.step("An AuthorizationPolicy refuses one method and path to one identity");
  const before = await counts();
  const isOpen = (await ask(shop, visitor, FORBIDDEN)).status === 200;
  await lab.apply(NO_DELETION);
  await until(async () => (await ask(shop, visitor, FORBIDDEN)).status !== 200, "the visitor is refused");
  const [refused, read, ofWeb] = await Promise.all([
    ask(shop, visitor, FORBIDDEN),
    ask(shop, visitor, { path: FORBIDDEN.path }),
    ask(shop, web, FORBIDDEN),
  ]);
  terminal.check(
    "the visitor may not delete, but read; web may both",
    isOpen && refused.status === 403 && read.status === 200 && ofWeb.status === 200,
    `DELETE ${FORBIDDEN.path}: ${refused.status} to the visitor (${refused.body}), ${ofWeb.status} to web; GET: ${read.status}`,
  );
  await lab.delete(NO_DELETION);
  await until(async () => (await ask(shop, visitor, FORBIDDEN)).status === 200, "the visitor may again");
  await reportLosses(before);
}

async function showFault(shop: Shop): Promise<void> {
  const { lab, terminal, counts, reportLosses } = shop;
  terminal.step(`A VirtualService breaks ${FAULT_PERCENT} % of the requests for catalog`);
  const before = await counts();
  await lab.apply(FAULT);
  await until(async () => (await counts()).failed > before.failed, "the visitor is told of a failure");
  await delay(WATCH_MS);
  const broken = await counts();
  terminal.check(
    "the visitor notices, since web needs the catalog",
    broken.failed > before.failed && broken.ok > before.ok,
    `${broken.failed - before.failed} requests failed, ${broken.ok - before.ok} did not`,
  );
  terminal.step("An HTTPRoute of web tries again what failed");
  await lab.apply(RETRY);
  await until(() => isQuiet(shop), "failures end");
  const mended = await counts();
  await delay(WATCH_MS);
  await reportLosses(mended);
  const isStillBroken = await hasFault(shop);
  terminal.check(
    "the fault is still there, only nobody is told",
    isStillBroken,
    "who asks catalog directly still gets status 503 now and then",
  );
  await lab.delete(FAULT);
  await until(async () => !(await hasFault(shop)), "the fault is gone");
  await lab.delete(RETRY);
}

async function showRemoving(shop: Shop): Promise<void> {
  const { lab, terminal, counts, reportLosses } = shop;
  terminal.step("The waypoint is taken away again");
  const before = await counts();
  await lab.apply(attached("catalog", false), attached("web", false));
  await until(() => isDirect(shop), "requests go directly");
  await lab.delete(GATEWAY, ...NEXT_CATALOG);
  await until(async () => {
    const pods = await lab.objects.pods(NAMESPACE, "gateway.networking.k8s.io/gateway-name=waypoint");
    return pods.length === 0;
  }, "the waypoint's pod is gone");
  terminal.check(
    "requests go directly, and what ran the waypoint is gone",
    await isDirect(shop),
    "its Deployment, Service and pod went with the Gateway",
  );
  await delay(WATCH_MS);
  await reportLosses(before);
}

async function isThroughWaypoint(shop: Shop): Promise<boolean> {
  return (await waypointUse(shop)).every((isUsed) => isUsed);
}

async function isDirect(shop: Shop): Promise<boolean> {
  return (await waypointUse(shop)).every((isUsed) => !isUsed);
}

/** Of clients on both nodes, for both services. */
function waypointUse(shop: Shop): Promise<readonly boolean[]> {
  const { visitor, cart, addresses } = shop;
  return Promise.all(
    [visitor, cart].flatMap((from) =>
      Object.values(addresses).map(async (ip) => {
        const request = { protocol: "http1", ip, port: PORT, authority: "shop", path: "/" } as const;
        return (await from.ask(request)).headers["server"] === WAYPOINT_SERVER;
      }),
    ),
  );
}

/** `undefined` for an answer of another status than 200. */
async function versionOf(shop: Shop): Promise<string | undefined> {
  const { status, body } = await ask(shop, shop.visitor, {});
  return status === 200 ? (JSON.parse(body) as { readonly version: string }).version : undefined;
}

/** Whether any of so many requests is broken that all being spared is as good as impossible. */
async function hasFault(shop: Shop): Promise<boolean> {
  for (let index = 0; index < SPLIT_REQUESTS; index++) {
    if ((await ask(shop, shop.visitor, {})).status === 503) return true;
  }
  return false;
}

/** No failure for a second, in which there would have been several. */
async function isQuiet({ counts }: Shop): Promise<boolean> {
  const before = await counts();
  await delay(1_000);
  const after = await counts();
  return after.failed === before.failed && after.ok > before.ok;
}

function ask(
  { addresses }: Shop,
  from: LabPod,
  request: { readonly method?: string; readonly path?: string },
): Promise<L7Response> {
  return from.ask({
    path: "/",
    ...request,
    protocol: "http1",
    ip: addresses.catalog,
    port: PORT,
    authority: "catalog",
  });
}

async function addressOf(lab: Lab, service: string): Promise<string> {
  const [address = ""] = await lab.objects.serviceAddresses(NAMESPACE, service);
  return address;
}

function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  return eventually(
    async () => {
      if (!(await isSo())) throw new Error(`${what}: not within ${LIMIT_MS} ms`);
    },
    { timeoutMs: LIMIT_MS, intervalMs: EVERY_MS },
  );
}

/** A label of a Service that is there; without it, it is taken away. */
function attached(name: string, isAttached: boolean): MeshObject {
  const labels = isAttached ? { "istio.io/use-waypoint": "waypoint" } : {};
  return { apiVersion: "v1", kind: "Service", metadata: { name, namespace: NAMESPACE, labels } };
}

function route(name: string, rule: object): MeshObject {
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name, namespace: NAMESPACE },
    spec: { parentRefs: [{ group: "", kind: "Service", name, port: PORT }], rules: [rule] },
  };
}

const GATEWAY: MeshObject = {
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "Gateway",
  metadata: { name: "waypoint", namespace: NAMESPACE },
  spec: {
    gatewayClassName: "istio-waypoint",
    listeners: [{ name: "mesh", port: 15_008, protocol: "HBONE" }],
  },
};

const NEXT_LABELS = { app: "catalog-v2" };

const NEXT_CATALOG: readonly MeshObject[] = [
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "catalog-v2", namespace: NAMESPACE },
    spec: {
      replicas: 1,
      selector: { matchLabels: NEXT_LABELS },
      template: {
        metadata: { labels: NEXT_LABELS },
        spec: {
          serviceAccountName: "catalog",
          terminationGracePeriodSeconds: 5,
          containers: [
            {
              name: "catalog",
              image: "ambit/lab-tools",
              args: ["echo", "--name", "catalog", "--version", "v2"],
              readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 },
            },
          ],
        },
      },
    },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "catalog-v2", namespace: NAMESPACE },
    spec: { selector: NEXT_LABELS, ports: [{ name: "http", port: PORT, targetPort: 8080 }] },
  },
];

const SPLIT = route("catalog", {
  backendRefs: [
    { name: "catalog", port: PORT, weight: 90 },
    { name: "catalog-v2", port: PORT, weight: 10 },
  ],
});

const RETRY = route("web", {
  retry: { codes: [502], attempts: 10, backoff: "10ms" },
  backendRefs: [{ name: "web", port: PORT }],
});

const FAULT: MeshObject = {
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name: "catalog", namespace: NAMESPACE },
  spec: {
    hosts: ["catalog"],
    http: [
      {
        fault: { abort: { httpStatus: 503, percentage: { value: FAULT_PERCENT } } },
        route: [{ destination: { host: "catalog" } }],
      },
    ],
  },
};

const NO_DELETION: MeshObject = {
  apiVersion: "security.istio.io/v1",
  kind: "AuthorizationPolicy",
  metadata: { name: "no-deletion", namespace: NAMESPACE },
  spec: {
    targetRefs: [{ kind: "Service", group: "", name: "catalog" }],
    action: "DENY",
    rules: [
      {
        from: [{ source: { principals: [`cluster.local/ns/${NAMESPACE}/sa/visitor`] } }],
        to: [{ operation: { methods: ["DELETE"], paths: ["/items/*"] } }],
      },
    ],
  },
};
