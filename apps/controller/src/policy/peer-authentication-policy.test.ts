import type { MtlsMode } from "@ambit/mesh-objects";
import { aPeerAuthentication } from "@ambit/mesh-objects/testing";
import { Action, Scope } from "@ambit/proto/authorization";
import { expect, test } from "vitest";
import { convertPortModes, staticStrictPolicy } from "./peer-authentication-policy.ts";

type Ports = Readonly<Record<number, MtlsMode>>;

function convert(
  mode: MtlsMode,
  ports: Ports,
  parents: Partial<Parameters<typeof convertPortModes>[1]> = {},
) {
  const portLevelMtls = Object.fromEntries(
    Object.entries(ports).map(([port, portMode]) => [port, { mode: portMode }]),
  );
  const policy = aPeerAuthentication({ mtls: { mode }, portLevelMtls });
  return convertPortModes(policy, { namespace: undefined, mesh: undefined, isStrict: false, ...parents });
}

const noPrincipal = { matches: [{ notPrincipals: [{ presence: {} }] }] };
const notPort = (port: number) => ({ matches: [{ notDestinationPorts: [port] }] });
const strictPort = (port: number) => ({
  rules: [{ matches: [{ notPrincipals: [{ presence: {} }], destinationPorts: [port] }] }],
});

test.each<[mode: MtlsMode, ports: Ports]>([
  ["STRICT", {}],
  ["PERMISSIVE", {}],
  ["UNSET", {}],
  ["STRICT", { 8080: "STRICT" }],
  ["STRICT", { 8080: "UNSET" }],
  ["PERMISSIVE", { 8080: "PERMISSIVE" }],
  ["DISABLE", { 8080: "DISABLE" }],
])("%s with %j needs no policy of its own", (mode, ports) => {
  expect(convert(mode, ports)).toBeUndefined();
});

test.each<[mode: MtlsMode, ports: Ports, expected: object[]]>([
  ["STRICT", { 9090: "PERMISSIVE" }, [{ rules: [noPrincipal, notPort(9090)] }]],
  ["STRICT", { 9090: "DISABLE" }, [{ rules: [noPrincipal, notPort(9090)] }]],
  ["STRICT", { 9090: "STRICT", 8080: "PERMISSIVE" }, [{ rules: [noPrincipal, notPort(8080)] }]],
  [
    "STRICT",
    { 9090: "PERMISSIVE", 8080: "DISABLE" },
    [{ rules: [noPrincipal, notPort(8080), notPort(9090)] }],
  ],
  ["PERMISSIVE", { 9090: "STRICT" }, [strictPort(9090)]],
  ["DISABLE", { 9090: "STRICT" }, [strictPort(9090)]],
  ["UNSET", { 9090: "STRICT" }, [strictPort(9090)]],
  ["PERMISSIVE", { 9090: "STRICT", 8080: "PERMISSIVE" }, [strictPort(9090)]],
])("%s with %j", (mode, ports, groups) => {
  expect(convert(mode, ports)).toEqual({
    namespace: "foo",
    name: "converted_peer_authentication_pa",
    scope: Scope.WORKLOAD_SELECTOR,
    action: Action.DENY,
    groups,
  });
});

const exception = [{ rules: [notPort(9090), noPrincipal] }];

test.each<
  [mesh: MtlsMode | undefined, namespace: MtlsMode | undefined, ports: Ports, expected: object[] | undefined]
>([
  ["PERMISSIVE", "PERMISSIVE", { 9090: "STRICT", 8080: "STRICT" }, [strictPort(8080), strictPort(9090)]],
  ["PERMISSIVE", undefined, { 9090: "PERMISSIVE" }, undefined],
  ["PERMISSIVE", "STRICT", { 9090: "PERMISSIVE" }, exception],
  ["STRICT", undefined, { 9090: "PERMISSIVE" }, exception],
  ["STRICT", undefined, { 9090: "PERMISSIVE", 8080: "STRICT" }, exception],
  ["PERMISSIVE", "UNSET", { 9090: "STRICT", 8080: "PERMISSIVE" }, [strictPort(9090)]],
  ["STRICT", "PERMISSIVE", { 9090: "STRICT" }, [strictPort(9090)]],
  ["STRICT", "UNSET", { 9090: "STRICT" }, undefined],
  [undefined, "STRICT", { 9090: "DISABLE" }, exception],
])("UNSET under a mesh %s and a namespace %s with %j", (mesh, namespace, ports, groups) => {
  expect(convert("UNSET", ports, { mesh, namespace })?.groups).toEqual(groups);
});

test.each<{ name: string; mode: MtlsMode; ports: Ports; parents: object; strict: object[] }>([
  {
    name: "a STRICT port under a STRICT mesh",
    mode: "PERMISSIVE",
    ports: { 9090: "STRICT" },
    parents: { mesh: "STRICT" },
    strict: [strictPort(9090)],
  },
  {
    name: "a PERMISSIVE port behind a namespace without a mode",
    mode: "UNSET",
    ports: { 9090: "PERMISSIVE" },
    parents: { mesh: "STRICT", namespace: "UNSET" },
    strict: exception,
  },
])("$name is published only when strict", ({ mode, ports, parents, strict }) => {
  expect(convert(mode, ports, parents)).toBeUndefined();
  expect(convert(mode, ports, { ...parents, isStrict: true })?.groups).toEqual(strict);
});

test("the static policy denies whoever has no identity", () => {
  expect(staticStrictPolicy("istio-system")).toEqual({
    namespace: "istio-system",
    name: "istio_converted_static_strict",
    scope: Scope.WORKLOAD_SELECTOR,
    action: Action.DENY,
    groups: [{ rules: [noPrincipal] }],
  });
});
