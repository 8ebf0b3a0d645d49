import { type Cidr, CidrMatcher, cidrOf, type IpAddress, ipAddressFromBytes, ipFamily } from "@ambit/addr";
import fc from "fast-check";
import { expect, test } from "vitest";
import { PrefixTrie } from "./prefix-trie.ts";

// Few different bytes, so that blocks and addresses meet.
const byte = fc.constantFrom(0, 1, 128, 255);
const octets = fc.oneof(
  fc.array(byte, { minLength: 4, maxLength: 4 }),
  fc.array(byte, { minLength: 16, maxLength: 16 }),
);
const anyIp: fc.Arbitrary<IpAddress> = octets.map((bytes) =>
  ipAddressFromBytes(Uint8Array.from(bytes), 0, bytes.length === 4 ? 4 : 16),
);
const anyCidr: fc.Arbitrary<Cidr> = fc
  .tuple(anyIp, fc.nat(128))
  .map(([ip, length]) => cidrOf(ip, ipFamily(ip) === 4 ? length % 33 : length));
const step = fc.record({ isAdd: fc.boolean(), cidr: fc.nat(4), value: fc.constantFrom("x", "y") });

test("after any steps it finds exactly the blocks that cover an address, the most specific first", () => {
  const blocks = fc.array(anyCidr, { minLength: 5, maxLength: 5 });
  fc.assert(
    fc.property(
      blocks,
      fc.array(step, { maxLength: 20 }),
      fc.array(anyIp, { maxLength: 10 }),
      (cidrs, steps, ips) => {
        const trie = new PrefixTrie<string>();
        const held = new Map<number, Set<string>>();
        for (const { isAdd, cidr: index, value } of steps) {
          const cidr = cidrs[index];
          const values = held.get(index) ?? new Set();
          if (cidr === undefined) {
            continue;
          }
          if (isAdd) {
            trie.add(cidr, `${index}${value}`);
            values.add(value);
          } else {
            trie.delete(cidr, `${index}${value}`);
            values.delete(value);
          }
          held.set(index, values);
        }
        for (const ip of [...ips, ...cidrs.map((cidr) => cidr.ip)]) {
          const expected = [...held].flatMap(([index, values]) => {
            const cidr = cidrs[index];
            return cidr !== undefined && new CidrMatcher([cidr]).matches(ip)
              ? [...values].map((value) => `${cidr.prefixLength} ${index}${value}`)
              : [];
          });
          const found = trie.covering(ip);
          const names = found.flatMap(({ prefixLength, values }) =>
            [...values].map((value) => `${prefixLength} ${value}`),
          );
          expect(names.toSorted()).toEqual(expected.toSorted());
          const lengths = found.map((prefix) => prefix.prefixLength);
          expect(lengths).toEqual(lengths.toSorted((left, right) => right - left));
        }
        expect(trie.isEmpty).toBe([...held.values()].every((values) => values.size === 0));
      },
    ),
  );
});
