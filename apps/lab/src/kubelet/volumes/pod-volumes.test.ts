import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KubeError } from "@ambit/kube";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aContext, aPod } from "../testing/a-pod.ts";
import { PodVolumes } from "./pod-volumes.ts";

describe("the volumes of a pod", () => {
  let folder = "";
  let nowMs = 0;
  let asked: string[] = [];
  let answer: () => Promise<{ token: string; expiresAtMs: number }>;
  let volumes: PodVolumes;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "l1-volumes-"));
    nowMs = 1_000_000;
    asked = [];
    answer = async () => ({ token: `token ${asked.length}`, expiresAtMs: nowMs + 1_000_000 });
    volumes = new PodVolumes({
      folder: join(folder, "volumes"),
      hostPaths: { root: join(folder, "root"), labFolder: join(folder, "lab") },
      createToken: async (_pod, { audience = "" }) => {
        asked.push(audience);
        return answer();
      },
      nowMs: () => nowMs,
    });
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const withVolumes = (...list: readonly Readonly<Record<string, unknown>>[]) =>
    aContext(aPod({ volumes: list }));
  const token = {
    name: "t",
    projected: { sources: [{ serviceAccountToken: { path: "token", audience: "istio-ca" } }] },
  };

  test("are folders of this machine", async () => {
    const paths = await volumes.prepare(
      withVolumes({ name: "e", emptyDir: {} }, { name: "h", hostPath: { path: "/var/run/x" } }, token),
    );
    expect(statSync(paths.get("e") ?? "").mode & 0o777).toBe(0o777);
    expect(paths.get("h")).toBe(join(folder, "root/var/run/x"));
    expect(existsSync(join(folder, "root/var/run/x"))).toBe(true);
    expect(readFileSync(join(paths.get("t") ?? "", "token"), "utf8")).toBe("token 1");
    expect(asked).toEqual(["istio-ca"]);
  });

  test("have tokens that are renewed in time, and not before", async () => {
    const context = withVolumes(token);
    const path = join((await volumes.prepare(context)).get("t") ?? "", "token");
    expect(volumes.renewAtMs).toBe(1_800_000);
    nowMs = 1_700_000;
    await volumes.prepare(context);
    expect(asked).toHaveLength(1);
    nowMs = 1_800_000;
    await volumes.prepare(context);
    expect(readFileSync(path, "utf8")).toBe("token 2");
    expect(volumes.renewAtMs).toBe(2_600_000);
  });

  test("keep the old token while no new one is to be had", async () => {
    const context = withVolumes(token);
    const path = join((await volumes.prepare(context)).get("t") ?? "", "token");
    nowMs = 1_900_000;
    answer = async () => {
      throw new KubeError("unreachable", "down");
    };
    await expect(volumes.prepare(context)).rejects.toThrow("down");
    expect(readFileSync(path, "utf8")).toBe("token 1");
  });

  test("wait for a service account that is not there", async () => {
    answer = async () => {
      throw new KubeError("not-found", "no");
    };
    await expect(volumes.prepare(withVolumes(token))).rejects.toMatchObject({
      code: "not-there",
      message: 'service account "default" not found',
    });
  });

  test("refuse what there is not in a lab", async () => {
    await expect(volumes.prepare(withVolumes({ name: "v", nfs: {} }))).rejects.toThrow(
      "volume v: there is no nfs in a lab",
    );
  });
});
