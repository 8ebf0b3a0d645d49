import fc from "fast-check";
import { expect, test } from "vitest";
import { parseRevocationLists } from "./revocation-list.ts";
import { pem, TestAuthority } from "./testing/index.ts";
import { TlsError } from "./tls-error.ts";

const root = TestAuthority.root();

test("every serial number is read, in any number and either form", () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt(1n, 2n ** 159n), { maxLength: 20 }), fc.boolean(), (serials, isPem) => {
      const list = root.revocationList(serials.map(String));
      const file = isPem ? new TextEncoder().encode(pem("X509 CRL", list)) : list;
      const [parsed] = parseRevocationLists(file);
      expect(parsed?.serials.map((serial) => BigInt(`0x${serial}`))).toEqual(serials);
    }),
  );
});

test("damaged lists are read or refused, and nothing else", () => {
  const list = root.revocationList(["1", "2", "3"]);
  fc.assert(
    fc.property(fc.nat(list.length - 1), fc.nat(255), fc.nat(list.length), (at, byte, length) => {
      const damaged = list.slice(0, length);
      if (at < length) damaged[at] = byte;
      try {
        parseRevocationLists(damaged);
      } catch (error) {
        expect(error).toBeInstanceOf(TlsError);
        expect(error).toMatchObject({ code: "bad-revocation-list" });
      }
    }),
    { numRuns: 500 },
  );
});
