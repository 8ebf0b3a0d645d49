import { describe, expect, test } from "vitest";
import { type BufferOwner, MAX_BUFFERED_SESSIONS, RecordBuffers } from "./record-buffers.ts";

function newOwners(count: number): BufferOwner[] {
  return Array.from({ length: count }, (_, index) => ({ pointer: index + 1, hasBuffers: false }));
}

function setUp() {
  const released: number[] = [];
  const buffers = new RecordBuffers((pointer) => released.push(pointer));
  return { released, buffers };
}

describe("sessions that keep their record buffers", () => {
  test("are bounded: the one that began longest ago gives up its own", () => {
    const { released, buffers } = setUp();
    const owners = newOwners(MAX_BUFFERED_SESSIONS + 2);
    for (const owner of owners) buffers.keep(owner);
    expect(released).toEqual([1, 2]);
    expect(owners.filter(({ hasBuffers }) => hasBuffers)).toEqual(owners.slice(2));
  });

  test("do so through any number of uses", () => {
    const { released, buffers } = setUp();
    const owners = newOwners(MAX_BUFFERED_SESSIONS);
    for (let use = 0; use < 3; use++) for (const owner of owners) buffers.keep(owner);
    expect(released).toEqual([]);
  });

  test("have a place again when they come back", () => {
    const { released, buffers } = setUp();
    const owners = newOwners(MAX_BUFFERED_SESSIONS + 1);
    for (const owner of [...owners, ...owners.slice(0, 1)]) buffers.keep(owner);
    expect(released).toEqual([1, 2]);
    expect(owners[0]?.hasBuffers).toBe(true);
  });

  test("are never released once they are forgotten", () => {
    const { released, buffers } = setUp();
    const [first, ...others] = newOwners(2 * MAX_BUFFERED_SESSIONS);
    if (first === undefined) throw new Error("no owners");
    buffers.keep(first);
    buffers.forget(first);
    buffers.forget(first);
    for (const owner of others) buffers.keep(owner);
    expect(first.hasBuffers).toBe(false);
    expect(released).not.toContain(first.pointer);
    expect(released).toHaveLength(MAX_BUFFERED_SESSIONS - 1);
  });
});
