import { ipFamily, parseIpAddress } from "@ambit/addr";
import { MeshState } from "@ambit/mesh-state";
import { aService, aWorkload, serviceResource } from "@ambit/model/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hostnamesCovering, nameCandidates } from "./name-candidates.ts";
import { resolveName, serviceKeysFor } from "./resolve-name.ts";

const label = fc.constantFrom("a", "b", "svc", "app", "cluster", "local", "example", "com");
const anyName = fc.array(label, { minLength: 1, maxLength: 9 }).map((labels) => labels.join("."));
const anyNamespace = fc.constantFrom("a", "app");
const anySettings = fc.record({
  clusterDomain: fc.constantFrom("cluster.local", "local"),
  searchDomains: fc.option(fc.array(anyName, { maxLength: 3 }), { nil: undefined }),
  preferredNamespace: fc.constantFrom(undefined, "b"),
  ipv6: fc.boolean(),
});

test("the candidates of a name are few, different, and begin with it", () => {
  fc.assert(
    fc.property(anyName, anyNamespace, anySettings, (name, namespace, settings) => {
      const candidates = nameCandidates(name, namespace, settings);
      const hostnames = candidates.map(({ hostname }) => hostname);
      expect(candidates[0]).toEqual({ hostname: name, strippedName: undefined });
      expect(new Set(hostnames).size).toBe(hostnames.length);
      expect(hostnames.length).toBeLessThanOrEqual(4 * 3);
      for (const { strippedName } of candidates)
        expect(strippedName === undefined || name.startsWith(`${strippedName}.`)).toBe(true);
    }),
  );
});

test("a service is found by its name from everywhere, and what is found covers a candidate", () => {
  const anyService = fc.tuple(anyName, fc.boolean(), anyNamespace, fc.boolean());
  fc.assert(
    fc.property(
      fc.array(anyService, { maxLength: 6 }),
      anyName,
      anyNamespace,
      anySettings,
      (services, name, namespace, settings) => {
        const state = new MeshState();
        const made = services.map(([host, isWildcard, home, isPrivate]) =>
          aService({
            namespace: home,
            hostname: isWildcard ? `*.${host}` : host,
            vips: ["10.0.0.1", "fd00::1"].map((text) => ({ network: "", address: parseIpAddress(text) })),
            visibility: isPrivate ? "Namespace" : "Public",
          }),
        );
        state.apply({ upserts: made.map((service) => serviceResource(service)), removals: [] });
        const client = aWorkload({ namespace });
        const resolved = resolveName(state, { name, family: 6, client }, settings);
        const reachable = new Set(
          nameCandidates(name, namespace, settings).flatMap(({ hostname }) => hostnamesCovering(hostname)),
        );
        const isVisible = (service: { namespace: string; visibility: string }) =>
          service.visibility === "Public" || service.namespace === namespace;
        const expected = made.some((service) => reachable.has(service.hostname) && isVisible(service));
        expect(resolved.kind).toBe(expected ? "resolved" : "unknown");
        if (resolved.kind === "unknown") return;
        expect(reachable.has(resolved.service.hostname) && isVisible(resolved.service)).toBe(true);
        expect(resolved.addresses.every((address) => ipFamily(address) === 6)).toBe(true);
        expect(resolved.addresses.length > 0).toBe(settings.ipv6);
      },
    ),
  );
});

test("the keys to ask for name a namespace and a host, and are bounded", () => {
  fc.assert(
    fc.property(anyName, anyNamespace, anySettings, fc.nat(8), (name, namespace, settings, limit) => {
      const keys = serviceKeysFor({ name, client: aWorkload({ namespace }) }, settings, {
        limit,
        known: { kind: "unknown" },
      });
      expect(keys.length).toBeLessThanOrEqual(limit);
      for (const key of keys) expect(key).toMatch(/^[a-z]+\/(\*\.)?[a-z]+(\.[a-z]+)+$/);
    }),
  );
});
