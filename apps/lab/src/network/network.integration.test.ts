import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { networkInterfaces } from "node:os";
import {
  describeUnless,
  findMissingPrograms,
  findRootObstacle,
} from "@ambit/lifecycle/testing/prerequisites";
import { afterEach, expect, test } from "vitest";
import {
  createLabNetwork,
  inNamespace,
  type LabPlan,
  namespaceProcesses,
  planLab,
  removeLabNetwork,
  runTool,
} from "./index.ts";

const OBSTACLE = findRootObstacle() ?? findMissingPrograms({ ip: "iproute2", nsenter: "util-linux" });
const NAMES = ["l1-net", "l1-net2"];

const leftovers = () =>
  readdirSync("/run/netns").filter((name) => NAMES.some((lab) => name.startsWith(`${lab}-`)));

describeUnless(OBSTACLE, "a lab's network", () => {
  afterEach(async () => {
    for (const name of NAMES) await removeLabNetwork(name);
  });

  test("connects nodes, control plane and host, over both families, and leaves nothing", async () => {
    const plan = planLab({ name: "l1-net", index: 30, nodeCount: 2 });
    await createLabNetwork(plan);
    expect(networkInterfaces()["ambit-lab30"]?.map(({ address }) => address)).toContain("198.18.30.1");
    await Promise.all([
      expectReached(plan, "l1-net-n1", plan.nodes[1]?.address.ipv4 ?? ""),
      expectReached(plan, "l1-net-n1", plan.nodes[1]?.address.ipv6 ?? ""),
      expectReached(plan, "l1-net-n2", plan.controlPlane.address.ipv4),
      expectReached(plan, "l1-net-n2", plan.controlPlane.address.ipv6),
      expectReached(plan, undefined, plan.hostLink.controlPlaneAddress),
    ]);
    await removeLabNetwork(plan.name);
    expect(leftovers()).toEqual([]);
    expect(networkInterfaces()["ambit-lab30"]).toBeUndefined();
  });

  test("goes away with all processes in it, knowing only its name, and spares a lab beside it", async () => {
    await createLabNetwork(planLab({ name: "l1-net", index: 30, nodeCount: 1 }));
    await createLabNetwork(planLab({ name: "l1-net2", index: 31, nodeCount: 1 }));
    const [program = "", ...args] = inNamespace("l1-net-n1", ["sleep", "1000"]);
    const child = spawn(program, args, { stdio: "ignore", detached: true });
    const ended = new Promise<string | null>((resolve) =>
      child.once("exit", (_code, signal) => resolve(signal)),
    );
    while (namespaceProcesses(["l1-net-n1"]).length === 0) await new Promise(setImmediate);
    await removeLabNetwork("l1-net");
    expect(await ended).toBe("SIGKILL");
    expect(leftovers().toSorted()).toEqual(["l1-net2-cp", "l1-net2-n1"]);
  });

  test("leaves nothing when it cannot be made as a whole", async () => {
    const plan = planLab({ name: "l1-net", index: 30, nodeCount: 1 });
    await runTool(["ip", "netns", "add", "l1-net-n1"]);
    await expect(createLabNetwork(plan)).rejects.toThrow(/l1-net-n1/);
    expect(leftovers()).toEqual([]);
  });
});

/** A datagram out and a neighbour that answers: the kernel's own view of who is there. */
async function expectReached(_plan: LabPlan, from: string | undefined, address: string): Promise<void> {
  const script = `exec 3<>/dev/tcp/${address}/9`;
  const command = ["bash", "-c", script];
  // Nobody listens: a refusal comes from the other side, a lost packet would be a timeout.
  await expect(runTool(from === undefined ? command : inNamespace(from, command))).rejects.toThrow(
    /Connection refused/,
  );
}
