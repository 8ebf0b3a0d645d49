import { parseIdentity } from "@ambit/model";
import { expect, test } from "vitest";
import { checkClient, checkServer, peerIdentity, provenIdentities, provenIdentity } from "./peer-check.ts";
import { Revocations } from "./revocations.ts";

const A = "spiffe://cluster.local/ns/shop/sa/a";
const B = "spiffe://cluster.local/ns/shop/sa/b";
const FOREIGN = "spiffe://elsewhere/ns/shop/sa/a";
const BAD = "spiffe://cluster.local/ns/shop";

test.each([
  { name: "the one expected", sans: [A], expected: [A], verdict: "ok" },
  { name: "one of several expected", sans: [B], expected: [A, B], verdict: "ok" },
  { name: "the expected one among several of its own", sans: [FOREIGN, B, A], expected: [A], verdict: "ok" },
  { name: "the expected one behind one that does not parse", sans: [BAD, A], expected: [A], verdict: "ok" },
  { name: "another account", sans: [B], expected: [A], verdict: "wrong-identity" },
  {
    name: "the same account of another trust domain",
    sans: [FOREIGN],
    expected: [A],
    verdict: "wrong-identity",
  },
  { name: "an account in other letters", sans: [A.toUpperCase()], expected: [A], verdict: "no-identity" },
  { name: "anything, when nobody is expected", sans: [A], expected: [], verdict: "wrong-identity" },
  { name: "no identity", sans: [], expected: [A], verdict: "no-identity" },
  {
    name: "only what does not parse",
    sans: [BAD, "https://cluster.local/ns/shop/sa/a"],
    expected: [A],
    verdict: "no-identity",
  },
  { name: "an identity with a slash behind", sans: [`${A}/`], expected: [A], verdict: "no-identity" },
])("a server that proves $name: $verdict", ({ sans, expected, verdict }) => {
  expect(checkServer(expected.map(parseIdentity), new Revocations())(sans, "1", [])).toBe(verdict);
});

test.each([
  { name: "the expected one, not its first", sans: [FOREIGN, B, A], expected: [A], proven: A },
  { name: "its first of several expected", sans: [BAD, B, A], expected: [A, B], proven: B },
  { name: "none", sans: [FOREIGN], expected: [A], proven: undefined },
])("a server is known as $name", ({ sans, expected, proven }) => {
  expect(provenIdentity(sans, expected.map(parseIdentity))).toEqual(
    proven === undefined ? undefined : parseIdentity(proven),
  );
});

test.each([
  { sans: [], text: undefined },
  { sans: [BAD], text: undefined },
  { sans: [BAD, A], text: A },
  { sans: [FOREIGN, A], text: `${FOREIGN},${A}` },
])("logs and dumps show every identity of $sans", ({ sans, text }) => {
  expect(provenIdentities(sans)).toBe(text);
});

test.each([
  { name: "an identity of our trust domain", sans: [A], verdict: "ok", identity: A },
  { name: "a foreign one first", sans: [FOREIGN, B, A], verdict: "ok", identity: B },
  { name: "one that does not parse first", sans: [BAD, A], verdict: "ok", identity: A },
  { name: "a foreign one only", sans: [FOREIGN], verdict: "wrong-trust-domain", identity: undefined },
  { name: "no identity", sans: [], verdict: "no-identity", identity: undefined },
  { name: "only what does not parse", sans: [BAD], verdict: "no-identity", identity: undefined },
])("a client that proves $name: $verdict", ({ sans, verdict, identity }) => {
  expect(checkClient(["cluster.local"], new Revocations())(sans, "1", [])).toBe(verdict);
  expect(peerIdentity(sans, ["cluster.local"])).toEqual(
    identity === undefined ? undefined : parseIdentity(identity),
  );
});
