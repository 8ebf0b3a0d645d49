import type { Backend } from "../backend.ts";
import type { RunProgram } from "../program.ts";
import type { PodCapture } from "../rules/pod-capture.ts";
import type { PodDriver } from "./driver.ts";
import { iptablesDriver } from "./iptables-driver.ts";
import { nftDriver } from "./nft-driver.ts";

/** The driver of a pod's backend. */
export function podDriver(run: RunProgram, backend: Backend, capture: PodCapture): PodDriver {
  return backend.kind === "nftables"
    ? nftDriver(run, capture)
    : iptablesDriver(run, backend.variant, capture);
}
