/**
 * Redirection of a pod's traffic to its ztunnel, as one nft transaction: either all of it is in force or none. The
 * rules are those of istio-cni for ambient pods, IPv4 and IPv6 at once; marks 0x539 (ztunnel's own packets) and 0x111
 * (connections that ztunnel made from a client's address) are istio-cni's too.
 */
import type { Namespace } from "./namespace.ts";
import type { Redirect } from "./topology.ts";

/** PACKET_MARK for a ztunnel behind these rules. */
export const ZTUNNEL_MARK = 0x539;

const TABLE = "ambit_redirect";
/** Replies of the application to a connection from a client's address find ztunnel's socket, not the client. */
const LOCAL_ROUTE_TABLE = 100;
const LOCAL_RULE_PRIORITY = 32764;

/** The transaction's text; for `none` it only removes. Traffic to `directAddress` is never redirected. */
export function formatRedirection(redirect: Redirect, directAddress?: string): string {
  // Declaring before deleting makes the deletion succeed whether the table is there or not.
  const lines = [`table inet ${TABLE}`, `delete table inet ${TABLE}`];
  if (redirect === "none") return `${lines.join("\n")}\n`;
  const chains = {
    returns: MARK_CHAINS,
    outbound: [outboundChain(directAddress)],
    both: [...MARK_CHAINS, outboundChain(directAddress), INBOUND_CHAIN],
  }[redirect];
  return `${[...lines, `table inet ${TABLE} {`, ...chains, "}"].join("\n")}\n`;
}

/** Puts exactly this redirection in force, whatever was before. */
export function applyRedirection(namespace: Namespace, redirect: Redirect, directAddress?: string): void {
  const selector = [
    "fwmark",
    "0x111/0xfff",
    "priority",
    `${LOCAL_RULE_PRIORITY}`,
    "table",
    `${LOCAL_ROUTE_TABLE}`,
  ];
  const needsRoute = redirect === "both" || redirect === "returns";
  for (const family of ["-4", "-6"]) {
    const everything = family === "-4" ? "0.0.0.0/0" : "::/0";
    const route = ["local", everything, "dev", "lo", "table", `${LOCAL_ROUTE_TABLE}`];
    const hasRule = namespace.run(["ip", family, "rule", "list"]).includes(`${LOCAL_RULE_PRIORITY}:`);
    if (needsRoute && !hasRule) {
      namespace.run(["ip", family, "route", "replace", ...route]);
      namespace.run(["ip", family, "rule", "add", ...selector]);
    }
    if (!needsRoute && hasRule) {
      namespace.run(["ip", family, "rule", "del", ...selector]);
      namespace.run(["ip", family, "route", "del", ...route]);
    }
  }
  namespace.run(["nft", "-f", "-"], formatRedirection(redirect, directAddress));
}

const MARK_CHAINS = [
  `  chain label_connections {
    type filter hook prerouting priority -150; policy accept;
    meta mark & 0xfff == 0x539 ct mark set (ct mark & 0xfffff000) | 0x111
  }`,
  `  chain mark_replies {
    type route hook output priority -150; policy accept;
    ct mark & 0xfff == 0x111 meta mark set ct mark
  }`,
];

function outboundChain(directAddress: string | undefined): string {
  const direct = directAddress === undefined ? "" : `    ip daddr ${directAddress} accept\n`;
  return `  chain outbound {
    type nat hook output priority -100; policy accept;
    oifname "lo" accept
    meta mark & 0xfff == { 0x111, 0x539 } accept
${direct}    meta l4proto tcp redirect to :15001
  }`;
}

const INBOUND_CHAIN = `  chain inbound {
    type nat hook prerouting priority -100; policy accept;
    meta mark & 0xfff == 0x539 accept
    ip daddr 127.0.0.1 accept
    ip6 daddr ::1 accept
    tcp dport != 15008 redirect to :15006
  }`;
