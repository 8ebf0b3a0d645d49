import fc from "fast-check";
import { expect, test } from "vitest";
import { type ConfFile, pluginEntry } from "./cni-conf.ts";
import { planConf, planConfRemoval } from "./plan-conf.ts";
import { pluginSettings } from "./testing/plugin-settings.ts";

const entry = pluginEntry(pluginSettings());

const anyPlugin = fc.record(
  { type: fc.constantFrom("bridge", "ptp", "portmap", "istio-cni", ""), any: fc.jsonValue() },
  { requiredKeys: [] },
);
const anyText = fc.oneof(
  fc.string(),
  fc.json(),
  fc
    .record({
      cniVersion: fc.constantFrom("0.2.0", "0.3.1", "1.0.0", "1.1.0"),
      name: fc.constantFrom("net", ""),
      plugins: fc.array(anyPlugin, { maxLength: 4 }),
    })
    .map((list) => JSON.stringify(list)),
  anyPlugin.map((plugin) => JSON.stringify(plugin)),
);
const anyFile = fc.record({ stem: fc.constantFrom("00", "10", "20"), list: fc.boolean(), text: anyText });
const anyFiles = fc.uniqueArray(
  anyFile.map(({ stem, list, text }): ConfFile => ({ name: `${stem}.conf${list ? "list" : ""}`, text })),
  { selector: ({ name }) => name, maxLength: 5 },
);
const anySettings = fc.record({
  name: fc.constantFrom(undefined, "10.conf", "10.conflist"),
  isChained: fc.boolean(),
  ownedName: fc.constantFrom(undefined, "02-istio-cni.conflist"),
});

/** The directory after a plan was carried out. */
function apply(files: readonly ConfFile[], file: ConfFile, replaces: string | undefined): ConfFile[] {
  return [...files.filter(({ name }) => name !== file.name && name !== replaces), file];
}

test("a plan that was carried out leaves nothing to do, and removal leaves no call of the plugin", () => {
  fc.assert(
    fc.property(anyFiles, anySettings, (files, settings) => {
      const plan = planConf(files, settings, entry);
      if (plan.kind !== "write") return;
      const written = apply(files, plan.file, plan.replaces);
      expect(planConf(written, settings, entry)).toMatchObject({ kind: "installed", name: plan.file.name });
      const left = removed(written, settings);
      expect(planConfRemoval(left, settings)).toEqual([]);
      expect(planConf(left, settings, entry).kind).not.toBe("installed");
    }),
  );
});

test("removal is undone by nothing but a new installation, which makes the same file", () => {
  fc.assert(
    fc.property(anyFiles, (files) => {
      const settings = { name: undefined, isChained: true, ownedName: undefined };
      const plan = planConf(files, settings, entry);
      if (plan.kind !== "write") return;
      const again = planConf(removed(apply(files, plan.file, plan.replaces), settings), settings, entry);
      // A list of nothing else is deleted, so that the next file is the first.
      if (again.kind === "write" && again.file.name === plan.file.name) expect(again.file).toEqual(plan.file);
    }),
  );
});

function removed(files: readonly ConfFile[], settings: Parameters<typeof planConfRemoval>[1]): ConfFile[] {
  let left = [...files];
  for (const step of planConfRemoval(files, settings)) {
    const name = step.kind === "delete" ? step.name : step.file.name;
    left = left.filter((file) => file.name !== name);
    if (step.kind === "write") left.push(step.file);
  }
  return left;
}
