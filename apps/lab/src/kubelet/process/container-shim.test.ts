import { describe, expect, test } from "vitest";
import {
  parseExit,
  parsePids,
  SHIM_TOOLS,
  type ShimOrder,
  type ShimTools,
  shimCommand,
} from "./container-shim.ts";

const TOOLS = Object.fromEntries(
  Object.entries(SHIM_TOOLS).map(([field, name]) => [field, `/t/${name}`]),
) as unknown as ShimTools;
const ORDER: ShimOrder = {
  runFolder: "/run/x",
  template: "/run/t",
  netns: "/run/netns/p",
  hostname: "web",
  cgroupProcs: "/cg/cgroup.procs",
  argv: ["program", "an argument"],
  env: { A: "1" },
  workingDirectory: "/work",
  user: { uid: undefined, gid: undefined },
};

describe("the command of the shim", () => {
  test("joins the cgroup, then enters the network and new namespaces, then runs the program", () => {
    const command = shimCommand(ORDER, TOOLS);
    expect(command.slice(0, 2)).toEqual(["/t/sh", "-c"]);
    expect(command[3]).toBe("/cg/cgroup.procs");
    expect(command.slice(4, 13)).toEqual([
      "/t/nsenter",
      "--net=/run/netns/p",
      "--",
      "/t/unshare",
      "--uts",
      "--mount",
      "--propagation",
      "slave",
      "--",
    ]);
    expect(command.slice(-7)).toEqual([
      "ambit-shim",
      "/run/x",
      "/work",
      "web",
      "/run/t",
      "program",
      "an argument",
    ]);
  });

  test("goes without a cgroup, and keeps the machine's name in the node's network", () => {
    const command = shimCommand({ ...ORDER, cgroupProcs: undefined, hostname: undefined }, TOOLS);
    expect(command[0]).toBe("/t/nsenter");
    expect(command).not.toContain("--uts");
    expect(command.at(-4)).toBe("");
  });

  test("changes the user, and hands variables over that a shell would drop", () => {
    const order = { ...ORDER, user: { uid: undefined, gid: 1337 }, env: { A: "1", "a.b-c": "x y" } };
    expect(shimCommand(order, TOOLS).slice(-9)).toEqual([
      "/t/setpriv",
      "--reuid=0",
      "--regid=1337",
      "--clear-groups",
      "--",
      "/t/env",
      "a.b-c=x y",
      "program",
      "an argument",
    ]);
  });
});

test.each([
  ["exit 0\n", { kind: "exit", code: 0 }],
  ["exit 137\n", { kind: "exit", code: 137 }],
  ["setup 32\n", { kind: "setup", code: 32 }],
  ["", undefined],
  ["exit", undefined],
])("what the shim wrote: %j", (text, expected) => {
  expect(parseExit(text)).toEqual(expected);
});

test.each([
  ["12 34\n", { shim: 12, program: 34 }],
  ["", undefined],
  ["12", undefined],
])("who runs: %j", (text, expected) => {
  expect(parsePids(text)).toEqual(expected);
});
