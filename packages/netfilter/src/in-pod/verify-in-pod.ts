import type { IpFamily } from "@ambit/addr";
import type { Backend } from "../backend.ts";
import type { PodNamespace } from "../pod-namespace.ts";
import { describeRoutingDifferences } from "../routing.ts";
import type { PodCapture } from "../rules/pod-capture.ts";
import { captureFamilies } from "./driver.ts";
import { findLeftovers } from "./leftovers.ts";
import { podDriver } from "./pod-driver.ts";
import { settleAll } from "./settle-all.ts";

/** Reads what is installed: one text per difference from what is desired, none if there is no difference. */
export async function verifyInPod(
  pod: PodNamespace,
  desired: { readonly capture: PodCapture; readonly backend: Backend },
): Promise<readonly string[]> {
  const families = captureFamilies(desired.capture);
  const found = await settleAll([
    podDriver(pod.run, desired.backend, desired.capture).differences(),
    ...families.map((family) => describeRoutingDifferences(pod.run, family)),
    describeLeftovers(pod, desired.backend, families),
  ]);
  return found.flat();
}

async function describeLeftovers(
  pod: PodNamespace,
  backend: Backend,
  families: readonly IpFamily[],
): Promise<readonly string[]> {
  const leftovers = await findLeftovers(pod.run, backend, families);
  return leftovers.map(({ description }) => description);
}
