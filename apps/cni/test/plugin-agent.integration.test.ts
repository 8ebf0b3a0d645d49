/** Plugin and agent together: installed by the agent, started as the runtime's configuration says, in real namespaces. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeUnless } from "@ambit/lifecycle/testing/prerequisites";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Pod } from "../src/kube/pod.ts";
import {
  addVariables,
  bundlePlugin,
  type PluginEnd,
  runPluginProcess,
  temporaryFolder,
} from "./plugin-rig.ts";
import { aRig, type PodNetwork, RIG_OBSTACLE, type Rig } from "./rig.ts";

const DAEMON_SETS = { group: "apps", version: "v1", plural: "daemonsets", isNamespaced: true };

describeUnless(RIG_OBSTACLE, "plugin and agent", () => {
  const bundle = temporaryFolder();
  beforeAll(() => bundlePlugin(bundle.path));
  afterAll(() => bundle[Symbol.dispose]());

  async function anInstalledRig(): Promise<Rig> {
    const rig = await aRig();
    mkdirSync(join(rig.root, "bundle"));
    for (const name of readdirSync(bundle.path)) {
      writeFileSync(join(rig.root, "bundle", name), readFileSync(join(bundle.path, name)));
    }
    mkdirSync(join(rig.root, "sa"));
    writeFileSync(join(rig.root, "sa", "token"), rig.server.adminToken);
    writeFileSync(join(rig.root, "sa", "ca.crt"), "none");
    rig.addConflist();
    await rig.addNamespace("app", { "istio.io/dataplane-mode": "ambient" });
    await rig.addNamespace("plain");
    await rig.startAgent();
    await expect.poll(() => typesOf(rig), { timeout: 30_000 }).toEqual(["bridge", "istio-cni"]);
    return rig;
  }

  function readList(rig: Rig): {
    readonly cniVersion: string;
    readonly plugins: readonly { type: string }[];
  } {
    return JSON.parse(readFileSync(join(rig.root, "net.d", "10-net.conflist"), "utf8"));
  }

  const typesOf = (rig: Rig): string[] => readList(rig).plugins.map(({ type }) => type);

  /** As the runtime after the bridge plugin. */
  function add(
    rig: Rig,
    list: ReturnType<typeof readList>,
    pod: Pod,
    network: PodNetwork,
  ): Promise<PluginEnd> {
    const { cniVersion, plugins } = list;
    const prevResult = { cniVersion, ips: [{ version: "4", address: `${network.ip}/24` }], dns: {} };
    const args = `K8S_POD_NAMESPACE=${pod.namespace};K8S_POD_NAME=${pod.name};K8S_POD_UID=${pod.uid}`;
    return runPluginProcess({
      command: [join(rig.root, "bin", "istio-cni")],
      stdin: JSON.stringify({ ...plugins.at(-1), name: "net", cniVersion, prevResult }),
      variables: addVariables({ CNI_NETNS: network.path, CNI_ARGS: args }),
    });
  }

  test("a pod starts enrolled; without a ztunnel it does not start; one outside the mesh always does", async () => {
    await using rig = await anInstalledRig();
    const list = readList(rig);
    const [pod, network] = [await rig.addPod("app", "client"), rig.addNetwork()];
    const refused = await add(rig, list, pod, network);
    expect(refused).toMatchObject({ exitCode: 1, stderr: "" });
    expect(JSON.parse(refused.stdout)).toMatchObject({
      code: 11,
      msg: expect.stringContaining("no ztunnel connection"),
    });
    const plain = await rig.addPod("plain", "client");
    expect(await add(rig, list, plain, rig.addNetwork())).toMatchObject({ exitCode: 0 });
    const ztunnel = await rig.startZtunnel();
    const added = await add(rig, list, pod, network);
    expect(added).toMatchObject({ exitCode: 0, stderr: "" });
    expect(JSON.parse(added.stdout)).toMatchObject({ ips: [{ address: `${network.ip}/24` }] });
    expect(ztunnel.pods.get(pod.uid)).toBe(network.inode);
    expect(rig.rules(network)).toContain("--to-ports 15001");
    expect(await rig.redirection(pod)).toBe("enabled");
  });

  test("while the agent is replaced, pods of the mesh do not start, others do, and then all start", async () => {
    await using rig = await anInstalledRig();
    const list = readList(rig);
    await rig.addNamespace("istio-system");
    await rig.api.create(DAEMON_SETS, "istio-system", {
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      metadata: { name: "istio-cni-node" },
      spec: {
        selector: { matchLabels: { a: "b" } },
        template: { metadata: { labels: { a: "b" } }, spec: {} },
      },
    });
    await rig.agent?.drain();
    await rig.stopAgent();
    expect(typesOf(rig)).toEqual(["bridge", "istio-cni"]);
    const [pod, network] = [await rig.addPod("app", "client"), rig.addNetwork()];
    const refused = await add(rig, list, pod, network);
    expect(refused.exitCode).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({
      code: 11,
      msg: expect.stringContaining("pluginevent.sock"),
    });
    expect(rig.rules(network)).not.toContain("ISTIO");
    const plain = await rig.addPod("plain", "client");
    expect(await add(rig, list, plain, rig.addNetwork())).toMatchObject({ exitCode: 0 });
    await rig.startAgent();
    await rig.startZtunnel();
    expect(await add(rig, list, pod, network)).toMatchObject({ exitCode: 0 });
    expect(await rig.redirection(pod)).toBe("enabled");
  });

  test("the agent is not ready while its plugin is not installed", async () => {
    await using rig = await anInstalledRig();
    await expect.poll(() => rig.pendingParts(), { timeout: 30_000 }).not.toContain("install");
    rmSync(join(rig.root, "net.d", "10-net.conflist"));
    await expect.poll(() => rig.pendingParts(), { timeout: 30_000 }).toContain("install");
    rig.addConflist();
    await expect.poll(() => rig.pendingParts(), { timeout: 30_000 }).not.toContain("install");
    expect(typesOf(rig)).toEqual(["bridge", "istio-cni"]);
  });

  test("when the DaemonSet is gone nothing of it is left for the runtime to call", async () => {
    await using rig = await anInstalledRig();
    await rig.agent?.drain();
    expect(typesOf(rig)).toEqual(["bridge"]);
    expect(readdirSync(join(rig.root, "bin"))).toEqual([]);
    expect(readdirSync(join(rig.root, "agent"))).not.toContain("istio-cni-kubeconfig");
  });
});
