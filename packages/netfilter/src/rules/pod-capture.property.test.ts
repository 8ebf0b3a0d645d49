import fc from "fast-check";
import { expect, test } from "vitest";
import { creatingEdits, formatRestoreText } from "../iptables/restore-text.ts";
import { desiredTables, POD_CHAINS } from "../iptables/tables.ts";
import { podTables } from "../nftables/nft-tables.ts";
import { creatingText } from "../nftables/nft-text.ts";
import { PROBE_SOURCE } from "../testing/golden.ts";
import { inPodRules } from "./in-pod-rules.ts";
import { type CaptureDefaults, podCapture } from "./pod-capture.ts";

const DEFAULTS: CaptureDefaults = { ipv6: true, dnsCapture: true, probeSource: PROBE_SOURCE };

/** Characters that mean something to iptables-restore, nft or a shell, among others. */
const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      "\n",
      "\r",
      " ",
      '"',
      "'",
      "\\",
      ";",
      "{",
      "}",
      "#",
      "!",
      "-",
      "+",
      "*",
      ",",
      ":",
      "/",
      "$",
      "`",
      "\0",
    ),
    fc.constantFrom("a", "0", ".", "_"),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  ),
  maxLength: 60,
});

/** Every line that rules of a pod may consist of. */
const IPTABLES_LINE =
  /^(?:\*(?:mangle|raw|nat)|COMMIT|-N ISTIO_(?:PRERT|OUTPUT)|-A (?:PREROUTING -j ISTIO_PRERT|OUTPUT -j ISTIO_OUTPUT)|-A ISTIO_(?:PRERT|OUTPUT) [-A-Za-z0-9_.:/! ]+|)$/;
const NFT_LINE =
  /^(?:(?:create table|add chain|add rule) inet istio-ambient-(?:nat|mangle|raw)[-A-Za-z0-9_.:/!=&|;{}" ]*|)$/;

test("no annotation makes anything but rules of the known form", () => {
  fc.assert(
    fc.property(hostile, hostile, hostile, (interfaces, dns, bypass) => {
      const { capture, problems } = podCapture(
        {
          "istio.io/reroute-virtual-interfaces": interfaces,
          "ambient.istio.io/dns-capture": dns,
          "ambient.istio.io/bypass-inbound-capture": bypass,
        },
        DEFAULTS,
      );
      const rules = inPodRules(capture);
      for (const family of [4, 6] as const) {
        const desired = desiredTables(rules, POD_CHAINS, family, PROBE_SOURCE);
        for (const line of formatRestoreText(creatingEdits(desired, POD_CHAINS)).split("\n")) {
          expect(line).toMatch(IPTABLES_LINE);
        }
      }
      for (const line of creatingText(podTables(rules, [4, 6], PROBE_SOURCE)).split("\n")) {
        expect(line).toMatch(NFT_LINE);
      }
      // What is logged stays on one line.
      expect(problems.every((problem) => !/[\n\r\0]/.test(problem))).toBe(true);
    }),
    { numRuns: 200 },
  );
});
