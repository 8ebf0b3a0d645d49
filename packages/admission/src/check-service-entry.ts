/** ServiceEntries: hosts and ports that lead nowhere. */
import { findIpAddress } from "@ambit/addr";
import { decodeServiceEntry, type ServiceEntry } from "@ambit/mesh-objects";
import { ENABLE_AUTOALLOCATE_IP } from "@ambit/mesh-objects/labels";
import type { CheckContext } from "./check-context.ts";
import { isHostname, isHostPattern } from "./hostname.ts";
import type { Findings } from "./verdict.ts";

/** Names are looked up, so that they are no endpoints by their address. */
const BY_ADDRESS: ReadonlySet<ServiceEntry["resolution"]> = new Set(["STATIC"]);

export function checkServiceEntry(json: unknown, _context: CheckContext, findings: Findings): void {
  const { object: entry, problems } = decodeServiceEntry(json);
  findings.addDecoded(problems);
  checkHosts(entry, findings);
  checkPorts(entry, findings);
  checkEndpoints(entry, findings);
  checkAddresses(entry, findings);
}

function checkHosts({ hosts, resolution }: ServiceEntry, findings: Findings): void {
  if (hosts.length === 0) findings.reject("spec.hosts", "a ServiceEntry needs a host");
  for (const [index, host] of hosts.entries()) {
    const path = `spec.hosts[${index}]`;
    if (!isHostPattern(host)) findings.reject(path, `${JSON.stringify(host)} is no host name`);
    else if (host.startsWith("*") && (resolution === "DNS" || resolution === "DNS_ROUND_ROBIN")) {
      findings.reject(
        path,
        `a wildcard cannot be looked up: use resolution DYNAMIC_DNS or NONE in place of ${resolution}`,
      );
    }
  }
}

function checkPorts({ ports }: ServiceEntry, findings: Findings): void {
  const numbers = new Set<number>();
  const names = new Set<string>();
  for (const [index, { number, name }] of ports.entries()) {
    if (numbers.has(number)) findings.reject(`spec.ports[${index}].number`, `port ${number} is there twice`);
    if (name === "") findings.reject(`spec.ports[${index}].name`, "a port needs a name");
    else if (names.has(name)) {
      findings.reject(`spec.ports[${index}].name`, `the name ${JSON.stringify(name)} is there twice`);
    }
    numbers.add(number);
    names.add(name);
  }
}

function checkEndpoints(entry: ServiceEntry, findings: Findings): void {
  const { endpoints, resolution, workloadSelector, ports } = entry;
  if (endpoints.length > 0 && workloadSelector !== undefined) {
    findings.reject("spec.endpoints", "a ServiceEntry lists its endpoints or selects them, not both");
  }
  if (endpoints.length > 0 && resolution === "NONE") {
    findings.reject(
      "spec.endpoints",
      "resolution NONE leaves the choice to the client: endpoints are never used",
    );
  }
  if (BY_ADDRESS.has(resolution) && endpoints.length === 0 && workloadSelector === undefined) {
    findings.reject("spec.endpoints", `resolution ${resolution} needs endpoints or a workloadSelector`);
  }
  const portNames = new Set(ports.map(({ name }) => name));
  for (const [index, endpoint] of endpoints.entries()) {
    const path = `spec.endpoints[${index}]`;
    const isAddress = findIpAddress(endpoint.address) !== undefined;
    if (BY_ADDRESS.has(resolution) && !isAddress) {
      findings.reject(`${path}.address`, `resolution ${resolution} needs an IP address`);
    } else if (!isAddress && !isHostname(endpoint.address)) {
      findings.reject(
        `${path}.address`,
        `${JSON.stringify(endpoint.address)} is neither an IP address nor a host name`,
      );
    }
    for (const name of Object.keys(endpoint.ports)) {
      if (portNames.has(name)) continue;
      findings.warn(`${path}.ports.${name}`, "the ServiceEntry has no port of this name: it has no effect");
    }
  }
}

/** Without an address connections can only be told apart by what the client asks the DNS for. */
function checkAddresses(
  { hasOwnAddresses, labels, resolution, hosts }: ServiceEntry,
  findings: Findings,
): void {
  if (hasOwnAddresses) return;
  if ((labels[ENABLE_AUTOALLOCATE_IP] ?? "").toLowerCase() === "false") {
    findings.warn(
      "spec.addresses",
      "without addresses, own or allocated ones, no connection is known to be for it",
    );
  } else if (resolution === "NONE") {
    findings.warn("spec.addresses", "resolution NONE without addresses: no connection is known to be for it");
  } else if (resolution !== "DYNAMIC_DNS" && hosts.some((host) => host.startsWith("*"))) {
    findings.warn("spec.addresses", "a wildcard host gets an address with resolution DYNAMIC_DNS only");
  }
}
