/** A waypoint in a mesh: who gets one, what it does with requests, and what becomes of traffic without it. */
import { fileURLToPath } from "node:url";
import { eventually } from "@ambit/lifecycle/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { idlePod, namespaceObject, type PodShape } from "../enrolment/workloads.ts";
import type { L7Request, L7Response } from "../src/agent-protocol.ts";
import { describeNetns } from "../src/describe-netns.ts";
import { Lab, type PodFacts } from "../src/lab.ts";
import type { LabPod } from "../src/lab-pod.ts";
import type { MeshObject } from "../src/mesh-objects.ts";
import { parseMetrics, sumOfMetric } from "../src/metrics-text.ts";

const LAB = "waypoints";
const NAMESPACE = "l7";
const SERVER = fileURLToPath(new URL("../test-programs/l7-server.ts", import.meta.url));
const PORTS = { http: 80, grpc: 90, tcp: 70 };
/** Until everybody treats traffic as the newest objects say. */
const LIMIT_MS = 20_000;
const EVERY_MS = 100;
const USE = "istio.io/use-waypoint";
const MISSING = "ambit.dev/waypoint-missing";
/** What waypoints add to answers. */
const WAYPOINT_SERVER = "istio-envoy";
const REQUESTS = 200;
/** At the same time. */
const ASKING = 8;

const GATEWAY: MeshObject = {
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "Gateway",
  metadata: { name: "waypoint", namespace: NAMESPACE },
  spec: {
    gatewayClassName: "istio-waypoint",
    listeners: [{ name: "mesh", port: 15_008, protocol: "HBONE" }],
  },
};

