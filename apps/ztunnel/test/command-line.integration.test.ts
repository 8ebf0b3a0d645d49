/** The program as it is started: words of the command line, and what keeps it from starting. */
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import {
  describeUnless,
  findMissingPrograms,
  findRootObstacle,
  PROGRAM_PATH,
} from "@ambit/lifecycle/testing/prerequisites";
import { describe, expect, test } from "vitest";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const FAKE_HOST = fileURLToPath(new URL("./fake-worker-host.ts", import.meta.url));

const GOOD_ENVIRONMENT = {
  FAKE_CA: "true",
  XDS_ADDRESS: "",
  PROXY_MODE: "dedicated",
  PROXY_WORKLOAD_INFO: "shop/client-1/client",
  ISTIO_META_DNS_CAPTURE: "false",
};

function run(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    env: { PATH: process.env["PATH"] ?? "", ...env },
    encoding: "utf8",
    timeout: 20_000,
  });
  return { status, stdout, stderr };
}

describe("the command", { timeout: 20_000 }, () => {
  test.each([
    { word: "version", status: 0, prints: "version.BuildInfo{" },
    { word: "help", status: 0, prints: "usage: ztunnel" },
    { word: "--help", status: 0, prints: "usage: ztunnel" },
    { word: "serve", status: 1, prints: "usage: ztunnel" },
  ])("$word ends with $status", ({ word, status, prints }) => {
    const result = run(MAIN, [word]);
    expect(result.status).toBe(status);
    expect(result.stdout).toContain(prints);
  });
});

describe("a start is refused with code 64, before any socket is opened,", { timeout: 20_000 }, () => {
  test.each([
    {
      what: "a variable that cannot be read",
      env: { ...GOOD_ENVIRONMENT, KEEPALIVE_TIME: "soon", IPV6_ENABLED: "yes" },
      says: ["KEEPALIVE_TIME", "IPV6_ENABLED"],
    },
    {
      what: "a local configuration that does not exist",
      env: { ...GOOD_ENVIRONMENT, LOCAL_XDS_PATH: "/nowhere/mesh.yaml" },
      says: ["/nowhere/mesh.yaml", "start failed"],
    },
    {
      what: "a local configuration that is wrong",
      env: { ...GOOD_ENVIRONMENT, LOCAL_XDS: "workloads: [{uid: a}]" },
      says: ["LOCAL_XDS", "workloads[0]", "workloadIps"],
    },
    {
      what: "a CA that cannot be read",
      env: { ...GOOD_ENVIRONMENT, FAKE_CA_CERT: "/nowhere/ca.pem", FAKE_CA_KEY: "/nowhere/key.pem" },
      says: ["FAKE_CA_CERT", "/nowhere/ca.pem"],
    },
  ])("by $what", ({ env, says }) => {
    const { status, stdout, stderr } = run(MAIN, ["proxy"], env);
    const output = stdout + stderr;

    expect(status).toBe(64);
    for (const part of says) expect(output).toContain(part);
    expect(output).not.toContain("listener established");
  });
});

describeUnless(
  findRootObstacle() ?? findMissingPrograms({ setpriv: "util-linux" }),
  "shared mode says at once, before any socket is opened, what it may not do:",
  () => {
    test.each([
      ["sys_admin", "cannot enter network namespaces, shared mode needs the capability SYS_ADMIN"],
      ["net_admin,-net_raw", "shared mode needs the capability NET_ADMIN or NET_RAW"],
    ])("without %s", { timeout: 20_000 }, (lacking, says) => {
      const env = { ...GOOD_ENVIRONMENT, PROXY_MODE: "shared", INPOD_UDS: "/nowhere/agent.sock" };
      const command = [`--bounding-set=-${lacking}`, process.execPath, MAIN, "proxy"];
      const { status, stdout } = spawnSync("setpriv", command, {
        env: { PATH: PROGRAM_PATH, ...env },
        encoding: "utf8",
        timeout: 20_000,
      });
      expect(stdout).toContain(says);
      expect(status).toBe(1);
      expect(stdout).not.toContain("listener established");
    });
  },
);

test("a port in use is a failed start with code 1", { timeout: 20_000 }, async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const address = taken.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const { status, stdout } = run(FAKE_HOST, ["none"], { OUTBOUND_PORT: String(port) });
  taken.close();

  expect(status).toBe(1);
  expect(stdout).toContain(`cannot listen on 127.0.0.1:${port} (outbound)`);
});
