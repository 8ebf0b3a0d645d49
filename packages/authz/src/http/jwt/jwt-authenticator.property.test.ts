import { aJwtRule } from "@ambit/model/http/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { aJwtRequest, encodeToken, FAKE_KEYS } from "../../testing/http.ts";
import { JwtAuthenticator } from "./jwt-authenticator.ts";

const RULES = [aJwtRule({ issuer: "a", audiences: ["b"], jwks: "keys" })];
const NOW_S = 1_000_000;
const authenticator = new JwtAuthenticator(() => FAKE_KEYS);

function kindOf(token: string): string {
  const request = aJwtRequest("/", { authorization: `Bearer ${token}` });
  return authenticator.authenticate(RULES, request, { nowMs: NOW_S * 1000, isPreflight: false }).kind;
}

const segment = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.base64String({ maxLength: 20 }),
  fc.json({ maxDepth: 2 }).map((text) => btoa(encodeURIComponent(text)).replaceAll("=", "")),
);

test("whatever lies where a token should is refused, and never an exception", () => {
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 4 }), (segments) => {
      expect(kindOf(segments.join("."))).toBe("refused");
    }),
    { numRuns: 1000 },
  );
});

test("a token is accepted if all that it says is in order, and only then", () => {
  const times = fc.option(fc.integer({ min: NOW_S - 120, max: NOW_S + 120 }), { nil: undefined });
  const claims = fc.record({
    iss: fc.constantFrom("a", "c", undefined, 1),
    aud: fc.constantFrom("b", ["x", "b"], "x", undefined, 1),
    exp: fc.oneof(times, fc.constantFrom("1", -1)),
    nbf: times,
  });
  const header = fc.record({ alg: fc.constantFrom("RS256", "ES512", "none", 1, undefined) });
  const signature = fc.constantFrom("good", "bad");
  fc.assert(
    fc.property(claims, header, signature, (said, { alg }, signed) => {
      const isInOrder =
        said.iss === "a" &&
        (said.aud === "b" || (Array.isArray(said.aud) && said.aud.includes("b"))) &&
        (said.exp === undefined || (typeof said.exp === "number" && said.exp >= NOW_S - 60)) &&
        (said.nbf === undefined || said.nbf <= NOW_S + 60) &&
        (alg === "RS256" || alg === "ES512") &&
        signed === "good";
      expect(kindOf(encodeToken(said, { alg }, signed))).toBe(isInOrder ? "accepted" : "refused");
    }),
    { numRuns: 1500 },
  );
});
