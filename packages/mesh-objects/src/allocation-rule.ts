import type { ServiceEntry } from "./service-entry.ts";
import { ENABLE_AUTOALLOCATE_IP } from "./well-known.ts";

/** Whether addresses may be allocated to hosts of an entry at all. */
export function mayHaveAllocatedAddresses(
  entry: Pick<ServiceEntry, "labels" | "resolution" | "hasOwnAddresses">,
): boolean {
  const isRefused = (entry.labels[ENABLE_AUTOALLOCATE_IP] ?? "").toLowerCase() === "false";
  return !isRefused && !entry.hasOwnAddresses && entry.resolution !== "NONE";
}

/** The hosts of an entry that get addresses, each once. A wildcard has one only where names are looked up by client. */
export function hostsToAllocate(
  entry: Pick<ServiceEntry, "labels" | "resolution" | "hasOwnAddresses" | "hosts">,
): readonly string[] {
  if (!mayHaveAllocatedAddresses(entry)) {
    return [];
  }
  const hosts = entry.hosts.filter((host) => !host.startsWith("*") || entry.resolution === "DYNAMIC_DNS");
  return [...new Set(hosts)];
}
