import fc from "fast-check";
import { expect, test } from "vitest";
import { inPodRules } from "../rules/in-pod-rules.ts";
import { PROBE_SOURCE } from "../testing/golden.ts";
import { IptablesModel } from "../testing/iptables-model.ts";
import { diffTables } from "./diff-tables.ts";
import { creatingEdits, formatRestoreText } from "./restore-text.ts";
import { parseSaveText } from "./save-text.ts";
import { type DesiredTables, desiredTables, NOTHING_DESIRED, OWN_CHAIN, POD_CHAINS } from "./tables.ts";

const OWN = new Set(Object.values(OWN_CHAIN));

const capture = fc.record({
  ipv6: fc.boolean(),
  dnsCapture: fc.boolean(),
  bypassInbound: fc.boolean(),
  virtualInterfaces: fc.uniqueArray(fc.constantFrom("br0", "tap1", "veth.2"), { maxLength: 3 }),
  probeSource: fc.constant(PROBE_SOURCE),
});

const desired: fc.Arbitrary<DesiredTables> = fc.oneof(
  fc.constant(NOTHING_DESIRED),
  fc
    .tuple(capture, fc.constantFrom(4 as const, 6 as const))
    .map(([of, family]) => desiredTables(inPodRules(of), POD_CHAINS, family, PROBE_SOURCE)),
);

/** What others, accidents and older agents may have left: foreign chains, rules in ours, jumps here and there. */
const TABLES = ["mangle", "raw", "nat"];
const BUILT_IN = ["PREROUTING", "OUTPUT"];
const OURS = ["ISTIO_PRERT", "ISTIO_OUTPUT"];
const FOREIGN = ["KUBE-FIREWALL", "CILIUM_PRE_mangle"];
const RULES = [
  '-p tcp -m comment --comment "a \\"quoted\\" word, and -j ISTIO_OUTPUT" -j ACCEPT',
  "-p tcp -m tcp --dport 4242 -j ACCEPT",
  "-j ISTIO_PRERT",
  "-j ISTIO_OUTPUT",
  "-p udp -j ISTIO_OUTPUT",
  "-g ISTIO_PRERT",
  "-j KUBE-FIREWALL",
];

const mess = fc.array(
  fc.oneof(
    fc.record({
      table: fc.constantFrom(...TABLES),
      line: fc.constantFrom(...[...OURS, ...FOREIGN].map((chain) => `:${chain} - [0:0]`)),
    }),
    fc.record({
      table: fc.constantFrom(...TABLES),
      line: fc
        .tuple(fc.constantFrom(...BUILT_IN, ...OURS, ...FOREIGN), fc.constantFrom(...RULES))
        .map(([chain, rule]) => `-A ${chain} ${rule}`),
    }),
  ),
  { maxLength: 25 },
);

function modelOf(
  of: DesiredTables,
  lines: readonly { readonly table: string; readonly line: string }[],
): IptablesModel {
  const model = new IptablesModel();
  model.restore(formatRestoreText(creatingEdits(of, POD_CHAINS)));
  for (const { table, line } of lines) {
    try {
      model.restore(`*${table}\n${line}\nCOMMIT\n`);
    } catch {
      // A rule for a chain that is not there: the model has refused it, as the kernel would.
    }
  }
  return model;
}

test("whatever is there, the edits make what is desired, and only once, and keep what is foreign", () => {
  fc.assert(
    fc.property(desired, mess, desired, (before, lines, wanted) => {
      const model = modelOf(before, lines);
      const foreign = model.foreign(OWN);
      const installed = parseSaveText(model.save());
      model.restore(formatRestoreText(diffTables(installed, wanted, POD_CHAINS)));
      const after = parseSaveText(model.save());
      expect(diffTables(after, wanted, POD_CHAINS)).toEqual([]);
      expect(withoutEmptyTables(model.foreign(OWN))).toBe(withoutEmptyTables(foreign));
    }),
    { numRuns: 200 },
  );
});

test("edits of the same desire differ in nothing", () => {
  fc.assert(
    fc.property(desired, (wanted) => {
      const model = modelOf(wanted, []);
      expect(diffTables(parseSaveText(model.save()), wanted, POD_CHAINS)).toEqual([]);
    }),
  );
});

/** Tables come into being by being used, and cannot go. */
function withoutEmptyTables(text: string): string {
  return text.replaceAll(/\*\w+\n(?::\w+ ACCEPT \[0:0\]\n)*COMMIT\n?/g, "");
}
