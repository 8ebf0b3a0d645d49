import { findIpAddress } from "@ambit/addr";
import { ModelError } from "./model-error.ts";
import type { GatewayAddress, NamespacedHostname, NetworkAddress } from "./workload.ts";

/** `network/ip`; the default network is empty, so `/10.0.0.1`. */
export function formatNetworkAddress(address: NetworkAddress): string {
  return `${address.network}/${address.address}`;
}

/** Reads `network/ip`. Throws ModelError "invalid-destination". */
export function parseNetworkAddress(text: string): NetworkAddress {
  const slash = text.indexOf("/");
  const address = slash < 0 ? undefined : findIpAddress(text.slice(slash + 1));
  if (address === undefined) {
    throw new ModelError("invalid-destination", `expected "network/ip", found ${JSON.stringify(text)}`);
  }
  return { network: text.slice(0, slash), address };
}

/** `namespace/hostname`, each part non-empty and without a slash. Throws ModelError "invalid-destination". */
export function parseNamespacedHostname(text: string): NamespacedHostname {
  const [namespace, hostname, rest] = text.split("/", 3);
  if (!namespace || !hostname || rest !== undefined) {
    throw new ModelError(
      "invalid-destination",
      `expected "namespace/hostname", found ${JSON.stringify(text)}`,
    );
  }
  return { namespace, hostname };
}

/** `network/ip` or `namespace/hostname`. */
export function formatDestination(destination: GatewayAddress["destination"]): string {
  return destination.kind === "address"
    ? formatNetworkAddress(destination)
    : `${destination.namespace}/${destination.hostname}`;
}

/**
 * Reads `network/ip` if what follows the first slash is an IP address, and `namespace/hostname` otherwise, as ztunnel.
 * Throws ModelError "invalid-destination".
 */
export function parseDestination(text: string): GatewayAddress["destination"] {
  const slash = text.indexOf("/");
  if (slash >= 0 && findIpAddress(text.slice(slash + 1)) !== undefined) {
    return { kind: "address", ...parseNetworkAddress(text) };
  }
  return { kind: "hostname", ...parseNamespacedHostname(text) };
}
