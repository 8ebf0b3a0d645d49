import { parseCidr } from "@ambit/addr";
import type { ServiceEntry } from "@ambit/mesh-objects";
import { describe, expect, test } from "vitest";
import { aServiceEntry } from "./testing/a-service-entry.ts";
import { VipAllocator, type VipDecisions } from "./vip-allocator.ts";

const anAllocator = (ranges = ["240.240.0.0/16", "2001:2::/48"]) => new VipAllocator(ranges.map(parseCidr));
const keyOf = ({ namespace, name }: ServiceEntry) => `${namespace}/${name}`;
const change = (entry: ServiceEntry) => ({ key: keyOf(entry), entry });

function written({ patches }: VipDecisions): Record<string, readonly string[]> {
  return Object.fromEntries(
    patches.map(({ key, addresses }) => [key, addresses.map(({ value, host }) => `${host} ${value}`)]),
  );
}

/** The status that an earlier allocation left. */
function allocated(...addresses: readonly [host: string, value: string][]) {
  return { addresses: addresses.map(([host, value]) => ({ host, value })) };
}

describe("allocation", () => {
  test("gives each host one address of each range, in order", () => {
    const entry = aServiceEntry({ spec: { hosts: ["a.example.com", "b.example.com"] } });
    expect(written(anAllocator().apply([change(entry)]))).toEqual({
      "shop/a": [
        "a.example.com 240.240.0.1",
        "a.example.com 2001:2::1",
        "b.example.com 240.240.0.2",
        "b.example.com 2001:2::2",
      ],
    });
  });

  test.each<[string, Parameters<typeof aServiceEntry>[0]]>([
    ["the label says no", { labels: { "networking.istio.io/enable-autoallocate-ip": "false" } }],
    ["nothing is resolved", { spec: { resolution: "NONE" } }],
    ["it has addresses of its own", { spec: { addresses: ["10.1.1.1"] } }],
    ["its only host is a wildcard", { spec: { hosts: ["*.example.com"] } }],
  ])("gives nothing when %s, and clears what there was", (_name, parts) => {
    expect(anAllocator().apply([change(aServiceEntry(parts))]).patches).toEqual([]);
    const status = allocated(["a.example.com", "240.240.0.9"]);
    expect(written(anAllocator().apply([change(aServiceEntry({ ...parts, status }))]))).toEqual({
      "shop/a": [],
    });
  });

  test("gives addresses to a wildcard that clients look up themselves", () => {
    const spec = { hosts: ["*.example.com"], resolution: "DYNAMIC_DNS" };
    expect(anAllocator().apply([change(aServiceEntry({ spec }))]).patches).toHaveLength(1);
  });

  test("knows every address of a batch before it gives any", () => {
    const specified = aServiceEntry({ name: "b", spec: { addresses: ["240.240.0.1"] } });
    const kept = aServiceEntry({
      name: "c",
      status: allocated(["c.example.com", "240.240.0.2"], ["c.example.com", "2001:2::1"]),
    });
    expect(written(anAllocator().apply([change(aServiceEntry()), change(specified), change(kept)]))).toEqual({
      "shop/a": ["a.example.com 240.240.0.3", "a.example.com 2001:2::2"],
    });
  });

  test("keeps the addresses of a host when others come and go", () => {
    const status = allocated(["a.example.com", "240.240.0.7"], ["old.example.com", "240.240.0.8"]);
    const entry = aServiceEntry({ spec: { hosts: ["a.example.com", "b.example.com"] }, status });
    expect(written(anAllocator().apply([change(entry)]))).toEqual({
      "shop/a": ["a.example.com 240.240.0.7", "b.example.com 240.240.0.1", "b.example.com 2001:2::1"],
    });
  });

  test("stands by its decision until the object shows it", () => {
    const allocator = anAllocator();
    const first = written(allocator.apply([change(aServiceEntry())]));
    expect(written(allocator.apply([change(aServiceEntry({ labels: { other: "label" } }))]))).toEqual(first);
    const status = allocated(["a.example.com", "240.240.0.1"], ["a.example.com", "2001:2::1"]);
    expect(allocator.apply([change(aServiceEntry({ status }))]).patches).toEqual([]);
  });

  test("decides anew when what it decided could not be written", () => {
    const allocator = anAllocator();
    allocator.apply([change(aServiceEntry())]);
    expect(written(allocator.retry("shop/a"))).toEqual({
      "shop/a": ["a.example.com 240.240.0.2", "a.example.com 2001:2::2"],
    });
  });
});

