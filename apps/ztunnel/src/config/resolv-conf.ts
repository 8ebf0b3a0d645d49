/** How this process resolves names: resolv.conf(5), read as the C library reads it. */
import { findIpAddress } from "@ambit/addr";
import { canonicalDnsName, DNS_ROOT, findDnsName } from "@ambit/dns";
import type { ResolverConfig } from "../messages.ts";

export const RESOLV_CONF_PATH = "/etc/resolv.conf";

const DNS_PORT = 53;
/** Bounds of the C library. */
const MAX_NAME_SERVERS = 3;
const MAX_NDOTS = 15;
const MAX_TIMEOUT_SECONDS = 30;
const MAX_ATTEMPTS = 5;
/** Enough for what Kubernetes allows in a pod. */
const MAX_SEARCH_DOMAINS = 32;
const DEFAULT_NDOTS = 1;
const DEFAULT_TIMEOUT_SECONDS = 5;
const DEFAULT_ATTEMPTS = 2;

/** What cannot be read is passed over, as the C library does. Without a text there are no name servers. */
export function parseResolvConf(text: string | undefined): ResolverConfig {
  const nameServers: ResolverConfig["nameServers"][number][] = [];
  let search: readonly string[] = [];
  const options = new Map<string, number>();
  for (const line of (text ?? "").split("\n")) {
    const [keyword, ...words] = line
      .replace(/[#;].*$/, "")
      .trim()
      .split(/\s+/);
    if (keyword === "nameserver") {
      const ip = findIpAddress(words[0] ?? "");
      if (ip !== undefined && nameServers.length < MAX_NAME_SERVERS) nameServers.push({ ip, port: DNS_PORT });
    } else if (keyword === "search" || keyword === "domain") {
      search = readDomains(keyword === "search" ? words : words.slice(0, 1));
    } else if (keyword === "options") {
      for (const word of words) readOption(word, options);
    }
  }
  return {
    nameServers,
    search,
    ndots: Math.min(options.get("ndots") ?? DEFAULT_NDOTS, MAX_NDOTS),
    timeoutMs: bounded(options.get("timeout") ?? DEFAULT_TIMEOUT_SECONDS, MAX_TIMEOUT_SECONDS) * 1_000,
    attempts: bounded(options.get("attempts") ?? DEFAULT_ATTEMPTS, MAX_ATTEMPTS),
  };
}

function readDomains(words: readonly string[]): readonly string[] {
  const names = words.flatMap((word) => findDnsName(word) ?? []).filter((name) => name !== DNS_ROOT);
  return names.map((name) => canonicalDnsName(name)).slice(0, MAX_SEARCH_DOMAINS);
}

function readOption(word: string, options: Map<string, number>): void {
  const [, name, value] = /^(ndots|timeout|attempts):(\d{1,4})$/.exec(word) ?? [];
  if (name !== undefined) options.set(name, Number(value));
}

/** Nobody would be asked with 0. */
function bounded(value: number, max: number): number {
  return Math.min(Math.max(value, 1), max);
}
