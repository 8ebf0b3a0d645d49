/** The program as it is started, and how it ends. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Rig, soon } from "./rig.ts";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const ON_FREE_PORTS = ["grpcAddr", "secureGRPCAddr", "monitoringAddr", "httpAddr", "httpsAddr"].map(
  (flag) => `--${flag}=127.0.0.1:0`,
);

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "controller-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    cwd: folder,
    env: { PATH: process.env["PATH"] ?? "", ...env },
    encoding: "utf8",
    timeout: 30_000,
  });
  return { status, output: stdout + stderr };
}

describe("the command", () => {
  test.each([
    { args: ["version"], status: 0, prints: "version.BuildInfo{" },
    { args: ["help"], status: 0, prints: "usage: controller" },
    { args: ["discovery", "--help"], status: 0, prints: "usage: controller" },
    { args: ["serve"], status: 1, prints: "usage: controller" },
  ])("$args ends with $status", ({ args, status, prints }) => {
    const result = run(args);
    expect(result.status).toBe(status);
    expect(result.output).toContain(prints);
  });
});

describe("a start is refused with code 64, before any port is taken,", () => {
  test.each([
    { what: "by a flag that there is not", args: ["--port=1"], env: {}, says: ["--port is no flag"] },
    {
      what: "by bad variables, all of them",
      args: [],
      env: { XDS_AUTH: "maybe", PILOT_DEBOUNCE_AFTER: "soon" },
      says: ["XDS_AUTH", "PILOT_DEBOUNCE_AFTER"],
    },
    {
      what: "where nothing says where the API is",
      args: [],
      env: {},
      says: ["no Kubernetes API", "KUBECONFIG"],
    },
    {
      what: "by a kubeconfig that is none",
      args: [],
      env: { KUBECONFIG: "/nowhere/kubeconfig" },
      says: ["/nowhere/kubeconfig"],
    },
  ])("$what", ({ args, env, says }) => {
    const { status, output } = run([...ON_FREE_PORTS, ...args], env);
    expect([status, output]).toEqual([64, expect.anything()]);
    for (const part of says) expect(output).toContain(part);
    expect(output).not.toContain("listener established");
  });

  test("by a mesh configuration that is wrong", () => {
    writeFileSync(join(folder, "mesh"), "trustDomain: Not/A/Domain");
    const { status, output } = run([...ON_FREE_PORTS, `--meshConfig=${join(folder, "mesh")}`]);
    expect(status).toBe(64);
    expect(output).toContain("trustDomain");
  });

  test("by a plugged-in CA that is there in part", () => {
    writeFileSync(join(folder, "ca-key.pem"), "key");
    const env = { AMBIT_KUBE_SERVER: "http://127.0.0.1:9", ROOT_CA_DIR: folder };
    const { status, output } = run(ON_FREE_PORTS, env);
    expect(status).toBe(64);
    expect(output).toContain("the CA's folder lacks ca-cert.pem, cert-chain.pem, root-cert.pem");
  });
});

test("a port in use is a failed start with code 1", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const address = taken.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const { status, output } = run([...ON_FREE_PORTS, `--secureGRPCAddr=127.0.0.1:${port}`], {
    AMBIT_KUBE_SERVER: "http://127.0.0.1:9",
  });
  taken.close();
  expect(status).toBe(1);
  expect(output).toContain(`cannot listen on 127.0.0.1:${port}`);
});

describe("a running controller", () => {
  function start(server: string): { readonly child: ChildProcess; readonly log: () => string } {
    const child = spawn(process.execPath, [MAIN, "discovery", ...ON_FREE_PORTS], {
      cwd: folder,
      env: { PATH: process.env["PATH"] ?? "", AMBIT_KUBE_SERVER: server },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    return { child, log: () => text };
  }

  test.each(["SIGTERM", "SIGINT"] as const)(
    "drains on %s, gives up its leases and ends with code 0",
    async (signal) => {
      await using rig = await Rig.open();
      const { child, log } = start(rig.server.url);
      try {
        await soon(() => expect(log()).toMatch(/this replica leads\t.*istio-status-leader/));
        const ended = once(child, "exit");
        child.kill(signal);
        expect(await ended).toEqual([0, null]);
        const lease = await rig.api.get(
          { group: "coordination.k8s.io", version: "v1", plural: "leases", isNamespaced: true },
          { namespace: "istio-system", name: "istio-status-leader" },
        );
        expect(Object(lease["spec"]).holderIdentity ?? "").toBe("");
        expect(log()).not.toMatch(/\terror\t/);
      } finally {
        child.kill("SIGKILL");
      }
    },
  );

  test("waits for an API server that is not there yet, and says so, until it is ended", async () => {
    const { child, log } = start("http://127.0.0.1:9");
    try {
      await soon(() => expect(log()).toContain("the mesh configuration cannot be read"));
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      expect(await ended).toEqual([0, null]);
    } finally {
      child.kill("SIGKILL");
    }
  });
});
