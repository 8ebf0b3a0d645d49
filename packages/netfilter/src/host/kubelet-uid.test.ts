import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findKubeletUid } from "./kubelet-uid.ts";

test.each([
  ["the kubelet's", { "1": "init 0", "20": "kubelet 0" }, 0],
  ["of another user", { "1": "init 0", "20": "k3s-server 1000" }, 1000],
  ["nobody's without one", { "1": "init 0", self: "kubelet 0" }, undefined],
])("the uid is %s", async (_name, processes, expected) => {
  const proc = await mkdtemp(join(tmpdir(), "ambit-proc-"));
  try {
    for (const [pid, text] of Object.entries(processes)) {
      const [name, uid] = text.split(" ");
      await mkdir(join(proc, pid));
      await writeFile(
        join(proc, pid, "status"),
        `Name:\t${name}\nUmask:\t0022\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\n`,
      );
    }
    // A process that has just ended.
    await mkdir(join(proc, "99"));
    expect(await findKubeletUid(proc)).toBe(expected);
  } finally {
    await rm(proc, { recursive: true });
  }
});
