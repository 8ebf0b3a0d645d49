import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { childPrograms } from "./child-program.ts";

test("a process that cannot be started for want of descriptors is an error of that call", async () => {
  // What spawn gives when it cannot make the pipes: an emitter without streams, and the error in the next turn.
  const child = new EventEmitter() as ChildProcessWithoutNullStreams;
  const run = childPrograms(() => {
    process.nextTick(() =>
      child.emit("error", Object.assign(new Error("spawn nft EMFILE"), { code: "EMFILE" })),
    );
    return child;
  });
  await expect(run({ program: "nft", args: [] })).rejects.toMatchObject({
    code: "program-failed",
    message: "cannot start nft: spawn nft EMFILE",
  });
});

test("a namespace that cannot be entered is an error of that call", async () => {
  const run = childPrograms(() => {
    throw new Error("gone");
  });
  await expect(run({ program: "nft", args: [] })).rejects.toThrow("gone");
});
