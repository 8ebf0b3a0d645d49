/** `npm start` without its set-up: the demonstration shows what it claims, and fails where it cannot. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { describeNetns } from "../src/describe-netns.ts";
import { listNamespaces } from "../src/namespace.ts";

const MAIN = fileURLToPath(new URL("../demo/main.ts", import.meta.url));

function demonstrate(...args: readonly string[]) {
  return spawnSync(process.execPath, [MAIN, ...args], { encoding: "utf8", timeout: 100_000 });
}

describeNetns("the demonstration", () => {
  test("measures every statement to be so, in plain text, and leaves nothing behind", () => {
    const { status, stdout, stderr } = demonstrate("--once");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/All \d+ statements were measured to be so/);
    expect(stdout).not.toContain("\u001b");
    expect(listNamespaces().filter((name) => name.startsWith("ambit-demo"))).toEqual([]);
  });

  test("names its options when it is given an unknown one", () => {
    const { status, stderr } = demonstrate("--twice");
    expect(status).toBe(64);
    expect(stderr).toContain("usage: npm start");
  });
});
