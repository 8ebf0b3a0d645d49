import { describe, expect, test } from "vitest";
import { HeaderList } from "./header-list.ts";

function aList(): HeaderList {
  return HeaderList.from([
    ["Accept", "a"],
    ["X-Id", "1"],
    ["accept", "b"],
    ["Cookie", "c=1"],
    ["cookie", "d=2"],
  ]);
}

describe("a header list", () => {
  test("finds fields in any case, in order, and keeps the case they came in", () => {
    const list = aList();
    expect(list.size).toBe(5);
    expect([list.nameAt(1), list.spellingAt(1), list.valueAt(1)]).toEqual(["x-id", "X-Id", "1"]);
    expect(list.find("accept")).toBe("a");
    expect(list.all("accept")).toEqual(["a", "b"]);
    expect([list.count("accept"), list.count("none"), list.has("x-id"), list.has("none")]).toEqual([
      2,
      0,
      true,
      false,
    ]);
    expect([list.nameAt(9), list.spellingAt(9), list.valueAt(9)]).toEqual(["", "", ""]);
  });

  test("joins the values of a name: of cookies with a semicolon, of all others with a comma", () => {
    const list = aList();
    expect(list.findJoined("accept")).toBe("a,b");
    expect(list.findJoined("cookie")).toBe("c=1; d=2");
    expect(list.findJoined("x-id")).toBe("1");
    expect(list.findJoined("none")).toBeUndefined();
  });

  test("replaces all fields of a name at the place of the first", () => {
    const list = aList();
    list.set("ACCEPT", "c");
    list.set("X-New", "n");
    expect(list.toPairs()).toEqual([
      ["accept", "c"],
      ["x-id", "1"],
      ["cookie", "c=1"],
      ["cookie", "d=2"],
      ["x-new", "n"],
    ]);
    expect(list.spellingAt(0)).toBe("ACCEPT");
  });

  test("removes all fields of a name, and says whether there was one", () => {
    const list = aList();
    expect(list.remove("accept")).toBe(true);
    expect(list.remove("accept")).toBe(false);
    expect(list.toPairs().map(([name]) => name)).toEqual(["x-id", "cookie", "cookie"]);
  });

  test("has copies that change by themselves", () => {
    const list = aList();
    const copy = list.clone();
    copy.remove("cookie");
    copy.set("X-Id", "2");
    expect([list.size, list.find("x-id"), copy.size, copy.find("x-id")]).toEqual([5, "1", 3, "2"]);
    expect(copy.spellingAt(0)).toBe("Accept");
  });
});
