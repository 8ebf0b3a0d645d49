/** WorkloadEntries: addresses that cannot be connected to. */
import { findIpAddress } from "@ambit/addr";
import { decodeWorkloadEntry } from "@ambit/mesh-objects";
import type { CheckContext } from "./check-context.ts";
import { isHostname } from "./hostname.ts";
import type { Findings } from "./verdict.ts";

export function checkWorkloadEntry(json: unknown, _context: CheckContext, findings: Findings): void {
  const { object: entry, problems } = decodeWorkloadEntry(json);
  findings.addDecoded(problems);
  const { address, network } = entry.endpoint;
  if (address === "") {
    if (network === "")
      findings.reject("spec.address", "a WorkloadEntry needs an address, or a network that has a gateway");
  } else if (findIpAddress(address) === undefined && !isHostname(address)) {
    findings.reject("spec.address", `${JSON.stringify(address)} is neither an IP address nor a host name`);
  }
}