describeNetns("a waypoint", () => {
  let lab: Lab;
  let client: LabPod;
  let stranger: LabPod;
  const addresses = new Map<string, string>();

  const ask = (service: string, request: Partial<L7Request> = {}, from = client): Promise<L7Response> => {
    const { protocol = "http1" } = request;
    const port = protocol === "http1" ? PORTS.http : PORTS.grpc;
    const authority = `${service}.${NAMESPACE}:${port}`;
    const ip = addresses.get(service) ?? "";
    return from.ask({ path: "/", ...request, protocol, ip, port, authority });
  };
  const isThroughWaypoint = async (service: string): Promise<boolean> =>
    (await ask(service)).headers["server"] === WAYPOINT_SERVER;
  const label = (labels: Readonly<Record<string, string>>, service = "web"): Promise<void> =>
    lab.apply(serviceObject(service, labels));

  beforeAll(async () => {
    lab = await Lab.up({ name: LAB, nodes: 2 });
    const accounts = ["client", "stranger", "web"];
    await lab.apply(
      namespaceObject(NAMESPACE, true),
      ...accounts.map((name) => accountObject(name)),
      ...["client", "stranger"].map((name) =>
        idlePod({ namespace: NAMESPACE, name, node: "n1", serviceAccount: name }),
      ),
      ...["web-v1", "web-v2", "plain"].map((name) => serverPod({ namespace: NAMESPACE, name, node: "n2" })),
      ...["web", "web-v1", "web-v2", "plain"].map((name) => serviceObject(name)),
      GATEWAY,
      TELEMETRY,
    );
    // With the waypoint.
    await lab.untilReady(NAMESPACE, 6);
    await lab.objects.untilEnrolled(NAMESPACE);
    client = await lab.pod(NAMESPACE, "client");
    stranger = await lab.pod(NAMESPACE, "stranger");
    for (const name of ["web", "web-v1", "web-v2", "plain"]) {
      addresses.set(name, (await lab.objects.serviceAddresses(NAMESPACE, name))[0] ?? "");
    }
  });
  afterAll(async () => {
    await lab?.[Symbol.asyncDispose]();
  });

  beforeEach(async () => {
    await label({});
    await until(async () => expect(await isThroughWaypoint("web")).toBe(false));
  });

  test("serves a service that asks for it, and no other", async () => {
    await label({ [USE]: "waypoint" });
    await until(async () => expect(await isThroughWaypoint("web")).toBe(true));
    expect(await isThroughWaypoint("plain")).toBe(false);
  });

  describe("of a service", () => {
    beforeEach(async () => {
      await label({ [USE]: "waypoint" });
      await until(async () => expect(await isThroughWaypoint("web")).toBe(true));
    });

    test("passes what was asked and answered", async () => {
      const { status, body } = await ask("web", {
        method: "POST",
        path: "/a%20b?x=1",
        headers: { "x-colour": "blue" },
        body: "in the body",
      });
      expect(status).toBe(200);
      expect(JSON.parse(body)).toMatchObject({
        method: "POST",
        path: "/a%20b?x=1",
        body: "in the body",
        headers: { "x-colour": "blue", host: `web.${NAMESPACE}:80` },
      });
    });

    test("passes HTTP/2 and gRPC with their trailers", async () => {
      const plain = await ask("web", { protocol: "http2", path: "/two" });
      expect(plain).toMatchObject({ status: 200, headers: { server: WAYPOINT_SERVER } });
      expect(JSON.parse(plain.body)).toMatchObject({ path: "/two" });
      const call = await ask("web", { protocol: "grpc", path: "/shop.Cart/Add", body: "a book" });
      expect(call).toMatchObject({ status: 0, headers: { server: WAYPOINT_SERVER } });
      expect(call.body).toMatch(/^web-v[12]:a book$/);
      expect(call.trailers["answered-by"]).toMatch(/^web-v[12]$/);
    });

    test("carries TCP on ports that are not HTTP's, with its own address", async () => {
      const connection = await client.connect(addresses.get("web") ?? "", PORTS.tcp);
      if (connection === undefined) throw new Error("the connection is refused");
      await using open = connection;
      await open.send("bytes of any kind");
      await open.end();
      const { text } = await open.receiveAll();
      const [waypoint] = await waypoints();
      expect(text).toContain(`peer=${waypoint?.ip}:`);
      expect(text).toContain("bytes of any kind");
    });

    test("splits requests by weight, and sends those with a header elsewhere", async () => {
      await lab.apply(ROUTE);
      await until(async () => expect(await versionFor({ version: "two" })).toBe("web-v2"));
      const counts = { "web-v1": 0, "web-v2": 0 };
      for (let index = 0; index < REQUESTS; index++) {
        const name = await versionFor({});
        if (name === "web-v1" || name === "web-v2") counts[name]++;
      }
      expect(counts["web-v1"] + counts["web-v2"]).toBe(REQUESTS);
      // 20 expected, standard deviation 4.2: outside once in a hundred million runs.
      expect(counts["web-v2"]).toBeGreaterThan(0);
      expect(counts["web-v2"]).toBeLessThan(46);
      await lab.delete(ROUTE);
    });

    test("refuses a method and a path to one identity, and to nobody else", async () => {
      await lab.apply(POLICY);
      const forbidden = { method: "DELETE", path: "/items/1" };
      await until(async () => expect((await ask("web", forbidden, stranger)).status).toBe(403));
      expect((await ask("web", forbidden, stranger)).body).toBe("RBAC: access denied");
      expect((await ask("web", forbidden)).status).toBe(200);
      expect((await ask("web", { path: "/items/1" }, stranger)).status).toBe(200);
      expect((await ask("web", { method: "DELETE", path: "/x/../items/./1" }, stranger)).status).toBe(403);
      await lab.delete(POLICY);
      await until(async () => expect((await ask("web", forbidden, stranger)).status).toBe(200));
    });

    test("tells requests in its metrics and in its access log", async () => {
      await ask("web", { path: "/told" });
      await ask("web", { protocol: "grpc", path: "/shop.Cart/Add" });
      const [facts] = await waypoints();
      const waypoint = await lab.pod(NAMESPACE, facts?.name ?? "");
      await until(async () => {
        const samples = parseMetrics((await waypoint.http(15_020, "/stats/prometheus")).body);
        const labels = {
          reporter: "waypoint",
          source_principal: `spiffe://cluster.local/ns/${NAMESPACE}/sa/client`,
          destination_service_name: "web",
          response_code: "200",
          connection_security_policy: "mutual_tls",
        };
        expect(
          sumOfMetric(samples, "istio_requests_total", { ...labels, request_protocol: "http" }),
        ).toBeGreaterThan(0);
        expect(
          sumOfMetric(samples, "istio_requests_total", { ...labels, request_protocol: "grpc" }),
        ).toBeGreaterThan(0);
        const log = await lab.command("logs", `${NAMESPACE}/${facts?.name}`, "--tail", "50");
        expect(log).toMatch(/"GET \/told HTTP\/1\.1" 200 - /);
      });
    });
  });

  test("serves all services of a namespace that asks for it, but those that do not want one", async () => {
    await label({ [USE]: "none" });
    await lab.label(NAMESPACE, { [USE]: "waypoint" });
    await until(async () => expect(await isThroughWaypoint("plain")).toBe(true));
    await until(async () => expect(await isThroughWaypoint("web")).toBe(false));
    await lab.label(NAMESPACE, { [USE]: null });
    await until(async () => expect(await isThroughWaypoint("plain")).toBe(false));
  });

  test("that does not exist is no obstacle, as in Istio, unless the service says that it is one", async () => {
    await label({ [USE]: "nowhere" });
    expect((await ask("web")).status).toBe(200);
    await label({ [USE]: "nowhere", [MISSING]: "deny" });
    await until(() => expect(ask("web")).rejects.toThrow());
    await label({ [USE]: "nowhere" });
    await until(async () => expect((await ask("web")).status).toBe(200));
    expect(await isThroughWaypoint("web")).toBe(false);
  });

  test("that was there and does not run any more lets nothing past", async () => {
    await label({ [USE]: "waypoint" });
    await until(async () => expect(await isThroughWaypoint("web")).toBe(true));
    await scaleWaypoint(0);
    await lab.untilReady(NAMESPACE, 5);
    await until(() => expect(ask("web")).rejects.toThrow());
    for (let index = 0; index < 20; index++) await expect(ask("web")).rejects.toThrow();
    expect(await isThroughWaypoint("plain")).toBe(false);
    await scaleWaypoint(1);
    await until(async () => expect(await isThroughWaypoint("web")).toBe(true));
  });

  test("that leaves while it is in use serves on until its clients know, and no request is lost", async () => {
    await label({ [USE]: "waypoint" });
    await until(async () => expect(await isThroughWaypoint("web")).toBe(true));
    const statuses: number[] = [];
    let isOver = false;
    const lanes = Array.from({ length: ASKING }, async () => {
      while (!isOver) statuses.push((await ask("web")).status);
    });
    const asking = Promise.all(lanes);
    asking.catch(() => undefined);
    try {
      await Promise.all([lab.delete(GATEWAY), label({})]);
      await until(async () => expect(await waypoints()).toEqual([]));
    } finally {
      isOver = true;
    }
    await asking;
    await lab.apply(GATEWAY);
    await lab.untilReady(NAMESPACE, 6);
    expect(statuses.length).toBeGreaterThan(3 * ASKING);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  });

  test("that is deleted is gone with everything that ran it, and traffic goes directly", async () => {
    await label({ [USE]: "waypoint" });
    await until(async () => expect(await isThroughWaypoint("web")).toBe(true));
    await lab.delete(GATEWAY);
    await lab.untilReady(NAMESPACE, 5);
    await until(async () => expect(await isThroughWaypoint("web")).toBe(false));
    await lab.apply(GATEWAY);
    await lab.untilReady(NAMESPACE, 6);
    await until(async () => expect(await isThroughWaypoint("web")).toBe(true));
  });

  async function waypoints(): Promise<readonly PodFacts[]> {
    return lab.objects.pods(NAMESPACE, "gateway.networking.k8s.io/gateway-name=waypoint");
  }

  async function versionFor(headers: Readonly<Record<string, string>>): Promise<unknown> {
    const { body } = await ask("web", { headers });
    return (JSON.parse(body) as { readonly name: unknown }).name;
  }

  async function scaleWaypoint(replicas: number): Promise<void> {
    const metadata = { name: "waypoint", namespace: NAMESPACE };
    const resource = { group: "apps", version: "v1", plural: "deployments", isNamespaced: true };
    await lab.api.patch(resource, metadata, { kind: "merge", body: { spec: { replicas } } });
  }
});

