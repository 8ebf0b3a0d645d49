import type { CheckContext } from "@ambit/admission";
import { describe, expect, test } from "vitest";
import { answerReview } from "./admission-review.ts";
import { aPolicy, aReview } from "./testing/review.ts";

const CONTEXT: CheckContext = {
  rootNamespace: "istio-system",
  isDryRunOffered: false,
  isStrict: false,
  surroundings: undefined,
};
const GOOD = { rules: [{ from: [{ source: { namespaces: ["app"] } }] }] };
const BAD = { action: "DENY" };
const HALF = { rules: [{ to: [{ operation: { methods: ["GET"] } }] }] };

const answer = (request: object) => answerReview(aReview(request), CONTEXT)?.body;

describe("an object", () => {
  test("that is good is allowed, under the id of the question", () => {
    expect(answer({ object: aPolicy(GOOD) })).toEqual({
      apiVersion: "admission.k8s.io/v1",
      kind: "AdmissionReview",
      response: { uid: "u-1", allowed: true },
    });
  });

  test("that can never work is refused, with the part and the reason", () => {
    expect(answer({ object: aPolicy(BAD) })).toMatchObject({
      response: {
        uid: "u-1",
        allowed: false,
        status: {
          code: 422,
          reason: "Invalid",
          message: expect.stringMatching(/^spec\.rules: DENY without rules/),
        },
      },
    });
  });

  test("that will not do what it says is allowed with a warning", () => {
    expect(answer({ object: aPolicy(HALF) })).toMatchObject({
      response: { allowed: true, warnings: [expect.stringContaining("methods")] },
    });
  });

  test("that gets its name from the API server is looked at as well", () => {
    const object = aPolicy(BAD, { name: undefined, namespace: undefined, generateName: "p-" });
    const answered = answerReview(aReview({ object }), CONTEXT);
    expect(answered?.body).toMatchObject({ response: { allowed: false } });
    expect(answered?.object).toMatchObject({ resource: "authorizationpolicies", key: "app/p-" });
  });

  test("with many mistakes gets an answer of a length that can be read", () => {
    const rules = Array.from({ length: 500 }, () => ({
      from: [{ source: { principals: ["spiffe://a"] } }],
      when: [],
    }));
    const { response } = answer({ object: aPolicy({ rules }) }) as {
      response: { status: { message: string }; warnings: string[] };
    };
    expect(response.status.message.split("; ")).toHaveLength(20);
    expect(response.warnings).toHaveLength(10);
  });
});

describe("an object that was bad before there was a webhook", () => {
  test.each<[name: string, request: object, isAllowed: boolean]>([
    ["may be deleted", { operation: "DELETE", object: null, oldObject: aPolicy(BAD) }, true],
    [
      "may lose its finalizers",
      { operation: "UPDATE", object: aPolicy(BAD), oldObject: aPolicy(BAD, { finalizers: ["x"] }) },
      true,
    ],
    [
      "may change while it goes away",
      {
        operation: "UPDATE",
        object: aPolicy(BAD, { deletionTimestamp: "2026-01-01T00:00:00Z" }),
        oldObject: aPolicy(GOOD),
      },
      true,
    ],
    ["may not become bad", { operation: "UPDATE", object: aPolicy(BAD), oldObject: aPolicy(GOOD) }, false],
    ["may become good", { operation: "UPDATE", object: aPolicy(GOOD), oldObject: aPolicy(BAD) }, true],
  ])("%s", (_name, request, isAllowed) => {
    expect(answer(request)).toMatchObject({ response: { allowed: isAllowed } });
  });
});

test.each<[name: string, json: unknown]>([
  ["no object", 1],
  ["no request", { kind: "AdmissionReview" }],
  ["a request without an id", { request: { object: {} } }],
])("%s is no review", (_name, json) => {
  expect(answerReview(json, CONTEXT)).toBeUndefined();
});
