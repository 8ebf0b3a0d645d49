import type { HttpRequest, HttpResponse } from "@ambit/http-server";
import { LogFilter } from "@ambit/telemetry";
import type { XdsConnectionState } from "@ambit/xds-grpc";
import { describe, expect, test } from "vitest";
import { decideDebugAccess } from "./debug-access.ts";
import { type DebugSources, debugHandler } from "./debug-server.ts";
import type { XdsCaller } from "./xds-access.ts";

const ADDRESS = "type.googleapis.com/istio.workload.Address";

function aConnection(pod: string, namespace: string): XdsConnectionState<XdsCaller> {
  const nodeId = { type: "ztunnel", ip: "10.0.0.1", name: pod, namespace, domain: "" } as const;
  return {
    id: 7,
    peer: { address: "10.0.0.1", name: "10.0.0.1:4000", isTls: true, certificate: undefined },
    caller: { identities: ["spiffe://cluster.local/ns/istio-system/sa/ztunnel"], account: undefined },
    connectedAtMs: 1_000,
    node: { id: `ztunnel~10.0.0.1~${pod}.${namespace}~x`, metadata: { CLUSTER_ID: "Kubernetes" } },
    nodeId,
    types: [
      {
        typeUrl: ADDRESS,
        isWildcard: true,
        subscribedNames: 0,
        sentNonce: "2026-11-23T03:33:28Z/95abc",
        ackedNonce: "2026-11-23T03:33:28Z/95abc",
        error: undefined,
        sentAtMs: 2_000,
      },
    ],
  };
}

function setUp(options: { readonly identity?: string; readonly hasHeap?: boolean } = {}) {
  const filter = LogFilter.parse("info");
  const ended: number[] = [];
  const pushed: boolean[] = [];
  const sources: DebugSources = {
    wallMs: (monotonicMs) => Date.UTC(2026, 10, 23) + monotonicMs,
    connections: () => [aConnection("ztunnel-a", "istio-system"), aConnection("waypoint-b", "app")],
    ambient: () => ({ workloads: [], services: [], policies: [] }),
    configOf: ({ nodeId }) => [{ "@type": ADDRESS, workload: { name: nodeId?.name } }],
    meshConfig: () => ({ trustDomain: "cluster.local" }),
    policies: () => [{ name: "deny", namespace: "app" }],
    configs: () => [{ kind: "AuthorizationPolicy", name: "deny", namespace: "app" }],
    networks: () => [],
    clusters: () => [{ id: "Kubernetes", secretName: "", syncStatus: "synced" }],
    push: () => pushed.push(true),
    collections: () => [],
    informers: () => [],
    problems: () => [],
    logLevels: {
      describe: () => filter.toString(),
      change: ({ directives = "" }) => filter.replace(filter.with(directives)),
    },
    disconnect: (id) => ended.push(id) > 0,
    heap:
      options.hasHeap === true
        ? { statistics: () => ({ rss: 1 }), writeSnapshot: () => "/tmp/x" }
        : undefined,
  };
  const { identity } = options;
  const authenticator = {
    authenticate: () =>
      Promise.resolve(
        identity === undefined
          ? ({ ok: false, isTemporary: false } as const)
          : ({ ok: true, caller: { identities: [identity], account: undefined } } as const),
      ),
  };
  const handler = debugHandler({
    sources,
    decideAccess: (request) => decideDebugAccess(request, { authenticator, systemNamespace: "istio-system" }),
  });
  const ask = async (target: string, request: Partial<HttpRequest> = {}): Promise<HttpResponse> => {
    const [path = "", query = ""] = target.split("?");
    return handler({
      method: "GET",
      path,
      query: new URLSearchParams(query),
      client: "10.1.2.3",
      header: () => undefined,
      ...request,
    });
  };
  return { ask, ended, pushed };
}

const json = ({ body }: HttpResponse): unknown => JSON.parse(typeof body === "string" ? body : "");
const LOCAL = { client: "::ffff:127.0.0.1" };

