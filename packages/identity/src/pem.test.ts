import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { IdentityError } from "./identity-error.ts";
import { decodePem, encodePem } from "./pem.ts";

const BLOCK = "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n";
const BYTES = Buffer.from([1, 2, 3]);

describe("decodePem", () => {
  test.each([
    { name: "one block", text: BLOCK, count: 1 },
    { name: "no block", text: "nothing here", count: 0 },
    { name: "blocks with text around them", text: `subject=x\n${BLOCK}\n# next\n${BLOCK}`, count: 2 },
    {
      name: "blocks of other labels, which do not count",
      text: `${BLOCK.replaceAll("CERTIFICATE", "EC PARAMETERS")}${BLOCK}`,
      count: 1,
    },
    { name: "Windows line ends", text: BLOCK.replaceAll("\n", "\r\n"), count: 1 },
    { name: "no line ends", text: BLOCK.replaceAll("\n", ""), count: 1 },
  ])("reads $name", ({ text, count }) => {
    expect(decodePem("CERTIFICATE", text)).toEqual(Array.from({ length: count }, () => BYTES));
  });

  test.each([
    { name: "a block without end", text: BLOCK.slice(0, 40) },
    { name: "an empty block", text: BLOCK.replace("AQID", "") },
    { name: "characters that are not base64", text: BLOCK.replace("AQID", "AQ*D") },
    { name: "base64 of the wrong length", text: BLOCK.replace("AQID", "AQI") },
    { name: "headers in the block", text: BLOCK.replace("AQID", "Proc-Type: 4,ENCRYPTED\n\nAQID") },
  ])("refuses $name", ({ text }) => {
    expect(() => decodePem("CERTIFICATE", text)).toThrow(IdentityError);
  });

  test("gives back what was encoded, in any line length", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.constantFrom(60, 64, 76),
        (bytes, lineLength) => {
          const text = encodePem("CERTIFICATE", bytes, lineLength);
          expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(lineLength);
          expect(decodePem("CERTIFICATE", text)).toEqual([Buffer.from(bytes)]);
        },
      ),
    );
  });

  test("throws nothing but IdentityError", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom("-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----", "AQID", "\n", "="),
        ),
        (parts) => {
          try {
            decodePem("CERTIFICATE", parts.join(""));
          } catch (error) {
            expect(error).toBeInstanceOf(IdentityError);
          }
        },
      ),
    );
  });
});
