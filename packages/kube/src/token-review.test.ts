import { expect, test } from "vitest";
import { decodeServiceAccountToken, decodeTokenReview } from "./token-review.ts";

const user = { username: "system:serviceaccount:apps:web" };

test.each([
  ["authenticated is missing", {}, ""],
  ["authenticated is false", { authenticated: false, error: "expired", user }, "expired"],
  ["authenticated is a text", { authenticated: "true", user }, ""],
  ["authenticated is null", { authenticated: null, user }, ""],
])("nobody is authenticated when %s", (_name, status, error) => {
  expect(decodeTokenReview({ status })).toEqual({ isAuthenticated: false, error });
});

test.each([
  ["no status", {}],
  ["no user", { status: { authenticated: true } }],
  ["an empty username", { status: { authenticated: true, user: { username: "" } } }],
  ["groups that are no list", { status: { authenticated: true, user: { ...user, groups: "admins" } } }],
  ["a group that is no text", { status: { authenticated: true, user: { ...user, groups: [1] } } }],
  ["extra that is no object", { status: { authenticated: true, user: { ...user, extra: [] } } }],
  ["audiences that are no list", { status: { authenticated: true, user, audiences: "istio-ca" } }],
])("an answer with %s is refused", (_name, answer) => {
  expect(() => decodeTokenReview(answer)).toThrow(/TokenReview/);
});

test("what is missing is empty", () => {
  const status = { authenticated: true, user: { ...user, groups: null, extra: null } };
  expect(decodeTokenReview({ status })).toEqual({
    isAuthenticated: true,
    username: user.username,
    uid: "",
    groups: [],
    extra: new Map(),
    audiences: [],
  });
});

test.each([
  ["no token", { expirationTimestamp: "2026-01-01T00:00:00Z" }],
  ["no time", { token: "t" }],
  ["a time that is none", { token: "t", expirationTimestamp: "soon" }],
])("a TokenRequest with %s is refused", (_name, status) => {
  expect(() => decodeServiceAccountToken({ status })).toThrow(/TokenRequest/);
});
