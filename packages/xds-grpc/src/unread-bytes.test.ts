import { expect, test } from "vitest";
import { UnreadBytes } from "./unread-bytes.ts";

test("bytes of incomplete requests are limited in all and for each address", () => {
  const unread = new UnreadBytes({ totalBytes: 100, bytesPerAddress: 60 });
  unread.add("a", 60);
  expect([unread.isTooMuch("a"), unread.isTooMuch("b")]).toEqual([false, false]);
  unread.add("a", 1);
  expect([unread.isTooMuch("a"), unread.isTooMuch("b")]).toEqual([true, false]);
  unread.add("b", 40);
  expect(unread.isTooMuch("b")).toBe(true);
  unread.add("a", -61);
  expect([unread.isTooMuch("a"), unread.isTooMuch("b"), unread.totalBytes]).toEqual([false, false, 40]);
});
