import { parseXdsNodeId, type XdsNode, type XdsNodeId } from "@ambit/xds";
import { describe, expect, test } from "vitest";
import type { Authentication } from "../ca/authentication.ts";
import type { Caller } from "../ca/caller.ts";
import { aPeer } from "../ca/testing/a-peer.ts";
import { waypointOf, XdsAccess, type XdsAccessOptions } from "./xds-access.ts";

const ztunnel: Caller = {
  identities: ["spiffe://cluster.local/ns/istio-system/sa/ztunnel"],
  account: undefined,
};

function access(change: Partial<XdsAccessOptions> = {}, authentication?: Authentication): XdsAccess {
  return new XdsAccess({
    authenticator: { authenticate: () => Promise.resolve(authentication ?? { ok: true, caller: ztunnel }) },
    isAuthenticating: true,
    isCheckingIdentity: true,
    areZtunnelsServed: true,
    accountOf: (gateway) => (gateway === "shop/waypoint" ? "waypoint" : undefined),
    ...change,
  });
}

function aNode(id: string, metadata: Readonly<Record<string, string>> = {}): [XdsNode, XdsNodeId] {
  const parsed = parseXdsNodeId(id);
  if (!("type" in parsed)) throw new Error(parsed.message);
  return [{ id, metadata }, parsed];
}

const ID = "ztunnel~10.0.0.1~ztunnel-a.istio-system~istio-system.svc.cluster.local";

describe("on the TLS port", () => {
  test("a caller who proves an identity comes in with it", async () => {
    expect(await access().authenticate(aPeer())).toEqual({ caller: ztunnel });
  });

  test.each([
    { isTemporary: false, code: 16 },
    { isTemporary: true, code: 14 },
  ])("one who does not is refused with $code", async ({ isTemporary, code }) => {
    expect(await access({}, { ok: false, isTemporary }).authenticate(aPeer())).toMatchObject({
      status: { code },
    });
  });

  test("nobody is asked where XDS_AUTH is off", async () => {
    const open = access({ isAuthenticating: false }, { ok: false, isTemporary: false });
    expect(await open.authenticate(aPeer())).toEqual({ caller: undefined });
  });
});

describe("a node", () => {
  test.each([
    { metadata: {} },
    { metadata: { NAMESPACE: "istio-system" } },
    { metadata: { NAMESPACE: "istio-system", SERVICE_ACCOUNT: "ztunnel" } },
  ])("with $metadata is the caller's", ({ metadata }) => {
    expect(access().checkNode(...aNode(ID, metadata), ztunnel)).toBeUndefined();
  });

  test.each([
    { metadata: { NAMESPACE: "app" }, shown: "app/" },
    { metadata: { SERVICE_ACCOUNT: "other" }, shown: "istio-system/other" },
    { metadata: { NAMESPACE: "app", SERVICE_ACCOUNT: "ztunnel" }, shown: "app/ztunnel" },
  ])("with $metadata is not", ({ metadata, shown }) => {
    expect(access().checkNode(...aNode(ID, metadata), ztunnel)).toEqual({
      code: 7,
      message: `authorization failed: no identities ([spiffe://cluster.local/ns/istio-system/sa/ztunnel]) matched ${shown}`,
    });
  });

  test("of somebody whom nobody asked may be any", () => {
    expect(access().checkNode(...aNode(ID, { NAMESPACE: "app" }), undefined)).toBeUndefined();
    expect(
      access({ isCheckingIdentity: false }).checkNode(...aNode(ID, { NAMESPACE: "app" }), ztunnel),
    ).toBeUndefined();
  });

  test("of kind ztunnel is refused where ambient is off, others are not", () => {
    const off = access({ areZtunnelsServed: false });
    expect(off.checkNode(...aNode(ID), ztunnel)?.code).toBe(7);
    expect(off.checkNode(...aNode(ID.replace("ztunnel~", "waypoint~")), ztunnel)).toBeUndefined();
  });
});

describe("a waypoint", () => {
  const ID_OF_WAYPOINT = "waypoint~10.0.0.2~waypoint-x.shop~shop.svc.cluster.local";
  const callerOf = (account: string): Caller => ({
    identities: [`spiffe://cluster.local/ns/shop/sa/${account}`],
    account: undefined,
  });
  const labelled = (name: string) =>
    [
      { id: ID_OF_WAYPOINT, metadata: { LABELS: { "gateway.networking.k8s.io/gateway-name": name } } },
      aNode(ID_OF_WAYPOINT)[1],
    ] as const;

  test.each([
    { name: "waypoint", account: "waypoint", code: undefined },
    { name: "waypoint", account: "other", code: 7 },
    { name: "gone", account: "waypoint", code: 14 },
  ])("of Gateway $name that runs as $account ends with $code", ({ name, account, code }) => {
    expect(access().checkNode(...labelled(name), callerOf(account))?.code).toBe(code);
  });

  test("has what is for its Gateway, and other proxies have nothing of the kind", () => {
    expect(waypointOf(...labelled("waypoint"))).toBe("shop/waypoint");
    expect(waypointOf(...aNode(ID_OF_WAYPOINT))).toBe("");
    expect(waypointOf(...aNode(ID))).toBe("");
  });
});
