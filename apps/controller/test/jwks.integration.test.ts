// Keys that tokens are verified with, from a real issuer through a real controller to a waypoint.

import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { decodeWaypointService, WAYPOINT_SERVICE_TYPE } from "@ambit/model/http/proto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Rig, type RunningController, soon } from "./rig.ts";
import { TestProxy } from "./test-proxy.ts";

const SHOP = { namespace: "shop" };
const NAME = "shop/echo.shop.svc.cluster.local";

let rig: Rig;
let issuer: Server;
let answer: { status: number; body: string };
let url: string;

beforeEach(async () => {
  answer = { status: 200, body: keySet("first") };
  issuer = createServer((_request, response) => response.writeHead(answer.status).end(answer.body));
  issuer.listen(0, "127.0.0.1");
  await once(issuer, "listening");
  url = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/keys`;
  rig = await aMesh();
}, 60_000);

afterEach(async () => {
  await rig[Symbol.asyncDispose]();
  issuer.closeAllConnections();
  issuer.close();
  await once(issuer, "close");
});

test("a waypoint gets keys from where they are, and the new ones when they are rotated", async () => {
  await rig.create(tokensFrom(url));
  await using controller = await rig.controller({
    env: { PILOT_JWT_PUB_KEY_REFRESH_INTERVAL: "100ms" },
    keyFetching: { isAllowedAddress: () => true },
  });
  await using proxy = await waypointOf(controller);
  // The first that it is told: nobody's good token is refused because the control plane has begun anew.
  expect(keysOf(proxy)).toEqual([answer.body]);
  answer = { status: 200, body: keySet("second") };
  await soon(() => expect(keysOf(proxy)).toEqual([keySet("second")]));
});

test("keys that cannot be fetched refuse every token, and the metrics and the log say so", async () => {
  answer = { status: 503, body: "" };
  await using controller = await rig.controller({ keyFetching: { isAllowedAddress: () => true } });
  await rig.create(tokensFrom(url));
  await using proxy = await waypointOf(controller);
  await soon(async () => {
    expect(keysOf(proxy)).toEqual([""]);
    const metrics = await controller.get("/metrics");
    expect(metrics).toMatch(/^pilot_jwks_resolver_network_fetch_fail_total 1$/m);
    expect(metrics).toContain('ambit_object_problems{kind="RequestAuthentication",object="shop/tokens"} 1');
  });
  expect(await controller.log()).toContain(`${url} answers with status 503`);
});

test("nobody makes the control plane fetch from itself", async () => {
  await using controller = await rig.controller();
  let asked = 0;
  issuer.on("request", () => asked++);
  await rig.create(tokensFrom(url));
  await soon(async () => {
    const log = await controller.log();
    expect(log).toContain("127.0.0.1 is an address of this machine or of its link");
  });
  expect(asked).toBe(0);
});

function keySet(kid: string): string {
  keys[kid] ??= generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" });
  return JSON.stringify({ keys: [{ ...keys[kid], kid }] });
}

const keys: Record<string, object> = {};

function keysOf(proxy: TestProxy): readonly string[] {
  const payload = proxy.payload(WAYPOINT_SERVICE_TYPE, NAME) ?? new Uint8Array();
  const config = decodeWaypointService(payload);
  return config.kind === "service" ? config.service.jwtRules.map(({ jwks }) => jwks) : [];
}

async function waypointOf(controller: RunningController): Promise<TestProxy> {
  const pod = await rig.pod("w-x", { ...SHOP, account: "w", ip: "10.0.0.3", isEnrolled: false });
  const endpoint = controller.endpoint(await rig.token("shop", "w", { pod }));
  const node = {
    id: "waypoint~10.0.0.3~w-x.shop~shop.svc.cluster.local",
    metadata: {
      NAMESPACE: "shop",
      SERVICE_ACCOUNT: "w",
      LABELS: { "gateway.networking.k8s.io/gateway-name": "w" },
    },
  };
  return TestProxy.open({ endpoint, node, typeUrls: [WAYPOINT_SERVICE_TYPE] });
}

function tokensFrom(jwksUri: string) {
  const targetRefs = [{ kind: "Service", group: "", name: "echo" }];
  return {
    kind: "RequestAuthentication",
    metadata: { name: "tokens", ...SHOP },
    spec: { targetRefs, jwtRules: [{ issuer: "https://issuer.example", jwksUri }] },
  };
}

async function aMesh(): Promise<Rig> {
  const made = await Rig.open();
  await made.create({ kind: "Namespace", metadata: { name: "shop" } });
  await made.create({
    kind: "Gateway",
    metadata: { name: "w", ...SHOP },
    spec: {
      gatewayClassName: "istio-waypoint",
      listeners: [{ name: "mesh", port: 15_008, protocol: "HBONE" }],
    },
  });
  await made.create({
    kind: "Service",
    metadata: { name: "echo", ...SHOP, labels: { "istio.io/use-waypoint": "w" } },
    spec: { ports: [{ name: "http", port: 80 }] },
  });
  return made;
}
