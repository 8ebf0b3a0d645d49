import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findIdentity, formatIdentity, parseIdentity } from "./identity.ts";
import { ModelError } from "./model-error.ts";

describe("parseIdentity", () => {
  test("reads trust domain, namespace and service account", () => {
    expect(parseIdentity("spiffe://cluster.local/ns/shop/sa/client")).toEqual({
      trustDomain: "cluster.local",
      namespace: "shop",
      serviceAccount: "client",
    });
  });

  test.each([
    ["an empty namespace and service account", "spiffe://td/ns//sa/"],
    ["an empty trust domain", "spiffe:///ns/a/sa/b"],
    ["any case of names", "spiffe://TD/ns/A/sa/B"],
  ])("accepts %s", (_, text) => {
    expect(formatIdentity(parseIdentity(text))).toBe(text);
  });

  test.each([
    ["nothing", ""],
    ["the scheme alone", "spiffe://"],
    ["another case of the scheme", "SPIFFE://td/ns/a/sa/b"],
    ["no scheme", "td/ns/a/sa/b"],
    ["another scheme", "https://td/ns/a/sa/b"],
    ["a trailing slash", "spiffe://td/ns/a/sa/b/"],
    ["one more segment", "spiffe://td/ns/a/sa/b/c"],
    ["one segment less", "spiffe://td/ns/a/sa"],
    ["another case of ns", "spiffe://td/NS/a/sa/b"],
    ["another word for sa", "spiffe://td/ns/a/pod/b"],
    ["swapped words", "spiffe://td/sa/a/ns/b"],
    ["white space in front", " spiffe://td/ns/a/sa/b"],
  ])("refuses %s", (_, text) => {
    expect(findIdentity(text)).toBeUndefined();
    expect(() => parseIdentity(text)).toThrow(ModelError);
  });
});

const segment = fc.string({ unit: "binary" }).map((text) => text.replaceAll("/", "-"));

test("every identity without slashes in its parts comes back from its text", () => {
  fc.assert(
    fc.property(
      fc.record({ trustDomain: segment, namespace: segment, serviceAccount: segment }),
      (identity) => {
        expect(findIdentity(formatIdentity(identity))).toEqual(identity);
      },
    ),
  );
});

test("no text makes it throw, and what it accepts is printed unchanged", () => {
  const nearly = fc
    .array(fc.constantFrom("spiffe://", "td", "/", "ns", "sa", "a", ""))
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.oneof(fc.string(), nearly), (text) => {
      const identity = findIdentity(text);
      expect(identity === undefined || formatIdentity(identity) === text).toBe(true);
    }),
  );
});
