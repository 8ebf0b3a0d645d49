import type { MtlsMode, PeerAuthentication } from "@ambit/mesh-objects";
import { aPeerAuthentication } from "@ambit/mesh-objects/testing";
import { describe, expect, test } from "vitest";
import { effectiveMode, oldest, peerAuthenticationKeys } from "./effective-mtls.ts";

function of(
  mode: MtlsMode | undefined,
  ports: Readonly<Record<number, MtlsMode>> = {},
): PeerAuthentication | undefined {
  const portLevelMtls = Object.fromEntries(
    Object.entries(ports).map(([port, portMode]) => [port, { mode: portMode }]),
  );
  return mode && aPeerAuthentication({ mtls: { mode }, portLevelMtls });
}

const strict = ["istio-system/istio_converted_static_strict"];
const ports = ["foo/converted_peer_authentication_pa"];
const root = { rootNamespace: "istio-system", isStrict: false };

test.each<
  [mesh: MtlsMode | undefined, namespace: MtlsMode | undefined, workload: MtlsMode | undefined, MtlsMode]
>([
  [undefined, undefined, undefined, "PERMISSIVE"],
  ["UNSET", "UNSET", "UNSET", "PERMISSIVE"],
  ["STRICT", undefined, undefined, "STRICT"],
  ["STRICT", "UNSET", undefined, "STRICT"],
  ["STRICT", "PERMISSIVE", undefined, "PERMISSIVE"],
  ["STRICT", "PERMISSIVE", "UNSET", "PERMISSIVE"],
  ["PERMISSIVE", "STRICT", "UNSET", "STRICT"],
  ["STRICT", "STRICT", "DISABLE", "DISABLE"],
  [undefined, undefined, "STRICT", "STRICT"],
])("mesh %s, namespace %s, workload %s: %s", (mesh, namespace, workload, expected) => {
  const policies = { mesh: of(mesh), namespace: of(namespace), workload: of(workload) };
  expect(effectiveMode(policies)).toBe(expected);
  expect(peerAuthenticationKeys(policies, root)).toEqual(expected === "STRICT" ? strict : []);
});

describe("ports of a workload's own policy", () => {
  test.each<
    [mode: MtlsMode, parent: MtlsMode, ports: Readonly<Record<number, MtlsMode>>, expected: string[]]
  >([
    ["STRICT", "PERMISSIVE", { 80: "PERMISSIVE" }, ports],
    ["STRICT", "PERMISSIVE", { 80: "DISABLE" }, ports],
    ["STRICT", "PERMISSIVE", { 80: "STRICT" }, strict],
    ["PERMISSIVE", "STRICT", { 80: "STRICT" }, ports],
    ["DISABLE", "STRICT", { 80: "STRICT" }, ports],
    ["PERMISSIVE", "STRICT", { 80: "DISABLE" }, []],
    ["UNSET", "STRICT", { 80: "PERMISSIVE" }, ports],
    ["UNSET", "STRICT", { 80: "DISABLE" }, strict],
    ["UNSET", "STRICT", { 80: "STRICT" }, strict],
    ["UNSET", "PERMISSIVE", { 80: "STRICT" }, ports],
    ["UNSET", "PERMISSIVE", { 80: "PERMISSIVE" }, []],
  ])("%s under %s with %j", (mode, parent, portModes, expected) => {
    const policies = { mesh: undefined, namespace: of(parent), workload: of(mode, portModes) };
    expect(peerAuthenticationKeys(policies, root)).toEqual(expected);
  });

  test("DISABLE under STRICT is an exception when strict, for its policy is published", () => {
    const policies = { mesh: of("STRICT"), namespace: undefined, workload: of("UNSET", { 80: "DISABLE" }) };
    expect(peerAuthenticationKeys(policies, { ...root, isStrict: true })).toEqual(ports);
  });
});

test("the oldest counts, and of equally old ones the first by name", () => {
  const aged = (name: string, creationTimestamp: string) =>
    aPeerAuthentication({}, { name, creationTimestamp });
  const policies = [
    aged("new", "2026-01-02T00:00:00Z"),
    aged("b", "2026-01-01T00:00:00Z"),
    aged("a", "2026-01-01T00:00:00Z"),
  ];
  expect(oldest(policies)?.name).toBe("a");
  expect(oldest([])).toBeUndefined();
});
