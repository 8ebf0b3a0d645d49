import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type ConfFile, pluginEntry } from "./cni-conf.ts";
import { planConf, planConfRemoval } from "./plan-conf.ts";
import { pluginSettings } from "./testing/plugin-settings.ts";

const golden = (name: string): string =>
  readFileSync(new URL(`../../test/golden/install/${name}`, import.meta.url), "utf8");

const CHAINED = { name: undefined, isChained: true, ownedName: undefined };
const OWNED = { ...CHAINED, ownedName: "02-istio-cni.conflist" };
const STANDALONE = { ...CHAINED, isChained: false };

const entry = pluginEntry(pluginSettings());
const ptp: ConfFile = { name: "10-ptp.conflist", text: golden("conflist-before.json") };
const enrolled: ConfFile = { name: "10-ptp.conflist", text: golden("conflist-after.json") };

function aList(name: string, ...types: string[]): ConfFile {
  const plugins = types.map((type) => ({ type }));
  return { name, text: JSON.stringify({ cniVersion: "1.0.0", name: "net", plugins }) };
}

function typesOf(text: string): unknown {
  const list: { plugins: { type: string }[] } = JSON.parse(text);
  return list.plugins.map(({ type }) => type);
}

/** What the plan writes; fails for any other plan. */
function written(files: readonly ConfFile[], settings: Parameters<typeof planConf>[1] = CHAINED): ConfFile {
  const plan = planConf(files, settings, entry);
  if (plan.kind !== "write") throw new Error(`the plan is to ${plan.kind}`);
  return plan.file;
}

describe("against recorded files", () => {
  test("chains the plugin as Istio's installer does, byte by byte", () => {
    expect(written([ptp])).toEqual(enrolled);
  });

  test("says what Istio's installer says for nftables", () => {
    const file = planConf([ptp], CHAINED, pluginEntry(pluginSettings({ nativeNftables: true })));
    expect(file).toMatchObject({ kind: "write", file: { text: golden("conflist-nftables.json") } });
  });

  test("has nothing to do where Istio's installer has done it", () => {
    expect(planConf([enrolled], CHAINED, entry)).toEqual({
      kind: "installed",
      name: "10-ptp.conflist",
      warnings: [],
    });
  });

  test("leaves what Istio's installer leaves", () => {
    expect(planConfRemoval([enrolled], CHAINED)).toEqual([
      {
        kind: "write",
        file: { name: "10-ptp.conflist", text: golden("conflist-removed.json") },
      },
    ]);
  });
});

describe("which file", () => {
  test.each<[string, readonly ConfFile[], string]>([
    ["the first by name", [aList("20-b.conflist", "b"), aList("10-a.conflist", "a")], "10-a.conflist"],
    ["by bytes, not by language", [aList("a.conflist", "a"), aList("Z.conflist", "z")], "Z.conflist"],
    [
      "not one that is no JSON",
      [{ name: "00.conflist", text: "{" }, aList("10.conflist", "a")],
      "10.conflist",
    ],
    [
      "not one that is a list",
      [{ name: "00.conflist", text: "[]" }, aList("10.conflist", "a")],
      "10.conflist",
    ],
    ["not one without plugins", [aList("00.conflist"), aList("10.conflist", "a")], "10.conflist"],
    [
      "not one with a plugin without type",
      [aList("00.conflist", ""), aList("10.conflist", "a")],
      "10.conflist",
    ],
    [
      "not one without a name",
      [{ name: "00.conflist", text: '{"plugins":[{"type":"a"}]}' }, aList("10.conflist", "a")],
      "10.conflist",
    ],
    [
      "not a bare one without type",
      [{ name: "00.conf", text: "{}" }, aList("10.conflist", "a")],
      "10.conflist",
    ],
    ["not a list in a bare file", [{ ...aList("00.conf", "a") }, aList("10.conflist", "a")], "10.conflist"],
  ])("%s", (_, files, expected) => {
    expect(written(files).name).toBe(expected);
  });

  test("names each file that it skips, and why", () => {
    const plan = planConf([{ name: "00.conflist", text: "{" }, ptp], CHAINED, entry);
    expect(plan.warnings).toEqual(["00.conflist is skipped: it is no JSON"]);
  });

  test("waits while there is none", () => {
    expect(planConf([], CHAINED, entry)).toMatchObject({ kind: "wait" });
  });

  test("waits for a pinned one, whatever else is there", () => {
    const plan = planConf([ptp], { ...CHAINED, name: "30-mine.conflist" }, entry);
    expect(plan).toMatchObject({ kind: "wait", reason: expect.stringContaining("30-mine.conflist") });
  });

  test("takes the pinned one before the first", () => {
    const files = [aList("10.conflist", "a"), aList("30.conflist", "b")];
    expect(written(files, { ...CHAINED, name: "30.conflist" }).name).toBe("30.conflist");
  });

  test("finds a pinned bare file again after it has become a list", () => {
    const bare = { name: "30.conf", text: '{"cniVersion":"1.0.0","type":"bridge"}' };
    const settings = { ...CHAINED, name: "30.conf" };
    const list = written([bare], settings);
    expect(planConf([list], settings, entry)).toMatchObject({ kind: "installed", name: "30.conflist" });
  });

  test("does not chain into a list whose version has no results to pass on", () => {
    const old = { name: "10.conflist", text: '{"cniVersion":"0.2.0","name":"n","plugins":[{"type":"a"}]}' };
    expect(planConf([old], CHAINED, entry)).toMatchObject({
      kind: "wait",
      reason: expect.stringContaining("0.2.0"),
    });
  });
});

