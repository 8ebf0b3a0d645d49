import { expect, test } from "vitest";
import { opensslProblems, tlsSelfTest } from "./self-test.ts";

test("this Node exports everything, of the right major version", () => {
  expect(tlsSelfTest()).toEqual([]);
});

test.each([
  ["a missing symbol", ["SSL_read"], 3, "SSL_read"],
  ["another major version", [], 4, "OpenSSL 4"],
])("%s is named", (_name, missing, major, text) => {
  expect(opensslProblems(missing, () => major)[0]).toContain(text);
});
