/** The plugin's bundle as a process, called as a container runtime calls it. */
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { parseIpAddress } from "@ambit/addr";
import { type KubeClient, openKubeClient } from "@ambit/kube";
import { bindKubeEmbedded, generateServingCertificate, type KubeEmbedded } from "@ambit/kube-embedded";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { compareNames } from "../src/install/cni-conf.ts";
import { formatKubeconfig } from "../src/install/kubeconfig.ts";
import { appendToLogFile } from "../src/plugin/log-files.ts";
import {
  addStdin,
  addVariables,
  bundlePlugin,
  FakeAgent,
  type PluginEnd,
  PREV_RESULT,
  runPluginProcess,
  temporaryFolder,
} from "./plugin-rig.ts";

const bundle = temporaryFolder();
beforeAll(() => bundlePlugin(bundle.path));
afterAll(() => bundle[Symbol.dispose]());

let folder = temporaryFolder();
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder[Symbol.dispose]());

interface Call {
  readonly stdin?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

function call({ stdin = addStdin(folder.path), variables = {} }: Call = {}): Promise<PluginEnd> {
  const command = [process.execPath, join(bundle.path, "plugin.cjs")];
  return runPluginProcess({ command, stdin, variables: addVariables(variables) });
}

/** Of an answer on stdout, which has to be one JSON value and nothing else. */
function parsed({ stdout }: PluginEnd): unknown {
  return JSON.parse(stdout);
}

describe("with an agent", () => {
  test("asks it, prints the result, and leaves the log to it and in the file", async () => {
    await using agent = await FakeAgent.listen(folder.path);
    const end = await call();
    expect(end).toMatchObject({ exitCode: 0, stderr: "" });
    expect(parsed(end)).toEqual(PREV_RESULT);
    expect(agent.seen).toMatchObject([{ path: "/cmdadd", headers: { "content-type": "application/json" } }]);
    expect(JSON.parse(agent.seen[0]?.body ?? "")).toMatchObject({ PodName: "cart-1", PodUID: "u-1" });
    await expect.poll(() => agent.logs, { timeout: 10_000 }).toHaveLength(1);
    const [line]: string[] = JSON.parse(agent.logs[0]?.body ?? "[]");
    expect(JSON.parse(line ?? "")).toMatchObject({ level: "info", pod: "shop/cart-1" });
    expect(readFileSync(join(folder.path, "istio-cni.log"), "utf8")).toBe(`${line}\n`);
  });

  test("refuses the pod with the agent's reason", async () => {
    await using agent = await FakeAgent.listen(folder.path);
    agent.answer = () => ({
      status: 500,
      body: "no ztunnel connection\n",
      headers: { "x-ambit-outcome": "failed" },
    });
    const end = await call();
    expect(end).toMatchObject({ exitCode: 1, stderr: "" });
    expect(parsed(end)).toMatchObject({
      code: 11,
      msg: expect.stringContaining("(status code 500): no ztunnel connection"),
    });
  });

  test("a large result passes through the pipes whole", async () => {
    await using agent = await FakeAgent.listen(folder.path);
    const routes = Array.from({ length: 20_000 }, (_, index) => ({
      dst: `10.${index % 256}.0.0/16`,
      gw: "10.0.0.1",
    }));
    const prevResult = { ...PREV_RESULT, routes };
    const end = await call({ stdin: addStdin(folder.path, { prevResult }) });
    expect(parsed(end)).toEqual(prevResult);
    expect(agent.seen).toHaveLength(1);
  });
});

test("a log file that has grown large is put aside, by one run in sixteen", () => {
  const path = join(folder.path, "istio-cni.log");
  const lines = [{ level: "info", time: "", message: "x", fields: {} }] as const;
  writeFileSync(path, Buffer.alloc(10_485_761));
  appendToLogFile(folder.path, lines, 17);
  const grown = statSync(path).size;
  expect(grown).toBeGreaterThan(10_485_761);
  appendToLogFile(folder.path, lines, 32);
  expect(statSync(`${path}.1`).size).toBe(grown);
  expect(statSync(path).size).toBeLessThan(1_000);
});

describe("an agent that is none", () => {
  let sockets: Socket[] = [];

  async function whoSays(reply: (socket: Socket) => void): Promise<PluginEnd> {
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on("error", () => undefined);
      reply(socket);
    });
    await new Promise<void>((resolve) => server.listen(join(folder.path, "pluginevent.sock"), resolve));
    try {
      return await call();
    } finally {
      for (const socket of sockets) socket.destroy();
      sockets = [];
      await new Promise((resolve) => server.close(resolve));
    }
  }

