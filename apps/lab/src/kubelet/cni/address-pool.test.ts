import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AddressPool } from "./address-pool.ts";

describe("the pool of addresses", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "l1-pool-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("gives each sandbox one, the same when asked again, and lets a free one rest", () => {
    const pool = AddressPool.open(folder);
    expect([pool.take("a"), pool.take("b"), pool.take("a")]).toEqual([2, 3, 2]);
    pool.release("a");
    expect(pool.take("c")).toBe(4);
    expect(pool.take("in a hurry", true)).toBe(2);
  });

  test("remembers over a restart", () => {
    const before = AddressPool.open(folder);
    before.take("a");
    before.take("b");
    before.release("b");
    const after = AddressPool.open(folder);
    expect([after.take("a"), after.take("c")]).toEqual([2, 4]);
  });

  test("begins again at the front, and says when all are taken", () => {
    const pool = AddressPool.open(folder, 9);
    const all = Array.from({ length: 9 }, (_, index) => pool.take(`s${index}`));
    expect(new Set(all).size).toBe(9);
    expect(() => pool.take("one more")).toThrow("all addresses of this node are in use");
    pool.release("s7");
    expect(pool.take("another")).toBe(all[7]);
  });

  test("lets go of what nobody has a record of", () => {
    const pool = AddressPool.open(folder);
    pool.take("a");
    pool.take("b");
    pool.retain(new Set(["b"]));
    expect(AddressPool.open(folder).take("b")).toBe(3);
  });
});
