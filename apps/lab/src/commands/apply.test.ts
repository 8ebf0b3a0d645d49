import { expect, test } from "vitest";
import { parseObjects } from "./apply.ts";

const OBJECT = "apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n";

test("documents, lists and empty documents are taken apart", () => {
  const list = JSON.stringify({
    apiVersion: "v1",
    kind: "List",
    items: [{ apiVersion: "v1", kind: "Pod", metadata: {} }],
  });
  const objects = parseObjects(`---\n${OBJECT}---\n# nothing\n---\n${list}\n`, "x.yaml");
  expect(objects.map(({ kind }) => kind)).toEqual(["Namespace", "Pod"]);
});

test.each([
  ["a: [", "x.yaml: "],
  ["just text", "x.yaml: an object has apiVersion, kind and metadata"],
  ["kind: Pod", "x.yaml: an object has apiVersion, kind and metadata"],
])("%j is refused with the file's name", (text, message) => {
  expect(() => parseObjects(text, "x.yaml")).toThrow(message);
});
