import { type IpAddress, parseIpAddress } from "@ambit/addr";
import { describe, expect, test } from "vitest";
import { HostProbes } from "./host-probes.ts";
import type { HostTables } from "./host-tables.ts";
import type { ProbedPod } from "./probed-pod.ts";
import type { SetEdit } from "./set-edit.ts";

/** Sets that can be held up, and fail. */
class FakeTables implements HostTables {
  readonly sets = new Map<IpAddress, string>();
  readonly edits: (readonly SetEdit[])[] = [];
  installs = 0;
  failures = 0;
  rules = true;
  gate: Promise<void> = Promise.resolve();

  async install(): Promise<void> {
    this.installs += 1;
    this.rules = true;
  }

  async differences(): Promise<readonly string[]> {
    return this.rules ? [] : ["the rules are gone"];
  }

  async readSets(): Promise<ReadonlyMap<IpAddress, string>> {
    return new Map(this.sets);
  }

  async editSets(edits: readonly SetEdit[]): Promise<void> {
    await this.gate;
    this.edits.push(edits);
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error("refused");
    }
    for (const { ip, comment } of edits) {
      if (comment === undefined) this.sets.delete(ip);
      else this.sets.set(ip, comment);
    }
  }

  async remove(): Promise<void> {
    this.sets.clear();
  }
}

function pod(ip: string, podUid: string): ProbedPod {
  return { ip: parseIpAddress(ip), podUid };
}

function entries(tables: FakeTables): Readonly<Record<string, string>> {
  return Object.fromEntries(tables.sets);
}

function probesOf(tables: FakeTables): HostProbes {
  return new HostProbes(tables, [4, 6], new Map(tables.sets));
}

test("adds the addresses of both families in one run", async () => {
  const tables = new FakeTables();
  await probesOf(tables).add([pod("10.0.0.1", "a"), pod("fd00::1", "a")]);
  expect(entries(tables)).toEqual({ "10.0.0.1": "a", "fd00::1": "a" });
  expect(tables.edits).toHaveLength(1);
});

test("calls that wait for a run share the next one", async () => {
  const tables = new FakeTables();
  const probes = probesOf(tables);
  let open = (): void => {};
  tables.gate = new Promise((resolve) => {
    open = resolve;
  });
  const added = Array.from({ length: 20 }, (_, index) =>
    probes.add([pod(`10.0.0.${index}`, `pod-${index}`)]),
  );
  open();
  await Promise.all(added);
  expect(tables.edits.map((edits) => edits.length)).toEqual([1, 19]);
  expect(tables.sets.size).toBe(20);
});

test("what is so already costs no run", async () => {
  const tables = new FakeTables();
  const probes = probesOf(tables);
  await probes.add([pod("10.0.0.1", "a")]);
  await probes.add([pod("10.0.0.1", "a")]);
  await probes.remove([pod("10.0.0.9", "a")]);
  expect(tables.edits).toHaveLength(1);
});

describe("an address belongs to the pod that had it last", () => {
  test("so a new pod takes it over, and the old one's end leaves it there", async () => {
    const tables = new FakeTables();
    const probes = probesOf(tables);
    await probes.add([pod("10.0.0.1", "old")]);
    await probes.add([pod("10.0.0.1", "new")]);
    expect(await probes.remove([pod("10.0.0.1", "old")])).toEqual([pod("10.0.0.1", "new")]);
    expect(entries(tables)).toEqual({ "10.0.0.1": "new" });
    expect(await probes.remove([pod("10.0.0.1", "new")])).toEqual([]);
    expect(entries(tables)).toEqual({});
  });
});

