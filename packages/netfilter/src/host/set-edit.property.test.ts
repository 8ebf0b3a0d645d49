import { type IpAddress, parseIpAddress } from "@ambit/addr";
import fc from "fast-check";
import { expect, test } from "vitest";
import { diffSets } from "./set-edit.ts";

const set = fc
  .uniqueArray(
    fc.tuple(
      fc.constantFrom("10.0.0.1", "10.0.0.2", "10.0.0.3", "fd00::1", "fd00::2").map(parseIpAddress),
      fc.constantFrom("a", "b", "c"),
    ),
    { selector: ([ip]) => ip },
  )
  .map((entries): ReadonlyMap<IpAddress, string> => new Map(entries));

test("edits make the desired set out of the installed one, and say what they replace", () => {
  fc.assert(
    fc.property(set, set, (installed, desired) => {
      const result = new Map(installed);
      for (const { ip, comment, replaces, family } of diffSets(installed, desired)) {
        expect(replaces).toBe(result.get(ip));
        expect(family).toBe(ip.includes(":") ? 6 : 4);
        if (comment === undefined) result.delete(ip);
        else result.set(ip, comment);
      }
      expect(result).toEqual(desired);
      expect(diffSets(desired, desired)).toEqual([]);
    }),
  );
});
