import { afterEach, beforeEach, expect } from "vitest";
import { openSocketCount } from "./sockets.ts";

/** Every test of the file has to close what it opens. Call it before other hooks are set. */
export function expectClosedSockets(): void {
  let before = 0;
  beforeEach(() => {
    before = openSocketCount();
  });
  afterEach(() => {
    expect(openSocketCount(), "sockets left open").toBe(before);
  });
}