describe("a caller on this machine", () => {
  test("sees what istioctl reads, in its form", async () => {
    const { ask } = setUp();
    expect(json(await ask("/debug/syncz", LOCAL))).toMatchObject([
      {
        cluster_id: "Kubernetes",
        proxy: "ztunnel-a.istio-system",
        proxy_type: "ztunnel",
        resources: {
          [ADDRESS]: {
            sent: "2026-11-23T03:33:28Z/95abc",
            acked: "2026-11-23T03:33:28Z/95abc",
            sentTime: "2026-11-23T00:00:02.000Z",
          },
        },
      },
      { proxy: "waypoint-b.app" },
    ]);
    expect(json(await ask("/debug/ambientz", LOCAL))).toEqual({ workloads: [], services: [], policies: [] });
    expect(json(await ask("/debug/connections", LOCAL))).toMatchObject({
      totalClients: 2,
      clients: [{ connectionId: "ztunnel-a.istio-system-7", watches: { [ADDRESS]: "*" } }, {}],
    });
    expect(json(await ask("/debug/list", LOCAL))).toContain("/debug/config_dump");
  });

  test.each([
    { target: "/debug/config_dump", status: 400 },
    { target: "/debug/config_dump?proxyID=nobody.app", status: 404 },
    { target: "/debug/config_dump?proxyID=ztunnel-a.istio-system", status: 200 },
    { target: "/debug/nothing", status: 404 },
    { target: "/debug/constructor", status: 404 },
    { target: "/debug/heap", status: 403 },
    { target: "/debug/force_disconnect?proxyID=ztunnel-a.istio-system", status: 403 },
    { target: "/debug/", status: 200 },
  ])("asking for $target gets $status", async ({ target, status }) => {
    expect((await setUp().ask(target, LOCAL)).status).toBe(status);
  });

  test("sees who is connected under both names, and can have all offered what is new", async () => {
    const { ask, pushed } = setUp();
    expect(json(await ask("/debug/adsz", LOCAL))).toEqual(json(await ask("/debug/connections", LOCAL)));
    expect(pushed).toEqual([]);
    expect(await ask("/debug/adsz?push=true", LOCAL)).toMatchObject({
      status: 200,
      body: "Pushed to 2 servers\n",
    });
    expect(pushed).toEqual([true]);
  });

  test("sees policies, objects and clusters", async () => {
    const { ask } = setUp();
    expect(json(await ask("/debug/authorizationz", LOCAL))).toEqual([{ name: "deny", namespace: "app" }]);
    expect(json(await ask("/debug/configz", LOCAL))).toMatchObject([{ kind: "AuthorizationPolicy" }]);
    expect(json(await ask("/debug/clusterz", LOCAL))).toMatchObject([
      { id: "Kubernetes", syncStatus: "synced" },
    ]);
    expect(json(await ask("/debug/networkz", LOCAL))).toEqual([]);
  });

  test("changes log levels", async () => {
    const { ask } = setUp();
    const changed = await ask("/debug/logging?level=ca=debug", { ...LOCAL, method: "POST" });
    expect(changed).toMatchObject({ status: 200, body: "ca=debug,info\n" });
    const bad = await ask("/debug/logging?level=ca=loud", { ...LOCAL, method: "POST" });
    expect(bad.status).toBe(400);
    expect((await ask("/debug/logging", LOCAL)).body).toBe("ca=debug,info\n");
  });

  test("sees memory and ends streams where that is offered", async () => {
    const { ask, ended } = setUp({ hasHeap: true });
    expect(json(await ask("/debug/heap", LOCAL))).toEqual({ rss: 1 });
    const target = "/debug/force_disconnect?proxyID=ztunnel-a.istio-system";
    expect((await ask(target, LOCAL)).status).toBe(405);
    expect((await ask(target, { ...LOCAL, method: "POST" })).status).toBe(200);
    expect(ended).toEqual([7]);
    const unknown = "/debug/force_disconnect?proxyID=x.y";
    expect((await ask(unknown, { ...LOCAL, method: "POST" })).status).toBe(404);
  });
});

describe("a caller from elsewhere", () => {
  test.each(["/debug/ambientz", "/debug/config_dump?proxyID=waypoint-b.app", "/debug/list"])(
    "without an identity gets nothing of %s",
    async (target) => {
      expect((await setUp().ask(target)).status).toBe(401);
    },
  );

  test("of the control plane's own namespace sees everything", async () => {
    const { ask } = setUp({ identity: "spiffe://cluster.local/ns/istio-system/sa/istioctl" });
    expect((await ask("/debug/ambientz")).status).toBe(200);
  });

  test.each([
    { target: "/debug/ambientz", status: 403 },
    { target: "/debug/syncz", status: 403 },
    { target: "/debug/logging", status: 403 },
    { target: "/debug/config_dump", status: 400 },
    { target: "/debug/config_dump?proxyID=waypoint-b.app", status: 200 },
    { target: "/debug/config_dump?proxyID=nobody.app", status: 404 },
    { target: "/debug/config_dump?proxyID=ztunnel-a.istio-system", status: 403 },
    { target: "/debug/config_dump?proxyID=nobody.istio-system", status: 403 },
  ])("of another namespace asking for $target gets $status", async ({ target, status }) => {
    const { ask } = setUp({ identity: "spiffe://cluster.local/ns/app/sa/client" });
    expect((await ask(target)).status).toBe(status);
  });
});
