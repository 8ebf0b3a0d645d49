import { parseIpAddress } from "@ambit/addr";
import type { Pod } from "../pod.ts";

/** A running pod of namespace `app` with one address. */
export function aPod(changes: Partial<Pod> = {}): Pod {
  return {
    uid: "uid-1",
    namespace: "app",
    name: "client",
    resourceVersion: "1",
    serviceAccount: "default",
    labels: {},
    annotations: {},
    redirection: undefined,
    enrolled: undefined,
    hasSidecar: false,
    sidecar: undefined,
    isHostNetwork: false,
    phase: "Running",
    isDeleting: false,
    ips: [parseIpAddress("10.0.0.1")],
    ...changes,
  };
}
