/** Pods with a sidecar, whose traffic the agent leads there before they start, or the plugin where no agent decides. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseIpAddress } from "@ambit/addr";
import { type NewKubeObject, openKubeClient } from "@ambit/kube";
import { bindKubeEmbedded, generateServingCertificate } from "@ambit/kube-embedded";
import { describeUnless } from "@ambit/lifecycle/testing/prerequisites";
import { expect, test } from "vitest";
import { formatKubeconfig } from "../src/install/kubeconfig.ts";
import { NAMESPACES, PODS } from "../src/kube/pod.ts";
import { SELECTION_HEADER } from "../src/plugin-api/cmd-add.ts";
import { addStdin, addVariables, bundlePlugin, runPluginProcess, temporaryFolder } from "./plugin-rig.ts";
import { type Answer, aRig, RIG_OBSTACLE } from "./rig.ts";

const NAMESPACE = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } };

/** As the injector leaves it. */
function injected(annotations: Readonly<Record<string, string>> = {}): NewKubeObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "cart-1", annotations: { "sidecar.istio.io/status": "{}", ...annotations } },
    spec: {
      nodeName: "n1",
      containers: [
        { name: "app", image: "a" },
        {
          name: "istio-proxy",
          image: "p",
          args: ["proxy", "sidecar"],
          securityContext: { runAsUser: 2000, runAsGroup: 2000 },
        },
      ],
    },
  };
}

describeUnless(RIG_OBSTACLE, "a pod with a sidecar", () => {
  test("has its traffic led there by the agent, and again when it is asked again", async () => {
    await using rig = await aRig();
    await rig.addNamespace("shop", { "istio.io/dataplane-mode": "ambient" });
    await rig.startAgent();
    await rig.api.create(PODS, "shop", injected());
    const network = rig.addNetwork();
    const add = (): Promise<Answer> =>
      rig.cmdAdd({ namespace: "shop", name: "cart-1" }, network, {
        headers: { [SELECTION_HEADER]: "agent" },
      });
    const redirected = { status: 200, headers: { "x-ambit-outcome": "redirected" } };
    expect(await add()).toMatchObject(redirected);
    const rules = withoutComments(rig.rules(network));
    expect(rules).toContain("-A ISTIO_OUTPUT -m owner --uid-owner 2000 -j RETURN");
    expect(rules).toContain("-A ISTIO_IN_REDIRECT -p tcp -j REDIRECT --to-ports 15006");
    expect(await add()).toMatchObject(redirected);
    expect(withoutComments(rig.rules(network))).toBe(rules);
  });

  test("does not start where an annotation makes no sense, and is told which", async () => {
    await using rig = await aRig();
    await rig.addNamespace("shop");
    await rig.startAgent();
    const name = "traffic.sidecar.istio.io/excludeInboundPorts";
    await rig.api.create(PODS, "shop", injected({ [name]: "http" }));
    const network = rig.addNetwork();
    const headers = { [SELECTION_HEADER]: "agent" };
    const answer = await rig.cmdAdd({ namespace: "shop", name: "cart-1" }, network, { headers });
    expect(answer).toMatchObject({ status: 500, body: expect.stringContaining(`annotation ${name}`) });
    expect(rig.rules(network)).not.toContain("ISTIO");
  });

  test("has it led there by the plugin alone where ambient is off", async () => {
    using folder = temporaryFolder();
    await bundlePlugin(folder.path);
    const certificate = generateServingCertificate(Date.now(), [parseIpAddress("127.0.0.1")]);
    await using server = await bindKubeEmbedded({ certificate });
    const admin = join(folder.path, "admin");
    writeFileSync(admin, server.kubeconfig);
    using api = await openKubeClient({ kind: "kubeconfig", path: admin });
    await api.create(NAMESPACES, undefined, NAMESPACE);
    await api.create(PODS, "shop", injected());
    const place = { protocol: "https", host: server.host, port: String(server.port) };
    writeFileSync(
      join(folder.path, "istio-cni-kubeconfig"),
      formatKubeconfig({ ...place, token: server.adminToken, ca: certificate.caPem }),
    );
    const name = `ambit-sidecar-${process.pid}`;
    execFileSync("ip", ["netns", "add", name]);
    try {
      const end = await runPluginProcess({
        command: [process.execPath, join(folder.path, "plugin.cjs")],
        stdin: addStdin(folder.path, { ambient_enabled: false }),
        variables: addVariables({ CNI_NETNS: `/run/netns/${name}` }),
      });
      expect(end).toMatchObject({ exitCode: 0, stderr: "" });
      const rules = execFileSync("ip", ["netns", "exec", name, "iptables-save"], { encoding: "utf8" });
      expect(rules).toContain("-A ISTIO_OUTPUT -m owner --uid-owner 2000 -j RETURN");
      expect(rules).toContain("-A ISTIO_REDIRECT -p tcp -j REDIRECT --to-ports 15001");
    } finally {
      execFileSync("ip", ["netns", "del", name]);
    }
  });
});

/** They have the time in them. */
function withoutComments(rules: string): string {
  return rules
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .join("\n");
}