  test.each<[string, (socket: Socket) => void]>([
    ["hangs up at once", (socket) => socket.destroy()],
    ["hangs up in its answer", (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")],
    ["speaks something else", (socket) => socket.end("SSH-2.0-x\r\n\r\n")],
    ["does not stop", (socket) => socket.write(Buffer.alloc(200_000, "x"))],
    ["says 200 to nothing", (socket) => socket.end("HTTP/1.1 200 OK\r\n")],
  ])("%s: the pod does not start without anybody's word", async (_, reply) => {
    const end = await whoSays(reply);
    expect(end.exitCode).toBe(1);
    expect(parsed(end)).toMatchObject({
      code: 11,
      msg: expect.stringContaining("nor could the API server say"),
    });
  });

  test("never answers: given up after five seconds", async () => {
    const end = await whoSays(() => undefined);
    expect(parsed(end)).toMatchObject({ code: 11, msg: expect.stringContaining("no answer within 5000 ms") });
  });
});

describe("without an agent", () => {
  let server: KubeEmbedded;
  let api: KubeClient;
  const certificate = generateServingCertificate(Date.now(), [parseIpAddress("127.0.0.1")]);
  const PODS = { group: "", version: "v1", plural: "pods", isNamespaced: true };
  const NAMESPACES = { group: "", version: "v1", plural: "namespaces", isNamespaced: false };

  beforeEach(async () => {
    server = await bindKubeEmbedded({ certificate });
    const path = join(folder.path, "admin");
    writeFileSync(path, server.kubeconfig);
    api = await openKubeClient({ kind: "kubeconfig", path });
    await api.create(NAMESPACES, undefined, {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "shop", labels: { "istio.io/dataplane-mode": "ambient" } },
    });
  });
  afterEach(async () => {
    api[Symbol.dispose]();
    await server[Symbol.asyncDispose]();
  });

  async function aPod(
    metadata: Record<string, unknown> = {},
    spec: Record<string, unknown> = {},
  ): Promise<void> {
    await api.create(PODS, "shop", {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "cart-1", namespace: "shop", ...metadata },
      spec: { containers: [{ name: "a", image: "a" }], ...spec },
    });
  }

  function writeKubeconfig(
    overrides: { readonly token?: string; readonly ca?: string | undefined } = {},
  ): void {
    const values = { protocol: "https", host: server.host, port: String(server.port) };
    const text = formatKubeconfig({
      ...values,
      token: server.adminToken,
      ca: certificate.caPem,
      ...overrides,
    });
    writeFileSync(join(folder.path, "istio-cni-kubeconfig"), text);
  }

  test.each<[string, Record<string, unknown>, Record<string, unknown>, number]>([
    ["selected by its namespace", {}, {}, 1],
    ["that opts out", { labels: { "istio.io/dataplane-mode": "none" } }, {}, 0],
    ["on the host's network", {}, { hostNetwork: true }, 0],
    ["with a sidecar", { annotations: { "sidecar.istio.io/status": "{}" } }, {}, 0],
  ])("a pod %s", async (_, metadata, spec, exitCode) => {
    await aPod(metadata, spec);
    writeKubeconfig();
    const end = await call();
    expect(end.exitCode).toBe(exitCode);
    if (exitCode === 0) expect(parsed(end)).toEqual(PREV_RESULT);
    else expect(parsed(end)).toMatchObject({ code: 11, msg: expect.stringContaining("ENOENT") });
  });

  test("a stock agent's refusal stands for pods that are selected, and for no others", async () => {
    await using agent = await FakeAgent.listen(folder.path);
    agent.answer = () => ({ status: 500, body: "not eligible" });
    await aPod();
    writeKubeconfig();
    expect((await call()).exitCode).toBe(1);
    await api.patch(
      PODS,
      { namespace: "shop", name: "cart-1" },
      {
        kind: "merge",
        body: { metadata: { labels: { "istio.io/dataplane-mode": "none" } } },
      },
    );
    expect((await call()).exitCode).toBe(0);
  });