describe("two entries with one address", () => {
  const status = (name: string) =>
    allocated([`${name}.example.com`, "240.240.0.5"], [`${name}.example.com`, "2001:2::5"]);

  test("the older keeps it, the newer gets others", () => {
    const old = aServiceEntry({ name: "old", created: "2026-01-01T00:00:00Z", status: status("old") });
    const young = aServiceEntry({ name: "a", created: "2026-01-02T00:00:00Z", status: status("a") });
    const expected = { "shop/a": ["a.example.com 240.240.0.1", "a.example.com 2001:2::1"] };
    expect(written(anAllocator().apply([change(old), change(young)]))).toEqual(expected);
    expect(written(anAllocator().apply([change(young), change(old)]))).toEqual(expected);
  });

  test("the one that asks for it in its spec keeps it, also when it comes later", () => {
    const allocator = anAllocator();
    allocator.apply([change(aServiceEntry({ name: "old", status: status("old") }))]);
    const asking = aServiceEntry({
      name: "b",
      created: "2026-02-01T00:00:00Z",
      spec: { addresses: ["240.240.0.5"] },
    });
    expect(written(allocator.apply([change(asking)]))).toEqual({
      "shop/old": ["old.example.com 240.240.0.1", "old.example.com 2001:2::1"],
    });
  });

  test("one that was only promised goes to the one that asks for it", () => {
    const allocator = anAllocator();
    allocator.apply([change(aServiceEntry())]);
    const asking = aServiceEntry({ name: "b", spec: { addresses: ["240.240.0.1"] } });
    expect(written(allocator.apply([change(asking)]))).toEqual({
      "shop/a": ["a.example.com 240.240.0.2", "a.example.com 2001:2::2"],
    });
  });
});

describe("a range that is used up", () => {
  const names = ["a", "b", "c", "d"];
  const entries = names.map((name) => aServiceEntry({ name }));

  test("is told, and nothing is given twice", () => {
    const { patches, exhausted } = anAllocator(["10.0.0.0/30"]).apply(entries.map(change));
    expect(patches.map(({ addresses }) => addresses[0]?.value)).toEqual(["10.0.0.1", "10.0.0.2", "10.0.0.3"]);
    expect(exhausted).toEqual(["shop/d"]);
  });

  test("gives again what entries had that are gone, and not before", () => {
    const allocator = anAllocator(["10.0.0.0/30"]);
    allocator.apply(entries.slice(0, 2).map(change));
    allocator.apply([{ key: "shop/a", entry: undefined }]);
    const third = written(allocator.apply(entries.slice(2, 3).map(change)));
    const fourth = written(allocator.apply(entries.slice(3).map(change)));
    expect([third, fourth]).toEqual([
      { "shop/c": ["c.example.com 10.0.0.3"] },
      { "shop/d": ["d.example.com 10.0.0.1"] },
    ]);
  });
});

describe("the patch fails if the status is other than it was seen", () => {
  const addresses = [
    { value: "240.240.0.1", host: "a.example.com" },
    { value: "2001:2::1", host: "a.example.com" },
  ];
  const attempts = (status?: unknown) =>
    anAllocator()
      .apply([change(aServiceEntry({ status }))])
      .patches.map((patch) => patch.attempts[0]);

  test("without a status", () => {
    expect(attempts()).toEqual([
      [
        { op: "test", path: "/status", value: null },
        { op: "add", path: "/status", value: {} },
        { op: "add", path: "/status/addresses", value: addresses },
      ],
    ]);
  });

  test("with conditions alone", () => {
    expect(attempts({ conditions: [] })).toEqual([
      [{ op: "add", path: "/status/addresses", value: addresses }],
    ]);
  });

  test("with addresses", () => {
    expect(attempts({ addresses: [] })).toEqual([
      [
        { op: "test", path: "/status/addresses", value: [] },
        { op: "replace", path: "/status/addresses", value: addresses },
      ],
    ]);
  });
});
