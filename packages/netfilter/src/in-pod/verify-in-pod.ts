import type { Backend } from "../backend.ts";
import { NetfilterError } from "../netfilter-error.ts";
import type { PodNamespace } from "../pod-namespace.ts";
import type { PodCapture } from "../rules/pod-capture.ts";

/** Reads what is installed: one text per difference from what is desired, none if there is no difference. */
export async function verifyInPod(
  pod: PodNamespace,
  desired: { readonly capture: PodCapture; readonly backend: Backend },
): Promise<readonly string[]> {
  throw new NetfilterError("program-failed", `not there yet ${String(pod)} ${String(desired)}`);
}
