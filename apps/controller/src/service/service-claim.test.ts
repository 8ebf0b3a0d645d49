import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chooseOwners, type ServiceClaim } from "./service-claim.ts";

function aClaim(claim: Partial<ServiceClaim> & { readonly name: string }): ServiceClaim {
  const { name, ...rest } = claim;
  const kind = claim.kind ?? "ServiceEntry";
  const namespace = claim.namespace ?? "shop";
  return {
    source: `${kind}/${namespace}/${name}`,
    kind,
    namespace,
    hostname: "a.example.com",
    createdMs: 0,
    seen: 0,
    visibility: "PUBLIC",
    ...rest,
  };
}

const owners = (...claims: readonly ServiceClaim[]) =>
  chooseOwners(claims).map(({ source, isCanonical }) => `${source}${isCanonical ? " canonical" : ""}`);

describe("a hostname that several claim", () => {
  test("in a namespace goes to the Kubernetes Service, however young", () => {
    const service = aClaim({ name: "svc", kind: "Service", createdMs: 9 });
    expect(owners(aClaim({ name: "old" }), service)).toEqual(["Service/shop/svc canonical"]);
  });

  test("in a namespace goes to the oldest ServiceEntry, of equally old ones to that seen first", () => {
    expect(owners(aClaim({ name: "b", createdMs: 2 }), aClaim({ name: "a", createdMs: 1 }))).toEqual([
      "ServiceEntry/shop/a canonical",
    ]);
    expect(owners(aClaim({ name: "b", seen: 2 }), aClaim({ name: "z", seen: 1 }))).toEqual([
      "ServiceEntry/shop/z canonical",
    ]);
  });

  test("is owned once in each namespace, and canonical once over all", () => {
    const claims = [
      aClaim({ name: "young", namespace: "a", createdMs: 5 }),
      aClaim({ name: "old", namespace: "b", createdMs: 1 }),
      aClaim({ name: "hidden", namespace: "c", createdMs: 0, visibility: "NAMESPACE" }),
    ];
    expect(owners(...claims)).toEqual([
      "ServiceEntry/a/young",
      "ServiceEntry/b/old canonical",
      "ServiceEntry/c/hidden",
    ]);
  });

  test("is canonical nowhere when all owners are for their namespace alone", () => {
    expect(owners(aClaim({ name: "a", visibility: "NAMESPACE" }))).toEqual(["ServiceEntry/shop/a"]);
  });

  test("has the same owners in whatever order claims come", () => {
    const anyClaims = fc.uniqueArray(
      fc.record({
        name: fc.constantFrom("a", "b", "c"),
        namespace: fc.constantFrom("x", "y"),
        kind: fc.constantFrom("Service" as const, "ServiceEntry" as const),
        createdMs: fc.nat(2),
        visibility: fc.constantFrom("PUBLIC" as const, "NAMESPACE" as const),
      }),
      { selector: ({ name, namespace }) => `${namespace}/${name}` },
    );
    fc.assert(
      fc.property(anyClaims, fc.infiniteStream(fc.nat()), (parts, order) => {
        const claims = parts.map((part, seen) => aClaim({ ...part, seen }));
        const shuffled = claims
          .map((claim) => ({ claim, rank: order.next().value }))
          .sort((left, right) => left.rank - right.rank)
          .map(({ claim }) => claim);
        expect(owners(...shuffled).sort()).toEqual(owners(...claims).sort());
      }),
    );
  });
});
