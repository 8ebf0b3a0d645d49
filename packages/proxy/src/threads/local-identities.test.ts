import { MeshState } from "@ambit/mesh-state";
import { formatIdentity, type Identity, type Workload } from "@ambit/model";
import { aWorkload, workloadResource } from "@ambit/model/testing";
import { describe, expect, test } from "vitest";
import { LocalIdentities, ownershipOf } from "./local-identities.ts";

function setUp(isOwn: (workload: Workload) => boolean) {
  const calls: string[] = [];
  const short = (identity: Identity) => formatIdentity(identity).replace("spiffe://cluster.local/", "");
  const secrets = {
    fetch: (identity: Identity, priority: string) => {
      calls.push(`${priority} ${short(identity)}`);
      return Promise.reject(new Error("no CA"));
    },
    forget: (identity: Identity) => void calls.push(`forget ${short(identity)}`),
  };
  const state = new MeshState();
  const identities = new LocalIdentities({ secrets, state, isOwn });
  const apply = (upserts: readonly Workload[], removed: readonly string[] = []) => {
    const { localWorkloads } = state.apply({
      upserts: upserts.map((workload) => workloadResource(workload)),
      removals: removed.map((key) => ({ kind: "workload", key })),
    });
    identities.update(localWorkloads);
    return calls.splice(0);
  };
  const hold = (key: string, { name, namespace, serviceAccount }: Workload) => {
    identities.hold(key, { name, namespace, serviceAccount });
    return calls.splice(0);
  };
  const release = (key: string) => {
    identities.release(key);
    return calls.splice(0);
  };
  return { apply, hold, release };
}

const SHARED = ownershipOf({ mode: "shared", workload: undefined, localNode: "n1" });
const one = aWorkload({ name: "one", serviceAccount: "a" });
const two = aWorkload({ name: "two", serviceAccount: "a" });

describe("the identities of a node", () => {
  test("are fetched when their first workload is known, and forgotten with the last", () => {
    const { apply } = setUp(SHARED);
    expect(apply([one])).toEqual(["warmup ns/default/sa/a"]);
    expect(apply([two])).toEqual(["warmup ns/default/sa/a"]);
    expect(apply([], [one.uid])).toEqual([]);
    expect(apply([], [two.uid])).toEqual(["forget ns/default/sa/a"]);
    expect(apply([], [two.uid])).toEqual([]);
  });

  test("stay when a workload takes the place of another in one step", () => {
    const { apply } = setUp(SHARED);
    apply([one]);
    expect(apply([two], [one.uid])).toEqual(["warmup ns/default/sa/a"]);
  });

  test("change with the workload's account, trust domain or node", () => {
    const { apply } = setUp(SHARED);
    apply([one]);
    expect(apply([{ ...one, serviceAccount: "b" }])).toEqual([
      "warmup ns/default/sa/b",
      "forget ns/default/sa/a",
    ]);
    expect(apply([{ ...one, node: "n2" }])).toEqual(["forget ns/default/sa/b"]);
    expect(apply([{ ...one, node: "n2", status: "Unhealthy" }])).toEqual([]);
  });

  test("are asked for once, whatever else of the workload changes", () => {
    const { apply } = setUp(SHARED);
    apply([one]);
    expect(apply([{ ...one, status: "Unhealthy" }])).toEqual([]);
  });
});

describe("the identity of a pod that is served", () => {
  test("is fetched although others do not tunnel to it, and forgotten with it", () => {
    const { apply, hold, release } = setUp(SHARED);
    const plain: Workload = { ...one, protocol: "TCP" };
    expect(apply([plain])).toEqual([]);
    expect(hold("u1", plain)).toEqual(["warmup ns/default/sa/a"]);
    expect(release("u1")).toEqual(["forget ns/default/sa/a"]);
  });

  test("is fetched when its record comes, if that is later", () => {
    const { apply, hold } = setUp(SHARED);
    expect(hold("u1", one)).toEqual([]);
    expect(apply([{ ...one, protocol: "TCP" }])).toEqual(["warmup ns/default/sa/a"]);
  });

  test("stays while it is served, whatever becomes of its record", () => {
    const { apply, hold, release } = setUp(SHARED);
    apply([one]);
    hold("u1", one);
    expect(apply([{ ...one, protocol: "TCP" }])).toEqual([]);
    expect(apply([], [one.uid])).toEqual([]);
    expect(release("u1")).toEqual(["forget ns/default/sa/a"]);
  });

  test("stays for the others of its account", () => {
    const { apply, hold, release } = setUp(SHARED);
    apply([one, two]);
    hold("u1", one);
    hold("u2", two);
    expect(release("u1")).toEqual([]);
    expect(apply([], [one.uid, two.uid])).toEqual([]);
    expect(release("u2")).toEqual(["forget ns/default/sa/a"]);
    expect(release("u2")).toEqual([]);
  });
});

describe("what is this proxy's own", () => {
  const own = { name: "one", namespace: "default", serviceAccount: "a" };
  const rows: readonly [string, Parameters<typeof ownershipOf>[0], Workload, boolean][] = [
    [
      "shared: a tunnelled pod of the node",
      { mode: "shared", workload: undefined, localNode: "n1" },
      one,
      true,
    ],
    ["shared: of another node", { mode: "shared", workload: undefined, localNode: "n2" }, one, false],
    [
      "shared: a node without a name",
      { mode: "shared", workload: undefined, localNode: undefined },
      one,
      false,
    ],
    [
      "shared: plain TCP",
      { mode: "shared", workload: undefined, localNode: "n1" },
      aWorkload({ protocol: "TCP" }),
      false,
    ],
    [
      "shared: a tunnel of its own",
      { mode: "shared", workload: undefined, localNode: "n1" },
      aWorkload({ protocol: "TCP", nativeTunnel: true }),
      true,
    ],
    ["dedicated: the workload", { mode: "dedicated", workload: own, localNode: "n1" }, one, true],
    ["dedicated: without a node", { mode: "dedicated", workload: own, localNode: undefined }, one, true],
    [
      "dedicated: its namesake on another node",
      { mode: "dedicated", workload: own, localNode: "n2" },
      one,
      false,
    ],
    [
      "dedicated: another pod of the account",
      { mode: "dedicated", workload: own, localNode: "n1" },
      two,
      false,
    ],
    [
      "dedicated: another account",
      { mode: "dedicated", workload: { ...own, serviceAccount: "b" }, localNode: "n1" },
      one,
      false,
    ],
  ];

  test.each(rows)("%s", (_name, options, workload, expected) => {
    expect(ownershipOf(options)(workload)).toBe(expected);
  });
});