describe("chained", () => {
  test("puts the plugin at the end, once", () => {
    expect(
      typesOf(written([aList("10.conflist", "istio-cni", "bridge", "istio-cni", "portmap")]).text),
    ).toEqual(["bridge", "portmap", "istio-cni"]);
  });

  test("renews an entry that says something else", () => {
    expect(written([{ ...enrolled, text: enrolled.text.replace('"info"', '"debug"') }])).toEqual(enrolled);
  });

  test("leaves the plugin where it is when another program appended to the list", () => {
    const list: { plugins: unknown[] } = JSON.parse(enrolled.text);
    const text = JSON.stringify({ ...list, plugins: [...list.plugins, { type: "tuning" }] });
    expect(planConf([{ ...enrolled, text }], CHAINED, entry).kind).toBe("installed");
  });

  test("makes a list of a bare configuration", () => {
    const bare = {
      name: "10-bridge.conf",
      text: '{"cniVersion":"1.0.0","name":"x","type":"bridge","mtu":9}',
    };
    const file = written([bare]);
    expect(file.name).toBe("10-bridge.conflist");
    expect(JSON.parse(file.text)).toEqual({
      name: "k8s-pod-network",
      cniVersion: "0.3.1",
      plugins: [{ name: "x", type: "bridge", mtu: 9 }, entry],
    });
  });

  test("keeps fields that it does not know", () => {
    const text =
      '{"name":"n","cniVersion":"1.1.0","disableGC":true,"plugins":[{"type":"a","x":{"__proto__":[1]}}]}';
    const list: Record<string, unknown> = JSON.parse(written([{ name: "1.conflist", text }]).text);
    expect(list["disableGC"]).toBe(true);
    expect(JSON.stringify(list["plugins"])).toContain('{"type":"a","x":{"__proto__":[1]}}');
  });
});

describe("owned", () => {
  test("copies the primary's plugins and version and adds ours", () => {
    const file = written([ptp], OWNED);
    expect(file).toEqual({ name: "02-istio-cni.conflist", text: enrolled.text });
  });

  test("is done when the copy is there, and not when the primary has changed since", () => {
    const owned = written([ptp], OWNED);
    expect(planConf([owned, ptp], OWNED, entry).kind).toBe("installed");
    const changed = { ...ptp, text: ptp.text.replace("1500", "1400") };
    expect(planConf([owned, changed], OWNED, entry).kind).toBe("write");
  });

  test("does not take the plugin from an earlier chained installation twice", () => {
    expect(typesOf(written([enrolled], OWNED).text)).toEqual(["ptp", "portmap", "istio-cni"]);
  });

  test("warns when it would not be the first", () => {
    const plan = planConf([aList("01-a.conflist", "a")], OWNED, entry);
    expect(plan.warnings).toEqual([expect.stringContaining("does not sort before 01-a.conflist")]);
  });

  test("waits while there is no primary, whatever is left of its own", () => {
    expect(planConf([written([ptp], OWNED)], OWNED, entry).kind).toBe("wait");
  });
});

describe("not chained", () => {
  test.each([
    ["its own name", undefined, "YYY-istio-cni.conf"],
    ["the given name", "99-x.conf", "99-x.conf"],
  ])("writes a file of %s", (_, name, expected) => {
    const file = written([ptp], { ...STANDALONE, name });
    expect(file.name).toBe(expected);
    expect(JSON.parse(file.text)).toEqual({ ...entry, cniVersion: "0.3.1" });
    expect(planConf([file], { ...STANDALONE, name }, entry).kind).toBe("installed");
  });
});

describe("removal", () => {
  test("deletes files that have nothing but the plugin, and the owned one", () => {
    const standalone = written([], STANDALONE);
    const owned = written([ptp], OWNED);
    expect(planConfRemoval([standalone, owned, ptp], OWNED)).toEqual([
      { kind: "delete", name: "YYY-istio-cni.conf" },
      { kind: "delete", name: "02-istio-cni.conflist" },
    ]);
  });

  test("leaves files alone that do not have it, and those it cannot read", () => {
    expect(planConfRemoval([ptp, { name: "x.conf", text: "{" }], CHAINED)).toEqual([]);
  });
});
