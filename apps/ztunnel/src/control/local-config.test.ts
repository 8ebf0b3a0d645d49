import { FakeClock } from "@ambit/lifecycle/testing";
import type { MeshResource } from "@ambit/model";
import { memoryLogger } from "@ambit/telemetry/testing";
import { describe, expect, test } from "vitest";
import { LocalConfig } from "./local-config.ts";

const GOOD = "workloads:\n- {uid: a, name: w-1, namespace: shop, workloadIps: [10.0.0.1], services: {}}\n";
const TWO = `${GOOD}- {uid: b, name: w-2, namespace: shop, workloadIps: [10.0.0.2], services: {}}\n`;

function setUp() {
  const config = LocalConfig.load({ kind: "inline", text: GOOD });
  const { logger, sink } = memoryLogger();
  const changes: (readonly MeshResource[])[] = [];
  let failures = 0;
  const reload = (text: string): void =>
    config.reload(text, {
      clock: new FakeClock(),
      logger,
      onChange: (resources) => changes.push(resources),
      onReloadFailure: () => {
        failures += 1;
      },
    });
  return { config, reload, changes, sink, failures: () => failures };
}

test("new contents replace the old ones", () => {
  const { config, reload, changes, failures } = setUp();
  expect(config.resources).toHaveLength(1);
  reload(TWO);

  expect(config.resources).toHaveLength(2);
  expect(changes).toEqual([config.resources]);
  expect(failures()).toBe(0);
});

test("a written empty mesh is one", () => {
  const { config, reload } = setUp();
  reload("{}");
  expect(config.resources).toEqual([]);
});

describe("a reload keeps the last good contents, with one error", () => {
  test.each([
    { what: "no YAML", text: "workloads: [", says: ["LOCAL_XDS"] },
    { what: "truncated to nothing", text: " \n", says: ["LOCAL_XDS", "empty"] },
    { what: "nothing but comments", text: "---\n# workloads\n", says: ["LOCAL_XDS", "empty"] },
    {
      what: "wrong in one field",
      text: `${GOOD}- {uid: b, name: w-2, namespace: shop, workloadIps: [10.0.0.999], services: {}}\n`,
      says: ["LOCAL_XDS", "workloads[1] (shop/w-2)", "workloadIps", "10.0.0.999"],
    },
    {
      what: "of an unknown key",
      text: GOOD.replace("services:", "servces:"),
      says: ["LOCAL_XDS", "workloads[0] (shop/w-1)", "servces"],
    },
  ])("when the file is $what", ({ text, says }) => {
    const { config, reload, changes, sink, failures } = setUp();
    reload(text);

    expect(config.resources).toHaveLength(1);
    expect(changes).toEqual([]);
    expect(failures()).toBe(1);
    expect(sink.records).toHaveLength(1);
    for (const part of says) expect(sink.lines[0]).toContain(part);
  });
});

test.each([
  { what: "an empty text", source: { kind: "inline", text: "" } as const, says: "empty" },
  { what: "bad YAML", source: { kind: "inline", text: "workloads: 7" } as const, says: "workloads" },
  {
    what: "a missing file",
    source: { kind: "file", path: "/nowhere/mesh.yaml" } as const,
    says: "/nowhere/mesh.yaml",
  },
])("a start with $what is refused", ({ source, says }) => {
  expect(() => LocalConfig.load(source)).toThrowError(
    expect.objectContaining({ code: "bad-local-config", message: expect.stringContaining("cannot use") }),
  );
  try {
    LocalConfig.load(source);
  } catch (error) {
    expect(`${error instanceof Error ? `${error.message} ${String(error.cause)}` : ""}`).toContain(says);
  }
});