describe("after a restart", () => {
  test.each([
    ["addresses that are not known any more go", true, { "10.0.0.1": "a", "10.0.0.3": "c" }],
    ["unless a pod's address is not known yet", false, { "10.0.0.1": "a", "10.0.0.2": "b", "10.0.0.3": "c" }],
  ])("%s", async (_name, prune, expected) => {
    const tables = new FakeTables();
    tables.sets.set(parseIpAddress("10.0.0.1"), "a");
    tables.sets.set(parseIpAddress("10.0.0.2"), "b");
    await probesOf(tables).sync([pod("10.0.0.1", "a"), pod("10.0.0.3", "c")], { prune });
    expect(entries(tables)).toEqual(expected);
    // What stays was never out of the set.
    expect(tables.edits.flat().some(({ ip }) => ip === "10.0.0.1")).toBe(false);
  });
});

test("without IPv6 its addresses are nobody's business", async () => {
  const tables = new FakeTables();
  const probes = new HostProbes(tables, [4], new Map());
  await probes.add([pod("fd00::1", "a")]);
  expect(tables.edits).toEqual([]);
});

test("a uid that would be more than a comment is refused", () => {
  const tables = new FakeTables();
  expect(() => probesOf(tables).add([pod("10.0.0.1", 'a" ; flush ruleset')])).toThrow(
    expect.objectContaining({ code: "invalid-value" }),
  );
});

describe("when a run fails", () => {
  test("sets are made again and filled with everything", async () => {
    const tables = new FakeTables();
    const probes = probesOf(tables);
    await probes.add([pod("10.0.0.1", "a")]);
    tables.sets.clear();
    tables.failures = 1;
    await probes.add([pod("10.0.0.2", "b")]);
    expect(tables.installs).toBe(1);
    expect(entries(tables)).toEqual({ "10.0.0.1": "a", "10.0.0.2": "b" });
  });

  test("and fails again, the caller hears of it, and the next one brings everything", async () => {
    const tables = new FakeTables();
    const probes = probesOf(tables);
    tables.failures = 2;
    await expect(probes.add([pod("10.0.0.1", "a")])).rejects.toThrow("refused");
    await probes.add([pod("10.0.0.2", "b")]);
    expect(entries(tables)).toEqual({ "10.0.0.1": "a", "10.0.0.2": "b" });
  });
});

describe("what somebody else has changed", () => {
  test("is put right and named", async () => {
    const tables = new FakeTables();
    const probes = probesOf(tables);
    await probes.add([pod("10.0.0.1", "a"), pod("10.0.0.2", "b")]);
    expect(await probes.restore({ withRules: true })).toEqual([]);
    tables.sets.clear();
    tables.rules = false;
    expect(await probes.restore({ withRules: true })).toEqual([
      "the rules are gone",
      "addresses in the sets of probed pods: 2",
    ]);
    expect(entries(tables)).toEqual({ "10.0.0.1": "a", "10.0.0.2": "b" });
    expect(tables.rules).toBe(true);
    expect(await probes.restore({ withRules: true })).toEqual([]);
  });

  test("is not looked for in rules that nobody has touched", async () => {
    const tables = new FakeTables();
    const probes = probesOf(tables);
    tables.rules = false;
    expect(await probes.restore({ withRules: false })).toEqual([]);
    expect(tables.installs).toBe(0);
  });

  test("is no address that is being added or removed at this moment", async () => {
    const tables = new FakeTables();
    const probes = probesOf(tables);
    const { promise, resolve } = Promise.withResolvers<void>();
    tables.gate = promise;
    const adding = probes.add([pod("10.0.0.1", "a")]);
    expect(await probes.restore({ withRules: true })).toEqual([]);
    resolve();
    await adding;
    expect(tables.edits).toHaveLength(1);
  });

  test("is looked for again when it could not be put right", async () => {
    const tables = new FakeTables();
    const probes = probesOf(tables);
    await probes.add([pod("10.0.0.1", "a")]);
    tables.sets.clear();
    tables.failures = 1;
    await expect(probes.restore({ withRules: true })).rejects.toThrow("refused");
    expect(await probes.restore({ withRules: true })).toEqual(["addresses in the sets of probed pods: 1"]);
    expect(entries(tables)).toEqual({ "10.0.0.1": "a" });
  });
});
