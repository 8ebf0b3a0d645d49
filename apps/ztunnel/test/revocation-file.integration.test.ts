import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@ambit/lifecycle";
import { eventually } from "@ambit/lifecycle/testing";
import { CrlFileMetrics } from "@ambit/proxy/metrics";
import { MetricsRegistry } from "@ambit/telemetry";
import { memoryLogger } from "@ambit/telemetry/testing";
import type { RevocationList } from "@ambit/tls/revocation";
import { pem, TestAuthority } from "@ambit/tls/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { followRevocationFile } from "../src/control/revocation-file.ts";

const authority = TestAuthority.root();
const asPem = (...serials: readonly string[]): string => pem("X509 CRL", authority.revocationList(serials));

let folder = "";
let path = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "crl-"));
  path = join(folder, "ca-crl.pem");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Follows the file; what was handed out, as serial numbers. */
function following() {
  const handedOut: string[][] = [];
  const { logger, sink } = memoryLogger("tls::crl");
  const registry = new MetricsRegistry();
  const file = followRevocationFile({
    path,
    clock: systemClock,
    logger,
    metrics: new CrlFileMetrics(registry),
    onLists: (lists: readonly RevocationList[]) => handedOut.push(lists.flatMap(({ serials }) => serials)),
  });
  const metrics = async (): Promise<string> => (await registry.render({ acceptsOpenMetrics: true })).body;
  return { handedOut, sink, metrics, [Symbol.dispose]: () => file[Symbol.dispose]() };
}

/** As a ConfigMap volume does it. */
function replace(content: string | Uint8Array): void {
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}

describe("what the file says at start is handed out at once", () => {
  test.each<readonly [string, () => string | Uint8Array, readonly string[]]>([
    ["as PEM", () => asPem("5", "6"), ["05", "06"]],
    ["as several blocks", () => asPem("5") + asPem("200"), ["05", "c8"]],
    ["as DER", () => authority.revocationList(["5"]), ["05"]],
    ["an empty file", () => "", []],
  ])("%s", (_name, content, serials) => {
    writeFileSync(path, content());
    using file = following();
    expect(file.handedOut).toEqual([serials]);
    expect(file.sink.lines).toHaveLength(1);
  });
});

test("a change is handed out, whatever its form", async () => {
  writeFileSync(path, asPem("5"));
  using file = following();
  replace(authority.revocationList(["5", "6"]));
  await eventually(() => expect(file.handedOut).toEqual([["05"], ["05", "06"]]));
  replace("");
  await eventually(() => expect(file.handedOut).toEqual([["05"], ["05", "06"], []]));
  expect(await file.metrics()).toContain("ambit_crl_revoked_certificates 0");
});

test("a file that comes later is handed out then, and its absence is told", async () => {
  using file = following();
  expect(file.handedOut).toEqual([]);
  await eventually(() => expect(file.sink.lines.join()).toContain("cannot be read"));
  replace(asPem("5"));
  await eventually(() => expect(file.handedOut).toEqual([["05"]]));
  expect(await file.metrics()).toContain("ambit_crl_revoked_certificates 1");
});

test("a file that cannot be read, or is gone, leaves what was known, with a line and a count", async () => {
  writeFileSync(path, asPem("5"));
  using file = following();
  replace("nonsense");
  await eventually(async () => expect(await file.metrics()).toContain("ambit_crl_reload_failures_total 1"));
  rmSync(path);
  await eventually(async () => expect(await file.metrics()).toContain("ambit_crl_reload_failures_total 2"));
  expect(file.handedOut).toEqual([["05"]]);
  expect(file.sink.records.filter(({ level }) => level === "warn")).toHaveLength(2);
  replace(asPem("6"));
  await eventually(() => expect(file.handedOut).toEqual([["05"], ["06"]]));
});

test("a file that is wrong from the start is followed all the same", async () => {
  writeFileSync(path, "nonsense");
  using file = following();
  expect(file.handedOut).toEqual([]);
  expect(file.sink.records).toMatchObject([{ level: "warn", path }]);
  replace(asPem("5"));
  await eventually(() => expect(file.handedOut).toEqual([["05"]]));
});
