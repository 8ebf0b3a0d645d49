import { describe, expect, test } from "vitest";
import { aConfigMap } from "../testing/an-object.ts";
import { parseLabelSelector } from "./label-selector.ts";

function matches(selector: string, labels: Readonly<Record<string, string>>): boolean {
  const object = aConfigMap("a");
  return parseLabelSelector(selector)({ ...object, metadata: { ...object.metadata, labels } });
}

describe("a label selector", () => {
  test.each<[string, Readonly<Record<string, string>>, boolean]>([
    ["", {}, true],
    ["app=web", { app: "web" }, true],
    ["app==web", { app: "web" }, true],
    ["app=web", { app: "db" }, false],
    ["app=web", {}, false],
    ["app=", { app: "" }, true],
    ["app!=web", {}, true],
    ["app!=web", { app: "web" }, false],
    ["app in (web, db)", { app: "db" }, true],
    ["app in (web,db)", { app: "x" }, false],
    ["app notin (web)", {}, true],
    ["app notin (web)", { app: "web" }, false],
    ["app", { app: "anything" }, true],
    ["app", {}, false],
    ["!app", {}, true],
    ["!app", { app: "" }, false],
    ["istio.io/rev=a,!app", { "istio.io/rev": "a" }, true],
    ["a=1, b in (x,y), !c", { a: "1", b: "y" }, true],
    ["a=1, b in (x,y), !c", { a: "1", b: "y", c: "" }, false],
    ["constructor", {}, false],
  ])("%s of %j: %s", (selector, labels, expected) => {
    expect(matches(selector, labels)).toBe(expected);
  });

  test.each(["app in web", "=web", "a b", "app in (a", "a=b=c", "-a=b", ","])("%s is refused", (selector) => {
    expect(() => parseLabelSelector(selector)).toThrow(expect.objectContaining({ code: "BadRequest" }));
  });
});
