import { expect, test } from "vitest";
import { type Attributes, compileExpression } from "./expression.ts";

const HEADERS: Readonly<Record<string, string>> = { host: "shop", "x-tier": "gold" };
const VALUES: Readonly<Record<string, string | number | boolean>> = {
  "request.method": "GET",
  "request.url_path": "/api/carts",
  "response.code": 404,
  "connection.mtls": true,
};
const attributes: Attributes = (path) =>
  path === "request.headers"
    ? { find: (name) => (Object.hasOwn(HEADERS, name) ? HEADERS[name] : undefined) }
    : VALUES[path];

test.each([
  ['"test"', "test"],
  ["'it\\'s'", "it's"],
  ["request.method", "GET"],
  ["response.code >= 400", true],
  ["response.code >= 400 && response.code < 404", false],
  ["response.code == 200 || request.method == 'GET'", true],
  ["response.code in [404, 503]", true],
  ["'x-tier' in request.headers", true],
  ["'x-none' in request.headers", false],
  ["request.headers['x-tier'] == 'gold'", true],
  ["request.headers.host", "shop"],
  ["has(request.headers['x-none'])", false],
  ["!request.url_path.startsWith('/healthz')", true],
  ["request.url_path.matches('^/api/[a-z]+$')", true],
  ["request.url_path.contains('cart') && size(request.method) == 3", true],
  ["request.method + '-' + string(response.code)", "GET-404"],
  ["connection.mtls ? 'yes' : 'no'", "yes"],
  ["-1 < 0", true],
  ["int('7') + 1", 8],
  ["(1 + 2) == 3", true],
])("%s is %j", (source, expected) => {
  expect(compileExpression(source)?.(attributes)).toBe(expected);
});

test.each([
  "request.unheardof",
  "request.headers['x-none']",
  "request.headers['x-none'] == 'a'",
  "request.method > 3",
  "!request.method",
  "request.headers['x-none'] == 'a' && true",
  "request.method ? 1 : 2",
])("%s has no value", (source) => {
  expect(compileExpression(source)?.(attributes)).toBeUndefined();
});

test("what decides by itself does so beside an error", () => {
  expect(compileExpression("request.none == 1 || true")?.(attributes)).toBe(true);
  expect(compileExpression("request.none == 1 && false")?.(attributes)).toBe(false);
});

test.each([
  "",
  "a b",
  "(1",
  "a.",
  "f(1)",
  "'open",
  "a.nothing(1)",
  "a ==",
  "1 = 1",
  "a.matches('(')",
  "a[",
  "§",
])("%j is no expression", (source) => {
  expect(compileExpression(source)).toBeUndefined();
});

test("a long expression is refused", () => {
  expect(compileExpression("(".repeat(600))).toBeUndefined();
});
