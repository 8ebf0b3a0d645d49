// The agent with no more than what Istio's chart gives it: as root with five capabilities, and to the API with two roles.

import { chownSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Authorizer } from "@ambit/kube-embedded";
import { eventually } from "@ambit/lifecycle/testing";
import { describeUnless, findMissingPrograms } from "@ambit/lifecycle/testing/prerequisites";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AgentProcess } from "./agent-process.ts";
import { bundlePlugin, temporaryFolder } from "./plugin-rig.ts";
import { aRig, PATIENCE, RIG_OBSTACLE, type Rig } from "./rig.ts";

const ACCOUNT = "system:serviceaccount:istio-system:istio-cni";
const READ = ["get", "list", "watch"];
const ROLES = [
  { group: "", resources: ["pods", "nodes", "namespaces"], verbs: READ },
  { group: "", resources: ["pods/status"], verbs: ["patch", "update"] },
  { group: "apps", resources: ["daemonsets"], verbs: ["get"] },
] as const;

/** The bits of CAP_DAC_OVERRIDE, CAP_NET_ADMIN, CAP_NET_RAW, CAP_SYS_PTRACE and CAP_SYS_ADMIN. */
const CAPABILITY_BITS = [1, 12, 13, 19, 21];
const CAPABILITIES = "-all,+dac_override,+net_admin,+net_raw,+sys_ptrace,+sys_admin";
const SOMEBODY = 1234;

/** 110 MB are copied, and wait for the disk. */
const INSTALLATION = { timeoutMs: 60_000, intervalMs: 20 };
const OBSTACLE = RIG_OBSTACLE ?? findMissingPrograms({ setpriv: "util-linux" });

/** Istio's roles for the agent, and everything for everybody else. What is refused is noted. */
function byRoles(refused: Set<string>): Authorizer {
  return (user, { verb, group, plural, subresource }) => {
    if (user.name !== ACCOUNT) return true;
    const resource = subresource === "" ? plural : `${plural}/${subresource}`;
    const isGranted = ROLES.some(
      (role) =>
        role.group === group &&
        role.resources.some((name) => name === resource) &&
        role.verbs.some((name) => name === verb),
    );
    if (!isGranted) refused.add(`${verb} ${resource}`);
    return isGranted;
  };
}

async function writeToken(rig: Rig): Promise<string> {
  const account = { namespace: "istio-system", name: "istio-cni" };
  const accounts = { group: "", version: "v1", plural: "serviceaccounts", isNamespaced: true };
  await rig.addNamespace(account.namespace);
  const object = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: account.name } };
  await rig.api.create(accounts, account.namespace, object);
  const { token } = await rig.api.createToken(account, { audiences: [], expirationSeconds: 3600 });
  const path = join(rig.root, "sa", "token");
  writeFileSync(path, token);
  writeFileSync(join(rig.root, "sa", "ca.crt"), "none");
  return path;
}

function effectiveCapabilities(pid: number): readonly number[] {
  const [, hex = ""] = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  const bits = BigInt(`0x${hex}`);
  return Array.from({ length: 64 }, (_, bit) => bit).filter((bit) => (bits >> BigInt(bit)) & 1n);
}

describeUnless(OBSTACLE, "an agent with the privileges of Istio's chart", () => {
  const bundle = temporaryFolder();
  beforeAll(() => bundlePlugin(bundle.path));
  afterAll(() => bundle[Symbol.dispose]());

  test("installs its plugin, enrols pods that run and that start, lets them go, and cleans up", {
    timeout: 120_000,
  }, async () => {
    const refused = new Set<string>();
    await using rig = await aRig({ authorize: byRoles(refused) });
    const environment = rig.environment();
    const kubeTokenFile = await writeToken(rig);
    rig.addConflist();
    const conflist = join(rig.root, "net.d", "10-net.conflist");
    chownSync(conflist, SOMEBODY, SOMEBODY);
    await rig.addNamespace("app", { "istio.io/dataplane-mode": "ambient" });
    const running = await rig.addRunningPod("app", "running");
    const wrapper = ["setpriv", "--bounding-set", CAPABILITIES, "--inh-caps", "-all", "--"];
    await using agent = new AgentProcess(
      { ...environment, AMBIT_KUBE_TOKEN_FILE: kubeTokenFile },
      { wrapper, pluginDir: bundle.path },
    );
    await agent.says("CNI configuration written", INSTALLATION);
    expect(effectiveCapabilities(agent.child.pid ?? 0)).toEqual(CAPABILITY_BITS);
    expect(readFileSync(conflist, "utf8")).toContain("istio-cni");
    expect(statSync(conflist).uid).toBe(0);
    await rig.startZtunnel();
    await eventually(async () => expect(await rig.redirection(running)).toBe("enabled"), PATIENCE);
    expect(rig.rules(running.network)).toContain("15001");
    expect(rig.probeSet()).toContain(running.network.ip);
    const starting = await rig.addPod("app", "starting");
    const network = rig.addNetwork();
    expect(await rig.cmdAdd(starting, network)).toMatchObject({ status: 200 });
    expect(await rig.redirection(starting)).toBe("enabled");
    await rig.labelNamespace("app", null);
    await eventually(async () => expect(await rig.redirection(running)).toBeUndefined(), PATIENCE);
    expect(await agent.stop("SIGTERM")).toBe(0);
    expect(readFileSync(conflist, "utf8")).not.toContain("istio-cni");
    expect(() => rig.probeSet()).toThrow();
    // What it asks for beside Istio's roles: a conflict with a NetworkPolicy cannot be reported without.
    expect([...refused]).toEqual(["list networkpolicies"]);
    expect(agent.output).not.toMatch(/\terror\t/);
  });
});
