import { expect, test } from "vitest";
import { planLab } from "./lab-plan.ts";
import { controlPlaneSetup, hostBatch, nodeSetup, removalBatch, setupScript } from "./network-commands.ts";

const plan = planLab({ name: "lab", index: 0, nodeCount: 2 });

test("the host gets namespaces and one veth, and nothing is set outside of them", () => {
  expect(hostBatch(plan).split("\n")).toEqual([
    "netns add lab-cp",
    "netns add lab-n1",
    "netns add lab-n2",
    "link add ambit-lab0 type veth peer name host0 netns lab-cp",
    "addr add 198.18.0.1/30 dev ambit-lab0",
    "link set ambit-lab0 up",
    "",
  ]);
});

test("the control plane has a port and routes for each node", () => {
  const { namespace, batch } = controlPlaneSetup(plan);
  expect(namespace).toBe("lab-cp");
  expect(batch).toContain("link add n2 type veth peer name eth0 netns lab-n2\nlink set n2 master br0 up\n");
  expect(batch).toContain("route add 10.129.8.0/22 via 10.128.0.12 dev br0\n");
  expect(batch).toContain("route add fdab:1700:0:102::/64 via fdab:1700::c dev br0\n");
});

test("a node has a route to the other nodes' pods, and none to its own block", () => {
  const [first] = plan.nodes;
  if (first === undefined) throw new Error("no node");
  const { batch } = nodeSetup(plan, first);
  expect(batch).toContain("addr add 10.128.0.11/24 dev eth0\n");
  expect(batch).toContain("route add 10.129.8.0/22 via 10.128.0.12 dev eth0\n");
  expect(batch).not.toContain("10.129.4.0/22");
});

test("a router forwards; a pod does not", () => {
  expect(setupScript("router")).toContain("echo 1 > /proc/sys/net/ipv4/ip_forward");
  expect(setupScript("pod", ["eth0"])).not.toContain("forward");
  expect(setupScript("pod", ["eth0"])).toContain("echo 0 > /proc/sys/net/ipv6/conf/eth0/accept_dad");
});

test("each namespace is deleted", () => {
  expect(removalBatch(["a", "b"])).toBe("netns del a\nnetns del b\n");
});
