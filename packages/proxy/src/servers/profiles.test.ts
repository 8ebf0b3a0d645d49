import { gunzipSync } from "node:zlib";
import { FakeClock } from "@ambit/lifecycle/testing";
import type { ProfileCommand, ThreadProfile } from "@ambit/program/profiler";
import { expect, test } from "vitest";
import { buildProfiles, type Profiles } from "./profiles.ts";

function profileOf(functionName: string, ...values: number[]): ThreadProfile {
  const root = {
    frame: { functionName: "(root)", file: "", line: 1 },
    parent: -1,
    values: values.map(() => 0),
  };
  return { nodes: [root, { frame: { functionName, file: "a.ts", line: 2 }, parent: 0, values }] };
}

interface Fixture {
  readonly clock: FakeClock;
  readonly profiles: Profiles;
  /** What each thread was told, in order. */
  readonly told: string[];
}

function aProcess(): Fixture {
  const clock = new FakeClock();
  const told: string[] = [];
  const answer = (name: string, command: ProfileCommand): ThreadProfile | undefined => {
    told.push(`${name} ${command.kind}`);
    if (command.kind === "stop-cpu") return profileOf(`busy in ${name}`, 5);
    return command.kind === "take-heap" ? profileOf(`kept by ${name}`, 2, 4_096) : undefined;
  };
  const profiles = buildProfiles({
    main: { run: (command) => answer("main", command) },
    workers: {
      profile: (command) =>
        Promise.resolve([0, 1].map((worker) => ({ worker, profile: answer(`worker ${worker}`, command) }))),
    },
    clock,
    epochMs: () => 1_800_000_000_000,
  });
  return { clock, profiles, told };
}

function textOf(profile: Uint8Array | undefined): string {
  return profile === undefined ? "" : new TextDecoder().decode(gunzipSync(profile));
}

test("a profile of the CPU runs in every thread for the time that was asked for", async () => {
  const { clock, profiles, told } = aProcess();
  const profile = profiles.cpu({ seconds: 3, frequency: 100 });
  await clock.advanceAsync(2_999);
  expect(told).toEqual(["worker 0 start-cpu", "worker 1 start-cpu", "main start-cpu"]);
  await clock.advanceAsync(1);
  const text = textOf(await profile);
  expect(told.slice(3)).toEqual(["worker 0 stop-cpu", "worker 1 stop-cpu", "main stop-cpu"]);
  for (const name of ["main", "worker 0", "worker 1"]) expect(text).toContain(`busy in ${name}`);
  expect(text).toContain("nanoseconds");
});

test("a profile of the heap is there while it is switched on", async () => {
  const { profiles, told } = aProcess();
  expect(await profiles.heap()).toBeUndefined();
  await profiles.setHeapActive(true);
  await profiles.setHeapActive(true);
  expect(told).toEqual(["worker 0 start-heap", "worker 1 start-heap", "main start-heap"]);
  expect(profiles.isHeapActive).toBe(true);
  expect(textOf(await profiles.heap())).toContain("kept by worker 1");
  await profiles.setHeapActive(false);
  expect(await profiles.heap()).toBeUndefined();
});
