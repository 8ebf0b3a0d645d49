import { expect, test } from "vitest";
import { dedicatedConfig } from "../config/testing/demo-config.ts";
import { recordedNodeConfig } from "../config/testing/recorded-config.ts";
import { xdsNodeOf } from "./xds-node.ts";

test("a node's proxy is known by its pod", () => {
  const config = { ...recordedNodeConfig("ztunnel-z8grq"), instanceIp: "10.200.0.11" };
  expect(xdsNodeOf(config)).toEqual({
    id: "ztunnel~10.200.0.11~ztunnel-z8grq.istio-system~istio-system.svc.cluster.local",
    metadata: {
      NAME: "ztunnel-z8grq",
      NAMESPACE: "istio-system",
      INSTANCE_IPS: "10.200.0.11",
      NODE_NAME: "n1",
      CLUSTER_ID: "Kubernetes",
      ENABLE_HBONE: "true",
    },
  });
});

test("what is not known is empty, and the address is the one that ztunnel makes up", () => {
  expect(xdsNodeOf(dedicatedConfig({ NODE_NAME: undefined, ISTIO_META_DNS_CAPTURE: "false" }))).toEqual({
    id: "ztunnel~1.1.1.1~.~.svc.cluster.local",
    metadata: { NAME: "", NAMESPACE: "", INSTANCE_IPS: "1.1.1.1", NODE_NAME: "", DNS_CAPTURE: "false" },
  });
});

test("the domain is not that of the cluster", () => {
  const { id } = xdsNodeOf(dedicatedConfig({ POD_NAME: "p", POD_NAMESPACE: "ns", CLUSTER_DOMAIN: "other" }));
  expect(id).toBe("ztunnel~1.1.1.1~p.ns~ns.svc.cluster.local");
});

test("metadata of the configuration: texts, JSON, and it wins", () => {
  const config = dedicatedConfig({
    ISTIO_META_NETWORK: "net",
    ISTIO_META_NAME: "other",
    ISTIO_METAJSON_LABELS: '{"a":["b",1,null]}',
    PROXY_CONFIG: "proxyMetadata: {ISTIO_META_X: y, Z: 'true'}",
  });
  expect(xdsNodeOf(config).metadata).toMatchObject({
    NETWORK: "net",
    NAME: "other",
    LABELS: { a: ["b", 1, null] },
    X: "y",
    Z: "true",
  });
});
