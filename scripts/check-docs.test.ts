import { expect, test } from "vitest";
import { findDefinition, findReexports } from "./check-docs.ts";

test.each([
  ["/** Says it. */\nexport const a = 1;", true],
  ["/**\n * Says it.\n */\nexport function a(): void {}", true],
  ["export const a = 1;", false],
  ["/** Of something else. */\nconst b = 2;\nexport class a {}", false],
])("a definition is documented by the comment right above it: %j", (source, isDocumented) => {
  expect(findDefinition(source, "a")?.isDocumented).toBe(isDocumented);
});

test("finds no definition of a name that is only a prefix", () => {
  expect(findDefinition("export const ab = 1;", "a")).toBeUndefined();
});

test("reads lists of re-exports with types, aliases and line breaks", () => {
  const source = 'export {\n  a,\n  type B as C,\n} from "./x.ts";\nexport type { D } from "./y.ts";\n';
  expect(findReexports(source)).toEqual([
    { name: "a", exportedAs: "a", from: "./x.ts" },
    { name: "B", exportedAs: "C", from: "./x.ts" },
    { name: "D", exportedAs: "D", from: "./y.ts" },
  ]);
});
