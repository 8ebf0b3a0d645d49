/** `ambit waypoint` against the embedded API server, with somebody who gives Gateways their status, or nobody. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openKubeClient } from "@ambit/kube";
import { anApiServer } from "@ambit/kube-embedded/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { runCli } from "../src/app.ts";
import { Cluster, RESOURCES } from "../src/cluster/cluster.ts";
import { aHost } from "../src/testing/a-host.ts";

const CONDITION = { type: "Programmed", reason: "Programmed", message: "Assigned.", status: "True" };
const GATEWAY_DEFINITION = "gateways.gateway.networking.k8s.io";

describe("ambit waypoint", () => {
  let cluster: Awaited<ReturnType<typeof aCluster>>;

  beforeEach(async () => {
    cluster = await aCluster();
  });
  afterEach(() => cluster[Symbol.asyncDispose]());

  test("generate prints a Gateway, and asks no cluster", async () => {
    const { exitCode, output } = await cluster.run("generate", "--for", "all", "-r", "canary");
    expect(exitCode).toBe(0);
    expect(parse(output)).toEqual({
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "Gateway",
      metadata: {
        name: "waypoint",
        labels: { "istio.io/waypoint-for": "all", "istio.io/rev": "canary" },
      },
      spec: {
        gatewayClassName: "istio-waypoint",
        listeners: [{ name: "mesh", port: 15_008, protocol: "HBONE" }],
      },
    });
    const named = await cluster.run("generate", "-n", "app", "--name", "");
    expect(parse(named.output)).toMatchObject({ metadata: { namespace: "app", name: "waypoint" } });
  });

  test.each([
    [["generate", "--name", "none"], "is the word for no waypoint"],
    [["generate", "--for", "everybody"], "Allowed choices are service, workload, all, none"],
    [["delete"], "takes names, or --all, or --revision"],
    [["delete", "a", "--all"], "takes names, or --all, or --revision"],
    [["apply", "--waypoint-timeout", "soon"], "is no duration"],
  ])("%j is refused", async (words, said) => {
    const { exitCode, errors } = await cluster.run(...words);
    expect(exitCode).not.toBe(0);
    expect(errors).toContain(said);
  });

  test("apply makes the Gateway, waits for it, and has the namespace use it", async () => {
    cluster.programmed.add("waypoint");
    const words = ["apply", "-n", "app", "--enroll-namespace", "-w", "--for", "service"];
    expect(await cluster.run(...words)).toEqual({
      exitCode: 0,
      output: 'waypoint app/waypoint applied\nnamespace app labeled with "istio.io/use-waypoint: waypoint"\n',
      errors: "",
    });
    expect(await cluster.namespaceLabels("app")).toMatchObject({ "istio.io/use-waypoint": "waypoint" });
  });

  test("apply fails where the waypoint does not come, and does not have the namespace use it", async () => {
    const { exitCode, errors } = await cluster.run("apply", "-n", "app", "--enroll-namespace", "-w");
    expect(exitCode).toBe(1);
    expect(errors).toContain("waypoint app/waypoint is not there after 90000 ms");
    expect(await cluster.namespaceLabels("app")).not.toHaveProperty("istio.io/use-waypoint");
  });

  test("apply changes nothing where the namespace uses another waypoint, unless it may", async () => {
    await cluster.run("apply", "-n", "app", "--name", "first", "--enroll-namespace");
    const second = ["apply", "-n", "app", "--name", "second", "--enroll-namespace"];
    const { exitCode, output, errors } = await cluster.run(...second);
    expect({ exitCode, output }).toEqual({ exitCode: 0, output: "" });
    expect(errors).toContain("namespace app uses waypoint first already");
    expect(await cluster.gateways("app")).toEqual(["first"]);
    await cluster.run(...second, "--overwrite");
    expect(await cluster.gateways("app")).toEqual(["first", "second"]);
    expect(await cluster.namespaceLabels("app")).toMatchObject({ "istio.io/use-waypoint": "second" });
  });

  test("apply warns of a namespace that is not in the mesh", async () => {
    const { exitCode, errors } = await cluster.run("apply", "-n", "outside", "--enroll-namespace");
    expect(exitCode).toBe(0);
    expect(errors).toContain("namespace outside is not in the mesh");
    expect(await cluster.namespaceLabels("outside")).toMatchObject({ "istio.io/use-waypoint": "waypoint" });
  });

  test("a cluster without Gateways is told how to get them", async () => {
    await cluster.client.delete(RESOURCES.definitions, { name: GATEWAY_DEFINITION });
    const { exitCode, errors } = await cluster.run("list");
    expect(exitCode).toBe(1);
    expect(errors).toContain(`the cluster has no ${GATEWAY_DEFINITION}: install`);
  });

  test("delete takes waypoints only: by name, by revision, all", async () => {
    for (const name of ["a", "b"]) await cluster.run("apply", "-n", "app", "--name", name);
    await cluster.run("apply", "-n", "app", "--name", "c", "-r", "canary");
    await cluster.edgeGateway("app", "edge");
    const named = await cluster.run("delete", "-n", "app", "a", "edge", "missing");
    expect(named).toEqual({
      exitCode: 0,
      output: "waypoint app/a deleted\n",
      errors: "waypoint app/edge not found\nwaypoint app/missing not found\n",
    });
    expect(await cluster.gateways("app")).toEqual(["b", "c", "edge"]);
    await cluster.run("delete", "-n", "app", "--revision", "canary");
    expect(await cluster.gateways("app")).toEqual(["b", "edge"]);
    await cluster.run("delete", "-n", "app", "--all");
    expect(await cluster.gateways("app")).toEqual(["edge"]);
  });

  test("list shows waypoints by namespace and name", async () => {
    expect((await cluster.run("list", "-A")).output).toBe("No waypoints found.\n");
    cluster.programmed.add("b");
    await cluster.run("apply", "-n", "outside", "--name", "a", "-r", "canary", "--for", "all");
    await cluster.run("apply", "-n", "app", "--name", "b", "-w");
    await cluster.edgeGateway("app", "edge");
    const { output } = await cluster.run("list", "-A");
    expect(output.split("\n").map((line) => line.split(/ {2,}/))).toEqual([
      ["NAMESPACE", "NAME", "REVISION", "TRAFFIC TYPE", "PROGRAMMED"],
      ["app", "b", "default", "service", "True"],
      ["outside", "a", "canary", "all", "Unknown"],
      [""],
    ]);
    expect((await cluster.run("list", "-n", "app")).output).not.toContain("outside");
  });

  test("status waits for waypoints, and says what holds those that do not come", async () => {
    cluster.programmed.add("b");
    await cluster.run("apply", "-n", "app", "--name", "b");
    const there = await cluster.run("status", "-n", "app");
    expect(there).toMatchObject({ exitCode: 0, errors: "" });
    expect(there.output.split("\n").map((line) => line.split(/ {2,}/))).toEqual([
      ["NAME", "STATUS", "TYPE", "REASON", "MESSAGE"],
      ["b", "True", "Programmed", "Programmed", "Assigned."],
      [""],
    ]);
    await cluster.run("apply", "-n", "app", "--name", "late");
    expect(await cluster.run("status", "-n", "app", "--wait=false")).toMatchObject({ exitCode: 0 });
    const late = await cluster.run("status", "-n", "app", "--waypoint-timeout", "3s");
    expect(late.exitCode).toBe(1);
    expect(late.errors).toContain("not every waypoint is there after 3000 ms");
  });
});

/** Gateways whose names are in `programmed` get their status as soon as somebody waits for it. */
async function aCluster() {
  const folder = await mkdtemp(join(tmpdir(), "ambit-cli-"));
  const api = await anApiServer();
  const kubeconfig = join(folder, "kubeconfig");
  await writeFile(kubeconfig, api.kubeconfig);
  const client = await openKubeClient({ kind: "kubeconfig", path: kubeconfig });
  const programmed = new Set<string>();
  for (const [name, labels] of [
    ["app", { "istio.io/dataplane-mode": "ambient" }],
    ["outside", {}],
  ] as const) {
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
    await client.create(RESOURCES.namespaces, undefined, namespace);
  }
  const program = async (): Promise<void> => {
    const { items } = await client.list(RESOURCES.gateways, {});
    for (const { metadata } of items.filter(({ metadata: { name } }) => programmed.has(name))) {
      const conditions = [{ ...CONDITION, lastTransitionTime: "2026-11-24T00:00:00Z" }];
      const patch = { kind: "merge", body: { status: { conditions } } } as const;
      const name = { name: metadata.name, namespace: metadata.namespace };
      await client.patch(RESOURCES.gateways, name, patch, { subresource: "status" });
    }
  };
  const run = async (...args: readonly string[]) => {
    let nowMs = 0;
    const host = aHost({
      openCluster: (source) => Cluster.open(source),
      nowMs: () => nowMs,
      sleep: async (ms) => {
        nowMs += ms;
        await program();
      },
    });
    const [verb = "", ...rest] = args;
    const place = verb === "generate" ? [] : ["--kubeconfig", kubeconfig];
    const exitCode = await runCli(["waypoint", verb, ...rest, ...place], host);
    return { exitCode, output: host.output, errors: host.errors };
  };
  return {
    run,
    client,
    programmed,
    namespaceLabels: async (name: string) =>
      (await client.get(RESOURCES.namespaces, { name })).metadata.labels ?? {},
    gateways: async (namespace: string) => {
      const { items } = await client.list(RESOURCES.gateways, { namespace });
      return items.map(({ metadata }) => metadata.name).sort();
    },
    edgeGateway: (namespace: string, name: string) =>
      client.create(RESOURCES.gateways, namespace, {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "Gateway",
        metadata: { name },
        spec: { gatewayClassName: "istio", listeners: [{ name: "http", port: 80, protocol: "HTTP" }] },
      }),
    [Symbol.asyncDispose]: async () => {
      client[Symbol.dispose]();
      await api.close();
      await rm(folder, { recursive: true });
    },
  };
}
