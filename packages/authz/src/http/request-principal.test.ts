import { expect, test } from "vitest";
import { aToken } from "../testing/http.ts";
import { compileRequestPrincipal } from "./request-principal.ts";

test.each([
  ["https://issuer.example/user", {}, true],
  ["https://issuer.example/other", {}, false],
  ["https://other.example/user", {}, false],
  ["*", {}, true],
  ["*", { sub: "" }, false],
  ["*", { iss: "" }, false],
  ["*/user", {}, true],
  ["*/other", {}, false],
  ["*/*", {}, true],
  ["https://issuer.example/*", {}, true],
  ["https://issuer.example/*", { sub: "" }, false],
  ["https://issuer.example/us*", {}, true],
  ["https://issuer.example/*er", {}, true],
  ["*example/user", {}, true],
  ["*ser", {}, true],
  ["*other", {}, false],
  ["https:*", {}, true],
  ["http:*", {}, false],
  ["accounts*", { iss: "accounts.example" }, true],
  ["user", {}, false],
  [
    "testing@secure.istio.io/testing@secure.istio.io",
    { iss: "testing@secure.istio.io", sub: "testing@secure.istio.io" },
    true,
  ],
  ["https://issuer.example/a/b", { sub: "a/b" }, false],
])("%s and a token with %j: %j", (pattern, claims, isMatch) => {
  expect(compileRequestPrincipal(pattern)(aToken(claims))).toBe(isMatch);
});
