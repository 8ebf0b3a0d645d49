// `ambit` against the embedded API server: a ztunnel's admin server is reached as a port of its pod.
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type KubeObject, openKubeClient } from "@ambit/kube";
import { generateServingCertificate } from "@ambit/kube-embedded";
import { anApiServer } from "@ambit/kube-embedded/testing";
import { describe, expect, test } from "vitest";
import { runCli } from "../src/app.ts";
import { Cluster, RESOURCES } from "../src/cluster/cluster.ts";
import { aHost } from "../src/testing/a-host.ts";

const golden = (name: string) => readFile(new URL(`golden/${name}`, import.meta.url), "utf8");
const NOW_MS = Date.parse("2026-11-23T04:00:00Z");
const DUMP = await golden("zc-all.json");

interface PodOptions {
  readonly namespace: string;
  readonly node: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly serviceAccount?: string;
}

/** Two nodes, each with a ztunnel and an agent; what pods serve is `serve`, whose log names pod and port. */
async function aCluster() {
  const folder = await mkdtemp(join(tmpdir(), "ambit-cli-"));
  const asked: string[] = [];
  const uids = new Map<string, string>();
  const answers = new Map<string, string>();
  const serve: RequestListener = (request, response) => {
    const [path = ""] = (request.url ?? "").split("?");
    asked.push(`${request.method} ${request.url}`);
    const text = answers.get(path);
    response.writeHead(text === undefined ? 404 : 200).end(text ?? "no such path");
  };
  const server = createServer(serve).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const api = await anApiServer({
    anonymousAdmin: false,
    certificate: generateServingCertificate(Date.now()),
    openPodPort: async (target) => {
      if (target.name === "istio-cni-node-n2") throw new Error("connection refused");
      asked.push(`${target.name}:${target.port}`);
      return connect({ port, host: "127.0.0.1" });
    },
  });
  const kubeconfig = join(folder, "kubeconfig");
  await writeFile(kubeconfig, api.kubeconfig);
  const client = await openKubeClient({ kind: "kubeconfig", path: kubeconfig });
  const addPod = async (name: string, { namespace, node, labels = {}, serviceAccount }: PodOptions) => {
    const pod = await client.create(RESOURCES.pods, namespace, {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, labels },
      spec: {
        nodeName: node,
        serviceAccountName: serviceAccount ?? "default",
        containers: [{ name: "c", image: "x" }],
      },
    });
    uids.set(name, pod.metadata.uid ?? "");
    const conditions = [{ type: "Ready", status: "True" }];
    const status = { phase: "Running", podIPs: [{ ip: "10.1.1.1" }], conditions };
    await client.patch(
      RESOURCES.pods,
      { namespace, name },
      { kind: "merge", body: { status } },
      { subresource: "status" },
    );
  };
  for (const name of ["istio-system", "app"]) await createNamespace(client, name);
  for (const node of ["n1", "n2"]) {
    await addPod(`ztunnel-${node}`, { namespace: "istio-system", node, labels: { app: "ztunnel" } });
    const agent = { namespace: "istio-system", node, labels: { "k8s-app": "istio-cni-node" } };
    await addPod(`istio-cni-node-${node}`, agent);
  }
  await addPod("client", { namespace: "app", node: "n2", serviceAccount: "client" });
  await addPod("other", { namespace: "app", node: "n1", labels: { app: "other" } });
  answers.set("/config_dump", DUMP.trimEnd());
  answers.set("/logging", "current log level is hickory_server::server=off,info\n");
  const run = (...args: readonly string[]) => runHere([...args, "--kubeconfig", kubeconfig]);
  return {
    run,
    asked,
    uids,
    answers,
    client,
    kubeconfig,
    [Symbol.asyncDispose]: async () => {
      client[Symbol.dispose]();
      server.close();
      await api.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function createNamespace(
  client: Awaited<ReturnType<typeof openKubeClient>>,
  name: string,
): Promise<KubeObject> {
  const labels = name === "app" ? { "istio.io/dataplane-mode": "ambient" } : {};
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
  return client.create(RESOURCES.namespaces, undefined, namespace);
}

/** In this process; everything that it prints. */
async function runHere(args: readonly string[], files: ReadonlyMap<string, string> = new Map(), stdin = "") {
  const host = aHost({
    exists: (path) => path.startsWith("/"),
    readFile: (path) => {
      const text = files.get(path);
      if (text === undefined) throw new Error(`no file ${path}`);
      return text;
    },
    readStdin: async () => stdin,
    nowMs: () => NOW_MS,
    openCluster: (source) => Cluster.open(source),
    runLab: async (words) => words.length,
  });
  const exitCode = await runCli(args, host);
  return { exitCode, output: host.output, errors: host.errors };
}

describe("ztunnel-config from a file", () => {
  const files = new Map([["dump.json", DUMP]]);

  test.each([
    [["workloads"], "zc-workloads.txt"],
    [["w"], "zc-workloads.txt"],
    [["svc"], "zc-services.txt"],
    [["policies"], "zc-policies.txt"],
    [["certs"], "zc-certificates.txt"],
    [["cons"], "zc-connections.txt"],
    [["all", "-o", "json"], "zc-all.json"],
  ])("%j prints what istioctl prints", async (words, name) => {
    const { exitCode, output } = await runHere(["zc", ...words, "-f", "dump.json"], files);
    expect({ exitCode, output }).toEqual({ exitCode: 0, output: await golden(name) });
  });

  test("or from standard input, in other formats, narrowed", async () => {
    const words = [
      "ztunnel-config",
      "workload",
      "-f",
      "-",
      "--workload-namespace",
      "PLAIN",
      "--workload-node",
      "n2",
    ];
    const json = await runHere([...words, "-o", "json"], new Map(), DUMP);
    expect(JSON.parse(json.output)).toMatchObject([{ name: "server-98667c77d-85b4z", namespace: "plain" }]);
    const yaml = await runHere([...words, "-o", "yaml"], new Map(), DUMP);
    expect(yaml.output).toContain("name: server-98667c77d-85b4z");
  });

  test("all prints every table, with titles where they are asked for", async () => {
    const { output } = await runHere(["zc", "all", "-f", "dump.json", "--with-headers"], files);
    expect(output.match(/^\w+:$/gm)).toEqual(["Workloads:", "Services:", "Policies:", "Certificates:"]);
    const tables = ["zc-workloads.txt", "zc-services.txt", "zc-policies.txt", "zc-certificates.txt"];
    const plain = await runHere(["zc", "all", "-f", "dump.json"], files);
    expect(plain.output).toBe((await Promise.all(tables.map(golden))).join("\n"));
  });

  test.each([
    [["zc", "workload", "-f", "nothing"], 1, "ambit: file nothing cannot be read"],
    [["zc", "workload", "x", "-f", "dump.json"], 64, "a name and --file exclude each other"],
    [["zc", "certs"], 64, "each ztunnel has its own: name a pod, or give --node or --file"],
    [["zc", "workload", "-o", "xml"], 64, "Allowed choices are short, json, yaml"],
    [["zc", "cons", "--direction", "up"], 64, "It is inbound or outbound."],
    [["zc", "w", "--proxy-admin-port", "0"], 64, "It is a port from 1 to 65535."],
    [["zc", "nonsense"], 64, "unknown command 'nonsense'"],
    [["frobnicate"], 64, "unknown command 'frobnicate'"],
    [["zc", "w", "--nonsense"], 64, "unknown option '--nonsense'"],
  ])("%j ends with what is wrong", async (words, code, message) => {
    const { exitCode, errors, output } = await runHere(words, files);
    expect({ exitCode, output }).toEqual({ exitCode: code, output: "" });
    expect(errors).toContain(message);
  });
});

test("help and version are answers; words for the lab go to the lab as they are", async () => {
  expect(await runHere(["--help"])).toMatchObject({
    exitCode: 0,
    output: expect.stringContaining("ztunnel-config|zc"),
  });
  expect(await runHere(["--version"])).toMatchObject({
    exitCode: 0,
    output: expect.stringContaining("BuildInfo"),
  });
  expect(await runHere(["lab", "up", "--name", "x", "--help"])).toMatchObject({ exitCode: 4 });
});

describe("ztunnel-config from a cluster", () => {
  test("asks any ztunnel, that of a node, or that of a pod, whose rows it shows", async () => {
    await using cluster = await aCluster();
    expect(await cluster.run("zc", "services")).toMatchObject({
      exitCode: 0,
      output: await golden("zc-services.txt"),
    });
    expect(cluster.asked).toEqual(["ztunnel-n1:15000", "GET /config_dump"]);
    cluster.asked.length = 0;
    await cluster.run("zc", "cert", "--node", "n2", "--proxy-admin-port", "15999");
    expect(cluster.asked[0]).toBe("ztunnel-n2:15999");
    const certificates = await cluster.run("zc", "cert", "client.app");
    expect(certificates.output.trimEnd().split("\n")).toHaveLength(3);
    expect(certificates.output).toContain("/sa/client");
    expect(certificates.output).not.toContain("/sa/server");
    const workload = await cluster.run("zc", "w", "pod/client", "-n", "app");
    expect(workload.output.trimEnd().split("\n")).toHaveLength(2);
    expect(cluster.asked.at(-2)).toBe("ztunnel-n2:15000");
    expect((await cluster.run("zc", "all", "ztunnel-n2.istio-system", "-o", "json")).output).toBe(DUMP);
  });

  test("shows and changes log levels", async () => {
    await using cluster = await aCluster();
    const { output } = await cluster.run(
      "zc",
      "log",
      "ztunnel-n2.istio-system",
      "--level",
      "access:debug",
      "-r",
    );
    expect(output).toBe("ztunnel-n2.istio-system:\ncurrent log level is hickory_server::server=off,info\n\n");
    expect(cluster.asked).toEqual(["ztunnel-n2:15000", "POST /logging?reset&level=access%3Ddebug"]);
  });

  test("says what is not there", async () => {
    await using cluster = await aCluster();
    expect((await cluster.run("zc", "w", "nobody.app")).errors).toContain(
      'there is no pod "nobody" with pods in namespace app',
    );
    expect((await cluster.run("zc", "w", "--node", "n9")).errors).toContain("(nodes with one: n1, n2)");
    expect((await cluster.run("zc", "w", "-i", "nowhere")).errors).toContain("namespace nowhere has no pods");
    cluster.answers.delete("/config_dump");
    expect((await cluster.run("zc", "w")).errors).toContain("status 404");
    cluster.answers.set("/config_dump", "{}");
    expect(await cluster.run("zc", "w")).toMatchObject({
      exitCode: 1,
      errors: "ambit: the answer of ztunnel istio-system/ztunnel-n1 is no configuration dump of a ztunnel\n",
    });
  });
});

describe("enrolment", () => {
  test("is what the agents say, and what the API has where an agent is silent", async () => {
    await using cluster = await aCluster();
    const other = {
      uid: cluster.uids.get("other"),
      wanted: true,
      installed: true,
      proven: true,
      reason: "selected",
    };
    cluster.answers.set("/debug/enrolment", JSON.stringify({ pods: [other] }));
    const redirection = { "ambient.istio.io/redirection": "enabled" };
    await cluster.client.patch(
      RESOURCES.pods,
      { namespace: "app", name: "other" },
      { kind: "merge", body: { metadata: { annotations: redirection } } },
    );
    const { output } = await cluster.run("enrolment", "-n", "app");
    expect(output.trimEnd().split("\n")).toEqual([
      "NAMESPACE POD    NODE WANTED INSTALLED PROVEN REASON",
      expect.stringMatching(
        /^app {7}client n2 {3}yes {4}no {8}no {5}label of the namespace; not redirected; the agent does not answer \(.*connection refused\)$/,
      ),
      "app       other  n1   yes    yes       yes    selected",
    ]);
    const json = await cluster.run("enrolment", "--node", "n1", "-n", "app", "-o", "json");
    expect(JSON.parse(json.output)).toEqual([
      {
        namespace: "app",
        pod: "other",
        node: "n1",
        wanted: true,
        installed: true,
        proven: true,
        reason: "selected",
      },
    ]);
  });
});
