import { expect, test } from "vitest";
import { applySetText } from "./set-text.ts";
import { encodeValue, parseValues } from "./value.ts";

test.each<[string, string, unknown]>([
  ["a=b", "", { a: "b" }],
  ["a.b.c=1,d=true", "", { a: { b: { c: 1 } }, d: true }],
  ["a.b=2", "a: { b: 1, c: 3 }", { a: { b: 2, c: 3 } }],
  ["a={x,y,3}", "", { a: ["x", "y", 3] }],
  ["a={}", "", { a: [] }],
  ["a[1].b=x", "", { a: [null, { b: "x" }] }],
  ["a[0]=z", "a: [x, w]", { a: ["z", "w"] }],
  [String.raw`a=x\,y`, "", { a: "x,y" }],
  [String.raw`a.b\.c/d=1`, "", { a: { "b.c/d": 1 } }],
  ["a=null", "", { a: null }],
  ["a=", "", { a: "" }],
  ["a=b=c", "", { a: "b=c" }],
  ["a=007", "", { a: "007" }],
])("--set %s", (text, values, result) => {
  expect(encodeValue(applySetText(parseValues(values, "v"), text))).toEqual(result);
});

test.each([
  ["a", '"a" is no name=value'],
  ["=b", '"=b" is no name=value'],
  ["a[x]=b", '"a[x]" is no name'],
  ["a[99999]=b", "no list is longer than 1024"],
])("--set %s is refused", (text, message) => {
  expect(() => applySetText(new Map(), text)).toThrow(message);
});
