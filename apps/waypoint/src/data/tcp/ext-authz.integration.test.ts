// Connections that are not HTTP, about which somebody else is asked: a real gRPC server behind a real waypoint thread.
import { aProvider } from "@ambit/authz/testing";
import { meshIp } from "@ambit/data-plane/testing";
import type { AuthorizationProvider, HttpPolicy } from "@ambit/model/http";
import { anHttpPolicy, aPolicyRule, aWaypointSettings } from "@ambit/model/http/testing";
import { aService, aWorkload, serviceResource, workloadResource } from "@ambit/model/testing";
import { CheckResponse } from "@ambit/proto/ext-authz";
import { expect, test } from "vitest";
import { GrpcAuthzServer, type GrpcEnd } from "../http/testing/authz-servers.ts";
import { anEndpoint, echoMesh, VIP, WaypointWorld } from "../testing/waypoint-plane.ts";

const SERVER = meshIp(5);
const AUTHZ = meshIp(7);
const HOST = "ext-authz.auth.svc.cluster.local";
const SERVICE = `auth/${HOST}`;
const TARGET = `${VIP}:80`;
const PORT = 9000;

const CUSTOM = anHttpPolicy({ action: "custom", provider: "provider", rules: [aPolicyRule({})] });
const ALLOWED = CheckResponse.fromObject({ status: { code: 0 } });
const DENIED = CheckResponse.fromObject({ status: { code: 7 } });

function worldWith(
  provider: Partial<AuthorizationProvider> = {},
  policies: readonly HttpPolicy[] = [CUSTOM],
  protocol: "TCP" | "HBONE" = "TCP",
): WaypointWorld {
  const workload = aWorkload({
    uid: "authz",
    name: "authz",
    // The identity that servers of this world have.
    namespace: "shop",
    serviceAccount: "server",
    workloadIps: [AUTHZ],
    protocol,
    services: [SERVICE],
  });
  const made = new WaypointWorld([
    ...echoMesh([anEndpoint(SERVER)]),
    serviceResource(
      aService({ namespace: "auth", hostname: HOST, vips: [], ports: new Map([[PORT, PORT]]) }),
    ),
    workloadResource(workload, new Map([[SERVICE, new Map([[PORT, PORT]])]])),
  ]);
  const providers = [aProvider({ service: SERVICE, port: PORT, ...provider })];
  made.configure({ policies }, aWaypointSettings({ providers }));
  return made;
}

function authz(answer: () => GrpcEnd): Promise<GrpcAuthzServer> {
  return GrpcAuthzServer.listen(answer, `${AUTHZ}:${PORT}`);
}

/** As the world's own, and the server of this process has its turns too. */
async function until(waypoint: WaypointWorld, isDone: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!isDone()) {
    if (performance.now() > deadline) throw new Error("condition not reached in time");
    waypoint.turns(1);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("a connection that the provider allows goes on", async () => {
  await using provider = await authz(() => ALLOWED);
  using waypoint = worldWith();
  const server = waypoint.server(SERVER);
  const stream = waypoint.client().request(TARGET);
  await until(waypoint, () => stream.status !== undefined);
  expect(stream.status).toBe("200");
  expect(provider.questions).toMatchObject([
    {
      attributes: {
        source: { principal: "spiffe://cluster.local/ns/shop/sa/client" },
        destination: { address: { socketAddress: { address: VIP, portValue: 80 } } },
      },
    },
  ]);
  expect(provider.questions[0]?.attributes?.request).toBeFalsy();
  // What it was asked about once counts for as long as the same policy asks for it.
  waypoint.configure(
    { policies: [CUSTOM] },
    aWaypointSettings({ providers: [aProvider({ service: SERVICE })] }),
  );
  stream.send("ping", true);
  await until(waypoint, () => server.request.isEnded);
  expect(server.request.text).toBe("ping");
  waypoint.configure({ policies: [{ ...CUSTOM, name: "another" }] });
  await until(waypoint, () => stream.isReset);
});

test("one that it refuses is refused, and nobody is connected to", async () => {
  await using _provider = await authz(() => DENIED);
  using waypoint = worldWith();
  const server = waypoint.server(SERVER);
  const stream = waypoint.client().request(TARGET);
  await until(waypoint, () => stream.status !== undefined && waypoint.accessLines().length > 0);
  expect(stream.status).toBe("403");
  expect(server.requests).toHaveLength(0);
  expect(waypoint.accessLines()[0]?.["error"]).toContain("ext_authz_denied");
});

test("DENY still counts", async () => {
  await using provider = await authz(() => ALLOWED);
  const deny = anHttpPolicy({ action: "deny", rules: [aPolicyRule({})] });
  using waypoint = worldWith({}, [deny, CUSTOM]);
  const stream = waypoint.client().request(TARGET);
  await until(waypoint, () => stream.status !== undefined);
  expect(stream.status).toBe("403");
  expect(provider.questions).toHaveLength(1);
});

test.each([
  [false, "403"],
  [true, "200"],
])("without an answer it is refused, unless the provider is to fail open: %s", async (failOpen, status) => {
  await using provider = await authz(() => "silence");
  using waypoint = worldWith({ failOpen, timeoutMs: 100 });
  waypoint.server(SERVER);
  const stream = waypoint.client().request(TARGET);
  await until(waypoint, () => stream.status !== undefined);
  expect(stream.status).toBe(status);
  await until(waypoint, () => provider.cancelled === 1);
});

test("a provider that does not exist refuses", async () => {
  using waypoint = worldWith({ service: undefined });
  const stream = waypoint.client().request(TARGET);
  await until(waypoint, () => stream.status !== undefined);
  expect(stream.status).toBe("403");
});

test("a client that leaves meanwhile ends the question", async () => {
  await using provider = await authz(() => "silence");
  using waypoint = worldWith();
  const stream = waypoint.client().request(TARGET);
  await until(waypoint, () => provider.questions.length === 1);
  stream.require().reset(8);
  await until(waypoint, () => provider.cancelled === 1);
});

test("a provider in the mesh is asked through a tunnel, by the waypoint's own identity", async () => {
  using waypoint = worldWith({}, [CUSTOM], "HBONE");
  const provider = waypoint.server(AUTHZ);
  waypoint.client().request(TARGET);
  await until(waypoint, () => provider.requests.length === 1);
  expect(provider.request.header(":authority")).toBe(`${AUTHZ}:${PORT}`);
  expect(provider.peers[0]?.peer?.uriSans).toEqual(["spiffe://cluster.local/ns/shop/sa/waypoint"]);
  await until(waypoint, () => provider.request.text.startsWith("PRI * HTTP/2.0"));
});
