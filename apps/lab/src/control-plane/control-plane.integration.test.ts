// Parts of the control plane against the embedded API server and real sockets; no namespaces but this process's own.
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { type KubeClient, type KubeSource, openKubeClient } from "@ambit/kube";
import { bindKubeEmbedded, type KubeEmbedded } from "@ambit/kube-embedded";
import { anApiServer } from "@ambit/kube-embedded/testing";
import { describe, expect, test } from "vitest";
import { meshObjects } from "../mesh/mesh-objects.ts";
import { planLab } from "../network/index.ts";
import { labPaths } from "../state/lab-paths.ts";
import { adminSource, readServingCertificate, readToken, writeAccessFiles } from "./access-files.ts";
import { applyObject, readKinds } from "./apply-objects.ts";
import { connectInNamespace } from "./pod-connections.ts";

const OWN_NAMESPACE = "/proc/self/ns/net";
const RATE = { perSecond: 1_000, burst: 1_000 };

async function clientOf({ url }: KubeEmbedded): Promise<KubeClient> {
  return openKubeClient({ kind: "explicit", server: url }, { rate: RATE });
}

describe("objects", () => {
  test("are created, changed, or left as they are", async () => {
    await using server = await anApiServer();
    using api = await clientOf(server);
    const kinds = await readKinds(api);
    const settings = (value: string) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "settings" },
      data: { key: value },
    });
    const outcomes: string[] = [];
    for (const value of ["a", "a", "b"]) {
      outcomes.push((await applyObject(api, kinds, settings(value), "default")).outcome);
    }
    expect(outcomes).toEqual(["created", "unchanged", "configured"]);
  });

  test("of kinds that definitions made are taken, others are refused by name", async () => {
    await using server = await anApiServer();
    using api = await clientOf(server);
    const kinds = await readKinds(api);
    const policy = {
      apiVersion: "security.istio.io/v1",
      kind: "AuthorizationPolicy",
      metadata: { name: "deny" },
      spec: {},
    };
    expect(await applyObject(api, kinds, policy, "default")).toMatchObject({
      outcome: "created",
      object: { metadata: { namespace: "default" } },
    });
    const unknown = { apiVersion: "example.com/v1", kind: "Thing", metadata: { name: "x" } };
    await expect(applyObject(api, kinds, unknown, "default")).rejects.toThrow(
      "example.com/v1 Thing is no kind that the lab's API serves",
    );
    const nameless = { apiVersion: "v1", kind: "ConfigMap", metadata: {} };
    await expect(applyObject(api, kinds, nameless, "default")).rejects.toThrow("metadata.name is missing");
  });

  test("of the mesh are all taken by the API, twice", async () => {
    await using server = await anApiServer();
    using api = await clientOf(server);
    const kinds = await readKinds(api);
    const objects = meshObjects({ nodesFolder: "/run/ambit/x/nodes", clusterDomain: "cluster.local" });
    for (const object of objects) await applyObject(api, kinds, object, "default");
    const changed: string[] = [];
    // The namespace, of which nothing but its name is applied, gets a record of who manages what the second time.
    for (const object of objects.slice(1)) {
      const { outcome, kind } = await applyObject(api, kinds, object, "default");
      if (outcome !== "unchanged") changed.push(`${kind} ${String(object.metadata["name"])}`);
    }
    expect(changed).toEqual([]);
  });
});

test("access files let the administrator in, by address and by kubeconfig, and are nobody else's", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ambit-access-"));
  const paths = labPaths(".", folder);
  const plan = planLab({ name: "x", index: 0, nodeCount: 1 });
  writeAccessFiles(paths, plan, Date.now());
  for (const path of [paths.kubeconfig, paths.token, paths.certificate]) {
    expect(statSync(path).mode & 0o777).toBe(0o600);
  }
  await using server = await bindKubeEmbedded({
    certificate: readServingCertificate(paths),
    adminToken: readToken(paths),
  });
  const source = adminSource(paths, "127.0.0.1");
  const atPort: KubeSource =
    source.kind === "explicit" ? { ...source, server: `https://127.0.0.1:${server.port}` } : source;
  using api = await openKubeClient(atPort);
  const nodes = { group: "", version: "v1", plural: "nodes", isNamespaced: false };
  expect((await api.list(nodes, {})).items).toEqual([]);
  const kubeconfig = readFileSync(paths.kubeconfig, "utf8");
  expect(kubeconfig).toContain(`server: https://${plan.hostLink.controlPlaneAddress}:6443`);
  expect(kubeconfig).toContain("current-context: ambit-x");
  rmSync(folder, { recursive: true });
});

describe("a connection into a namespace", () => {
  test("reaches whoever listens on loopback there, of either family", async () => {
    for (const host of ["127.0.0.1", "::1"]) {
      const server = createServer((socket) => socket.end("hello")).listen(0, host);
      await once(server, "listening");
      const { port } = server.address() as { port: number };
      expect((await buffer(await connectInNamespace(OWN_NAMESPACE, port))).toString()).toBe("hello");
      server.close();
    }
  });

  test("that nobody answers, or that is not there, is an error that says so", async () => {
    await expect(connectInNamespace(OWN_NAMESPACE, 1)).rejects.toThrow("nobody answers on port 1");
    await expect(connectInNamespace("/run/netns/no-such", 1)).rejects.toThrow("/run/netns/no-such");
  });
});
