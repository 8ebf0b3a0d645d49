/** The scenario language itself: what it builds works without a mesh, and nothing stays behind. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { describeNetns } from "../src/describe-netns.ts";
import { listNamespaces } from "../src/namespace.ts";
import { type NetnsMesh, netnsMesh } from "../src/netns-mesh.ts";

const PROGRAM = fileURLToPath(new URL("./abandoned-scenario.ts", import.meta.url));

/** Names of a prefix, which tests of this file use one after the other. */
function namespacesOf(prefix: string): readonly string[] {
  return listNamespaces().filter((name) => name.startsWith(`${prefix}-`));
}

describeNetns("a scenario", () => {
  test.each([2, 3])("joins %d pods, in plaintext as long as none is enrolled", async (count) => {
    const names = ["a", "b", "c"].slice(0, count);
    await using mesh = await netnsMesh({
      prefix: `ambit-plain${count}`,
      pods: names.map((name) => ({ name })),
      enroll: false,
    });
    const [first, last] = [mesh.pod("a"), mesh.pod(names.at(-1) ?? "")];
    await last.serve(7000, "greet");
    await using capture = await last.capture();
    expect(await first.request({ ip: last.ip, port: 7000 }, "hello")).toMatchObject({ answered: true });
    expect(await first.request({ ip: last.ip6, port: 7000 }, "hello")).toMatchObject({ answered: true });
    expect(await first.request({ ip: last.ip, port: 7001 }, "hello")).toEqual({
      answered: false,
      reason: "ECONNREFUSED",
    });
    const wire = await capture.stop("hello");
    expect(wire).toMatchObject({ tlsBytes: 0, otherPorts: [7000] });
    expect(wire.framesWithMarker).toBeGreaterThan(0);
  });

  test("leaves nothing behind, also when its body throws", async () => {
    const seen: NetnsMesh[] = [];
    const body = async (): Promise<void> => {
      await using mesh = await netnsMesh({ prefix: "ambit-throw", pods: [{ name: "a" }], enroll: false });
      seen.push(mesh);
      expect(namespacesOf("ambit-throw")).not.toEqual([]);
      throw new Error("the scenario's own");
    };
    await expect(body()).rejects.toThrow("the scenario's own");
    expect(namespacesOf("ambit-throw")).toEqual([]);
    expect(seen.map((mesh) => existsSync(mesh.folder))).toEqual([false]);
  });

  test("leaves nothing behind when its ztunnel does not start, and says what that said", async () => {
    const failing = netnsMesh({
      prefix: "ambit-nostart",
      pods: [{ name: "a", env: { PROXY_MODE: "wrong" } }],
    });
    await expect(failing).rejects.toThrow(/PROXY_MODE/);
    expect(namespacesOf("ambit-nostart")).toEqual([]);
  });

  test("takes everything away on SIGINT", async () => {
    const { child, ended } = await abandonedScenario("ambit-sigint");
    child.kill("SIGINT");
    await ended;
    expect(namespacesOf("ambit-sigint")).toEqual([]);
  });

  test("takes away what a killed one of the same prefix left", async () => {
    const { child, ended } = await abandonedScenario("ambit-killed");
    child.kill("SIGKILL");
    await ended;
    expect(namespacesOf("ambit-killed")).not.toEqual([]);
    await using mesh = await netnsMesh({ prefix: "ambit-killed", pods: [{ name: "a" }], enroll: false });
    expect(namespacesOf("ambit-killed").toSorted()).toEqual([
      mesh.pod("a").namespace.name,
      "ambit-killed-bridge",
    ]);
  });

  test("does not meet a living one of the same prefix", async () => {
    const options = { prefix: "ambit-twice", pods: [{ name: "a" }], enroll: false };
    const { child, ended } = await abandonedScenario("ambit-twice");
    await using mesh = await netnsMesh(options);
    expect(mesh.pod("a").namespace.name).toBe("ambit-twice2-a");
    expect(namespacesOf("ambit-twice")).not.toEqual([]);
    child.kill("SIGTERM");
    await ended;
  });
});

/** Another process with a scenario that waits for ever. */
async function abandonedScenario(prefix: string) {
  const child = spawn(process.execPath, [PROGRAM, prefix], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const neverBuilt = ended.then(() => Promise.reject(new Error("the other scenario ended by itself")));
  await Promise.race([once(child.stdout, "data"), neverBuilt]);
  neverBuilt.catch(() => {});
  return { child, ended };
}
