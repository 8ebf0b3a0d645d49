import { describe, expect, test } from "vitest";
import { findSidecar } from "./sidecar.ts";

interface Parts {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly proxy?: Readonly<Record<string, unknown>>;
  readonly initContainers?: readonly unknown[];
  readonly containers?: readonly unknown[];
}

function aPod({
  annotations = {},
  labels = {},
  proxy = {},
  initContainers = [],
  containers,
}: Parts = {}): Readonly<Record<string, unknown>> {
  const injected = { "sidecar.istio.io/status": "{}", ...annotations };
  return {
    metadata: { annotations: injected, labels },
    spec: {
      initContainers,
      containers: containers ?? [
        { name: "app" },
        { name: "istio-proxy", args: ["proxy", "sidecar"], ...proxy },
      ],
    },
  };
}

describe("a sidecar", () => {
  test("is known by its container, with what the rules depend on", () => {
    const pod = aPod({
      annotations: { "traffic.sidecar.istio.io/excludeInboundPorts": "80", "example.com/other": "x" },
      proxy: {
        env: [
          { name: "ISTIO_META_DNS_CAPTURE", value: "true" },
          { name: "POD_NAME", valueFrom: {} },
        ],
        securityContext: { runAsUser: 1500, runAsGroup: 1600 },
      },
    });
    expect(findSidecar(pod)).toEqual({
      annotations: { "traffic.sidecar.istio.io/excludeInboundPorts": "80" },
      environment: { ISTIO_META_DNS_CAPTURE: "true" },
      proxyUid: 1500,
      proxyGid: 1600,
    });
  });

  test("may be an init container that stays", () => {
    const pod = aPod({ containers: [{ name: "app" }], initContainers: [{ name: "istio-proxy" }] });
    expect(findSidecar(pod)).toBeDefined();
  });

  test.each<[string, Parts]>([
    ["programs its pod by istio-init", { initContainers: [{ name: "istio-init" }] }],
    ["is not there", { containers: [{ name: "app" }] }],
    ["has Envoy switched off", { proxy: { env: [{ name: "DISABLE_ENVOY", value: "true" }] } }],
    ["is a gateway", { proxy: { args: ["proxy", "router"] } }],
    ["is switched off by label", { labels: { "sidecar.istio.io/inject": "false" } }],
    ["is switched off by annotation", { annotations: { "sidecar.istio.io/inject": "false" } }],
  ])("that %s is left alone", (_name, parts) => {
    expect(findSidecar(aPod(parts))).toBeUndefined();
  });

  test("without the injector's annotation is left alone", () => {
    expect(findSidecar({ ...aPod(), metadata: { annotations: {} } })).toBeUndefined();
  });

  test("is wanted where the label says so and the annotation does not", () => {
    const name = "sidecar.istio.io/inject";
    expect(findSidecar(aPod({ labels: { [name]: "true" }, annotations: { [name]: "false" } }))).toBeDefined();
  });
});
