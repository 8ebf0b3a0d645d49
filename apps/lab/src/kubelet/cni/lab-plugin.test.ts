import type { JsonObject } from "@ambit/kube-objects/json";
import { describe, expect, test } from "vitest";
import { addressesAt, planLab } from "../../network/index.ts";
import { type Cable, isHasty, labResult, nodeBatch, nodeRemoval, podBatch } from "./lab-plugin.ts";
import { resultAddresses } from "./plugin-call.ts";

const [node] = planLab({ name: "lab", index: 0, nodeCount: 1 }).nodes;
if (node === undefined) throw new Error("no node");
const cable: Cable = {
  node,
  pod: addressesAt(node.pods, 5),
  attachment: {
    containerId: "0123456789abcdef",
    netns: "/var/run/netns/lab-p-0123456789",
    interfaceName: "eth0",
    pod: { name: "web", namespace: "shop", uid: "u1" },
  },
};

describe("the lab's own plugin", () => {
  test("lays a cable from the node, with a route to the pod alone", () => {
    expect(nodeBatch(cable, true).split("\n")).toEqual([
      "netns add lab-p-0123456789",
      "link add veth0123456789 type veth peer name eth0 netns lab-p-0123456789",
      "addr add 10.129.4.1/32 dev veth0123456789",
      "addr add fdab:1700:0:101::1/128 dev veth0123456789 nodad",
      "link set veth0123456789 up",
      "route replace 10.129.4.5/32 dev veth0123456789",
      "route replace fdab:1700:0:101::5/128 dev veth0123456789",
      "",
    ]);
    expect(nodeBatch(cable, false)).not.toContain("netns add");
    expect(nodeRemoval(cable.attachment)).toBe("link del veth0123456789\n");
  });

  test("sends everything of the pod through the node", () => {
    const batch = podBatch(cable);
    expect(batch).toContain("addr add 10.129.4.5/22 dev eth0 noprefixroute\n");
    expect(batch).toContain("route add 10.129.4.1/32 dev eth0\nroute add default via 10.129.4.1 dev eth0\n");
    expect(batch).toContain("route add ::/0 via fdab:1700:0:101::1 dev eth0\n");
  });

  test("lets addresses rest unless its configuration says otherwise", () => {
    const configOf = (ipam: JsonObject) => ({
      name: "n",
      cniVersion: "1.0.0",
      plugins: [{ type: "ambit-lab", json: { ipam } }],
    });
    expect(isHasty(configOf({ type: "host-local" }))).toBe(false);
    expect(isHasty(configOf({ reuse: "at-once" }))).toBe(true);
  });

  test("answers as a plugin of the list's version", () => {
    const config = { name: "n", cniVersion: "1.0.0", plugins: [] };
    const result = labResult(config, cable);
    expect(resultAddresses(result)).toEqual(["10.129.4.5", "fdab:1700:0:101::5"]);
    expect(result).toMatchObject({ cniVersion: "1.0.0", ips: [{ gateway: "10.129.4.1", interface: 1 }, {}] });
    expect(JSON.stringify(result)).not.toContain('"version"');
    expect(labResult({ ...config, cniVersion: "0.3.1" }, cable)).toMatchObject({
      ips: [{ version: "4" }, { version: "6" }],
    });
  });
});