  test.each<[string, () => void | Promise<void>, string]>([
    ["a pod that is not there", () => writeKubeconfig(), "status 404"],
    ["a token that is refused", () => writeKubeconfig({ token: "wrong" }), "status 401"],
    [
      "a server that proves itself by nothing we know",
      () =>
        writeKubeconfig({ ca: generateServingCertificate(Date.now(), [parseIpAddress("127.0.0.1")]).caPem }),
      "certificate",
    ],
    ["no kubeconfig", () => undefined, "ENOENT"],
    [
      "a kubeconfig that is none",
      () => writeFileSync(join(folder.path, "istio-cni-kubeconfig"), "a: ["),
      "kubeconfig|flow|end",
    ],
  ])("%s: the pod does not start", async (_, arrange, reason) => {
    await arrange();
    const end = await call();
    expect(end.exitCode).toBe(1);
    expect(parsed(end)).toMatchObject({ code: 11, msg: expect.stringMatching(new RegExp(reason, "i")) });
  });

  test("a server that is not to be checked is not", async () => {
    await aPod({ labels: { "istio.io/dataplane-mode": "none" } });
    writeKubeconfig({ ca: undefined });
    expect((await call()).exitCode).toBe(0);
  });
});

describe("bad input", () => {
  test.each<[string, Call, number]>([
    ["an empty stdin", { stdin: "" }, 6],
    ["no JSON", { stdin: "{" }, 6],
    ["bytes that are no text", { stdin: "\u0000\uffff" }, 6],
    ["a stdin without end", { stdin: " ".repeat(5_000_000) }, 5],
    ["no prevResult", { stdin: addStdin("/nonexistent", { prevResult: undefined }) }, 7],
    ["no command", { variables: { CNI_COMMAND: "" } }, 4],
  ])("%s", async (_, input, code) => {
    const end = await call(input);
    expect(end).toMatchObject({ exitCode: 1, stderr: "" });
    expect(parsed(end)).toMatchObject({ cniVersion: expect.any(String), code, msg: expect.any(String) });
  });

  test("a run directory that is not there is not made", async () => {
    const runDir = join(folder.path, "run");
    const end = await call({ stdin: addStdin(runDir) });
    expect(end.exitCode).toBe(1);
    expect(() => statSync(runDir)).toThrow("ENOENT");
  });

  test("a log file that cannot be written is no reason to fail", async () => {
    await using _agent = await FakeAgent.listen(folder.path);
    mkdirSync(join(folder.path, "istio-cni.log"));
    expect((await call()).exitCode).toBe(0);
  });
});

test.each([
  ["VERSION", ""],
  ["DEL", undefined],
  ["CHECK", undefined],
])("%s needs nobody", async (command, stdin) => {
  const end = await call({ variables: { CNI_COMMAND: command }, ...(stdin === undefined ? {} : { stdin }) });
  expect(end).toMatchObject({ exitCode: 0, stderr: "" });
  if (command === "VERSION")
    expect(parsed(end)).toMatchObject({ supportedVersions: expect.arrayContaining(["1.1.0"]) });
  else expect(end.stdout).toBe("");
});

test("200 pods, 8 at a time: none is lost", { timeout: 300_000 }, async () => {
  await using agent = await FakeAgent.listen(folder.path);
  const names = Array.from({ length: 200 }, (_, index) => `cart-${index}`);
  const waiting = [...names];
  const ends: PluginEnd[] = [];
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
        const variables = { CNI_ARGS: `K8S_POD_NAMESPACE=shop;K8S_POD_NAME=${name}` };
        ends.push(await call({ variables }));
      }
    }),
  );
  expect(ends.map(({ exitCode, stderr }) => `${exitCode}${stderr}`)).toEqual(names.map(() => "0"));
  const asked = agent.seen.map(({ body }): string => JSON.parse(body).PodName);
  expect(asked.toSorted(compareNames)).toEqual(names.toSorted(compareNames));
});