const PARENT = { kind: "Service", group: "", name: "web", port: PORTS.http };

const ROUTE: MeshObject = {
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "HTTPRoute",
  metadata: { name: "web", namespace: NAMESPACE },
  spec: {
    parentRefs: [PARENT],
    rules: [
      {
        matches: [{ headers: [{ name: "version", value: "two" }] }],
        backendRefs: [{ name: "web-v2", port: PORTS.http }],
      },
      {
        backendRefs: [
          { name: "web-v1", port: PORTS.http, weight: 90 },
          { name: "web-v2", port: PORTS.http, weight: 10 },
        ],
      },
    ],
  },
};

const POLICY: MeshObject = {
  apiVersion: "security.istio.io/v1",
  kind: "AuthorizationPolicy",
  metadata: { name: "no-deletion", namespace: NAMESPACE },
  spec: {
    targetRefs: [{ kind: "Service", group: "", name: "web" }],
    action: "DENY",
    rules: [
      {
        from: [{ source: { principals: [`cluster.local/ns/${NAMESPACE}/sa/stranger`] } }],
        to: [{ operation: { methods: ["DELETE"], paths: ["/items/*"] } }],
      },
    ],
  },
};

const TELEMETRY: MeshObject = {
  apiVersion: "telemetry.istio.io/v1",
  kind: "Telemetry",
  metadata: { name: "all", namespace: NAMESPACE },
  spec: { accessLogging: [{ providers: [{ name: "envoy" }] }] },
};

function until(check: () => Promise<void>): Promise<void> {
  return eventually(check, { timeoutMs: LIMIT_MS, intervalMs: EVERY_MS });
}

function accountObject(name: string): MeshObject {
  return { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace: NAMESPACE } };
}

function serverPod(shape: PodShape): MeshObject {
  const app = shape.name.startsWith("web-") ? "web" : shape.name;
  const { spec, ...pod } = idlePod({ ...shape, serviceAccount: "web", labels: { app, version: shape.name } });
  const container = {
    name: "app",
    image: "busybox",
    command: [process.execPath, SERVER, shape.name],
    readinessProbe: { tcpSocket: { port: 7070 }, periodSeconds: 1 },
  };
  return { ...pod, spec: { ...Object(spec), containers: [container] } };
}

function serviceObject(name: string, labels: Readonly<Record<string, string>> = {}): MeshObject {
  const selector = name.startsWith("web-") ? { version: name } : { app: name };
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: NAMESPACE, labels },
    spec: {
      selector,
      ports: [
        { name: "http", port: PORTS.http, targetPort: 8080 },
        { name: "app", port: PORTS.grpc, targetPort: 9090, appProtocol: "kubernetes.io/h2c" },
        { name: "tcp", port: PORTS.tcp, targetPort: 7070 },
      ],
    },
  };
}
