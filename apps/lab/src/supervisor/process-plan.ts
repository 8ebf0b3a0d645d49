/** The lab's own processes: the control plane, and a kubelet and a kube-proxy for each node. */

import { LabError } from "../lab-error.ts";
import type { LabPlan } from "../network/index.ts";

/** One process of a lab. */
export interface PlannedProcess {
  /** `control-plane`, `kubelet-n1`, `kube-proxy-n1`. */
  readonly name: string;
  /** Where under /run/netns it runs. */
  readonly netns: string;
  /** What the lab's program is told. */
  readonly args: readonly string[];
  /** Starts anew when that one has ended: a kubelet registers its node once, and a new API server knows none. */
  readonly follows: string | undefined;
}

const CONTROL_PLANE = "control-plane";

/** The first of them has to be ready before the others are of use. */
export function planProcesses(plan: LabPlan): readonly PlannedProcess[] {
  return [
    {
      name: CONTROL_PLANE,
      netns: plan.controlPlane.netns,
      args: [CONTROL_PLANE, "--name", plan.name],
      follows: undefined,
    },
    ...plan.nodes.flatMap(({ name, netns }) =>
      ["kubelet", "kube-proxy"].map((program) => ({
        name: `${program}-${name}`,
        netns,
        args: [program, "--name", plan.name, "--node", name],
        follows: program === "kubelet" ? CONTROL_PLANE : undefined,
      })),
    ),
  ];
}

/** Of the plan. Throws LabError "bad-usage". */
export function nodeOf(plan: LabPlan, name: string): LabPlan["nodes"][number] {
  const found = plan.nodes.find((node) => node.name === name);
  if (found === undefined) {
    const names = plan.nodes.map((node) => node.name).join(", ");
    throw new LabError("bad-usage", `lab "${plan.name}" has no node "${name}" (${names})`);
  }
  return found;
}
