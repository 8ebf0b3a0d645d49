/** The parts of the mesh are killed under traffic, one after the other, and must not be missed more than they have to. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { killPart } from "../enrolment/kill-part.ts";
import { failuresOf, NOTHING_LOST, PATH_NAMES, PathTraffic, SAFE } from "../enrolment/path-traffic.ts";
import { Lab } from "../src/lab.ts";

const NAMESPACE = "faults";
/** What a path that goes through a killed ztunnel may take from its return on. */
const RECOVERY_MS = 5_000;

describe("with the parts of the mesh killed", () => {
  let lab: Lab;
  let traffic: PathTraffic;
  let folder = "";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "ambit-faults-"));
    lab = await Lab.up({ name: "faults", nodes: 2 });
    traffic = await PathTraffic.open({ lab, namespace: NAMESPACE, isAmbient: true, folder });
  });
  afterAll(async () => {
    await lab?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  test("the controller: nobody notices", async () => {
    const outcome = await traffic.during(() => killPart(lab, "istiod"));
    expect(failuresOf(outcome)).toEqual(NOTHING_LOST);
    expect(outcome).toMatchObject(SAFE);
  });

  test("an agent: nobody notices, and its pods are still in", async () => {
    const outcome = await traffic.during(() => killPart(lab, "istio-cni-node", "n1"));
    expect(failuresOf(outcome)).toEqual(NOTHING_LOST);
    expect(outcome).toMatchObject(SAFE);
    await lab.untilEnrolled(NAMESPACE);
  });

  test("a ztunnel: paths that do not use it go on, the others recover", async () => {
    let backMs = 0;
    const outcome = await traffic.during(async () => {
      await killPart(lab, "ztunnel", "n1");
      backMs = Date.now();
      await delay(RECOVERY_MS);
    });
    expect(failuresOf(outcome)["near n2"]).toEqual([]);
    for (const path of ["far", "near n1"] as const) {
      const late = outcome.paths[path].filter(
        ({ startedMs, outcome: result }) => result !== "ok" && startedMs > backMs + RECOVERY_MS,
      );
      expect(late, path).toEqual([]);
      expect(outcome.paths[path].at(-1)?.outcome, path).toBe("ok");
    }
    expect(outcome).toMatchObject(SAFE);
  });

  test("all of them at once: the same pods are in when they are back", async () => {
    const before = await lab.pods(NAMESPACE);
    const outcome = await traffic.during(async () => {
      await Promise.all([killPart(lab, "ztunnel"), killPart(lab, "istio-cni-node"), killPart(lab, "istiod")]);
      await traffic.untilAnswered("far");
    });
    expect(outcome).toMatchObject(SAFE);
    for (const path of PATH_NAMES) {
      expect(outcome.paths[path].at(-1)?.outcome, path).toBe("ok");
    }
    await lab.untilEnrolled(NAMESPACE);
    const after = await lab.pods(NAMESPACE);
    expect(after.map(({ uid, redirection }) => [uid, redirection])).toEqual(
      before.map(({ uid, redirection }) => [uid, redirection]),
    );
  });
});
