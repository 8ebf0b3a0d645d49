import { describe, expect, test } from "vitest";
import { hostRules } from "../rules/host-rules.ts";
import { inPodRules } from "../rules/in-pod-rules.ts";
import { aCapture, PROBE_SOURCE, RECORDED, readGolden, rulesOf } from "../testing/golden.ts";
import { IptablesModel } from "../testing/iptables-model.ts";
import { diffTables } from "./diff-tables.ts";
import { creatingEdits, formatRestoreText, removingEdits } from "./restore-text.ts";
import { parseSaveText } from "./save-text.ts";
import { desiredTables, HOST_CHAINS, NOTHING_DESIRED, POD_CHAINS } from "./tables.ts";

const FAMILIES = [
  [4, "iptables-save"],
  [6, "ip6tables-save"],
] as const;
const CELLS = RECORDED.flatMap(([name, capture]) =>
  FAMILIES.map(([family, tool]) => ({ name, capture, family, file: `iptables/${name}.${tool}.txt` })),
);

describe.each(CELLS)("a pod of $name, IPv$family", ({ capture, family, file }) => {
  const desired = desiredTables(inPodRules(capture), POD_CHAINS, family, PROBE_SOURCE);

  test("is given the recorded rules", () => {
    const model = new IptablesModel();
    model.restore(formatRestoreText(creatingEdits(desired, POD_CHAINS)));
    expect(rulesOf(model.save())).toEqual(rulesOf(readGolden(file)));
  });

  test("that has the recorded rules is left alone", () => {
    expect(diffTables(parseSaveText(readGolden(file)), desired, POD_CHAINS)).toEqual([]);
  });

  test("loses them, and only them, in the fast way and by looking", () => {
    const installed = parseSaveText(readGolden(file));
    for (const edits of [
      removingEdits(desired, POD_CHAINS, { isReleased: false }),
      diffTables(installed, NOTHING_DESIRED, POD_CHAINS),
    ]) {
      const model = new IptablesModel();
      model.restore(readGolden(file));
      model.restore(formatRestoreText(edits));
      const chains = rulesOf(
        readGolden(`iptables/after-unenrol.${family === 4 ? "ip" : "ip6"}tables-save.txt`),
      );
      expect(chains).toEqual(expect.arrayContaining([...rulesOf(model.save())]));
    }
  });

  test.each(CELLS.filter((other) => other.family === family && other.file !== file))(
    "that had the rules of $name is brought to its own",
    (other) => {
      const model = new IptablesModel();
      model.restore(readGolden(other.file));
      const edits = diffTables(parseSaveText(model.save()), desired, POD_CHAINS);
      expect(edits).not.toEqual([]);
      model.restore(formatRestoreText(edits));
      // A table that is not used any more stays, empty.
      const isInUse = (line: string, index: number, lines: readonly string[]): boolean =>
        desired.has("raw") || !rawLines(lines).has(index);
      expect(rulesOf(model.save()).filter(isInUse)).toEqual(rulesOf(readGolden(file)));
    },
  );
});

test("damaged rules of a running pod are repaired in one transaction per table", () => {
  const desired = desiredTables(inPodRules(aCapture()), POD_CHAINS, 4, PROBE_SOURCE);
  const damaged = readGolden("iptables/damaged.iptables-save.txt");
  const edits = diffTables(parseSaveText(damaged), desired, POD_CHAINS);
  expect(edits.map(({ table }) => table)).toEqual(["nat"]);
  // The jumps were right and stay, so nothing passes uncaptured.
  expect(edits[0]?.lines.some((line) => line.includes("PREROUTING") || line.includes(" OUTPUT"))).toBe(false);
  const model = new IptablesModel();
  model.restore(damaged);
  model.restore(formatRestoreText(edits));
  expect(rulesOf(model.save())).toEqual(rulesOf(readGolden("iptables/default.iptables-save.txt")));
});

describe("the node's own namespace", () => {
  test.each(FAMILIES)("that has the recorded rules is left alone, IPv%d", (family, tool) => {
    const desired = desiredTables(hostRules(0), HOST_CHAINS, family, PROBE_SOURCE);
    const installed = parseSaveText(readGolden(`host/agent.${tool}.txt`));
    expect(diffTables(installed, desired, HOST_CHAINS)).toEqual([]);
  });

  test("gets one chain, first in POSTROUTING, and nothing of kube-proxy's is touched", () => {
    const desired = desiredTables(hostRules(0), HOST_CHAINS, 4, PROBE_SOURCE);
    const before = readGolden("host/before.iptables-save.txt");
    const model = new IptablesModel();
    model.restore(before);
    const saved = model.save();
    model.restore(formatRestoreText(diffTables(parseSaveText(saved), desired, HOST_CHAINS)));
    const added = rulesOf(model.save()).filter((line) => !rulesOf(saved).includes(line));
    expect(added).toEqual(
      rulesOf(readGolden("host/agent.iptables-save.txt")).filter((line) => line.includes("ISTIO_POSTRT")),
    );
    expect(model.foreign(new Set(["ISTIO_POSTRT"]))).toBe(saved);
    model.restore(formatRestoreText(diffTables(parseSaveText(model.save()), NOTHING_DESIRED, HOST_CHAINS)));
    expect(model.save()).toBe(saved);
  });

  test("gets its jump back to the first place when somebody has come before it", () => {
    const desired = desiredTables(hostRules(0), HOST_CHAINS, 4, PROBE_SOURCE);
    const model = new IptablesModel();
    model.restore(readGolden("host/agent.iptables-save.txt"));
    model.restore("*nat\n-I POSTROUTING 1 -j MASQUERADE\nCOMMIT\n");
    model.restore(formatRestoreText(diffTables(parseSaveText(model.save()), desired, HOST_CHAINS)));
    expect(
      rulesOf(model.save())
        .filter((line) => line.startsWith("-A POSTROUTING"))
        .slice(0, 2),
    ).toEqual(["-A POSTROUTING -j ISTIO_POSTRT", "-A POSTROUTING -j MASQUERADE"]);
  });
});

/** Indexes of the lines of the raw table. */
function rawLines(lines: readonly string[]): ReadonlySet<number> {
  const start = lines.indexOf("*raw");
  if (start < 0) return new Set();
  const end = lines.indexOf("COMMIT", start);
  return new Set(Array.from({ length: end - start + 1 }, (_, offset) => start + offset));
}
