/**
 * The rules of a pod with a sidecar, as Istio's: outbound TCP to 15001 and inbound TCP to 15006, where the proxy listens,
 * and not what the proxy itself sends. Pure; in the words of iptables-save.
 */
import {
  type Cidr,
  formatCidr,
  type IpFamily,
  ipAddressBytes,
  ipAddressFromBytes,
  ipFamily,
  isLoopback,
} from "@ambit/addr";
import type { SidecarRedirect } from "./sidecar-redirect.ts";

const OUTBOUND_PORT = 15001;
const INBOUND_PORT = 15006;
const TUNNEL_PORT = 15008;
const DNS_PROXY_PORT = 15053;

/** On inbound packets that TPROXY hands to the proxy, and on what the proxy sends with a client's address. */
export const TPROXY_MARK = 1337;
/** Place of the routes for them. */
export const TPROXY_ROUTING_TABLE = 133;
/** On what the proxy sends to its own pod: to be taken in as inbound. */
const OUTBOUND_MARK = "0x53a/0xffffffff";
const INBOUND_MARK = "0x539/0xffffffff";

/** By which the proxy connects to the application what came in. IPv4's is one of the loopback's range. */
export const PASSTHROUGH_ADDRESS: Readonly<Record<IpFamily, string>> = { 4: "127.0.0.6", 6: "::6" };
const PASSTHROUGH: Readonly<Record<IpFamily, string>> = { 4: "127.0.0.6/32", 6: "::6/128" };
const LOOPBACK: Readonly<Record<IpFamily, string>> = { 4: "127.0.0.1/32", 6: "::1/128" };
const ANY: Readonly<Record<IpFamily, string>> = { 4: "0.0.0.0", 6: "::" };

/** One row of a chain. `isFirst`: before whatever is in a built-in chain. */
export interface SidecarRule {
  readonly table: "nat" | "mangle" | "raw";
  readonly chain: string;
  readonly text: string;
  readonly isFirst?: true;
}

/** All rules of one family, in order within their chains. */
export function sidecarRules(redirect: SidecarRedirect, family: IpFamily): readonly SidecarRule[] {
  return [
    ...interfaceRules(redirect, family),
    ...(redirect.dropInvalid ? dropInvalidRules() : []),
    ...targetRules(),
    ...inboundRules(redirect, family),
    ...outboundRules(redirect, family),
    ...(redirect.dnsCapture ? dnsRules(redirect) : []),
    ...(redirect.mode === "TPROXY" ? tproxyMarkRules(redirect, family) : []),
  ];
}

function interfaceRules(redirect: SidecarRedirect, family: IpFamily): readonly SidecarRule[] {
  const included = ofFamily(redirect.includeOutboundRanges, family);
  const targets = included === "*" ? [""] : included;
  const virtual = redirect.virtualInterfaces.flatMap((name): readonly SidecarRule[] =>
    [...targets.map((to) => `${to}-i ${name} -j ISTIO_REDIRECT`), `-i ${name} -j RETURN`].map((text) => ({
      table: "nat",
      chain: "PREROUTING",
      text,
      isFirst: true,
    })),
  );
  const tables = redirect.mode === "TPROXY" ? (["nat", "mangle"] as const) : (["nat"] as const);
  const excluded = redirect.excludeInterfaces.flatMap((name) =>
    tables.flatMap((table): readonly SidecarRule[] => [
      { table, chain: "PREROUTING", text: `-i ${name} -j RETURN` },
      { table, chain: "OUTPUT", text: `-o ${name} -j RETURN` },
    ]),
  );
  return [...virtual, ...excluded];
}

function dropInvalidRules(): readonly SidecarRule[] {
  return [
    { table: "mangle", chain: "PREROUTING", text: "-m conntrack --ctstate INVALID -j ISTIO_DROP" },
    { table: "mangle", chain: "ISTIO_DROP", text: "-j DROP" },
  ];
}

function targetRules(): readonly SidecarRule[] {
  return [
    nat("ISTIO_REDIRECT", `-p tcp -j REDIRECT --to-ports ${OUTBOUND_PORT}`),
    nat("ISTIO_IN_REDIRECT", `-p tcp -j REDIRECT --to-ports ${INBOUND_PORT}`),
  ];
}

function inboundRules(redirect: SidecarRedirect, family: IpFamily): readonly SidecarRule[] {
  const { mode, includeInboundPorts: included } = redirect;
  const tunnel = nat("ISTIO_INBOUND", `${toPort("tcp", TUNNEL_PORT)} -j RETURN`);
  if (included !== "*" && included.length === 0) return [tunnel];
  const table = mode === "TPROXY" ? "mangle" : "nat";
  const inbound = (text: string): SidecarRule => ({ table, chain: "ISTIO_INBOUND", text });
  const captured = included === "*" ? ["-p tcp"] : included.map((port) => toPort("tcp", port));
  return [
    tunnel,
    ...(mode === "TPROXY" ? tproxyRules(family) : []),
    { table, chain: "PREROUTING", text: "-p tcp -j ISTIO_INBOUND" },
    ...(included === "*" ? redirect.excludeInboundPorts : []).map((port) =>
      inbound(`${toPort("tcp", port)} -j RETURN`),
    ),
    ...captured.flatMap((match) =>
      mode === "TPROXY"
        ? [
            inbound(`${match} -m conntrack --ctstate RELATED,ESTABLISHED -j ISTIO_DIVERT`),
            inbound(`${match} -j ISTIO_TPROXY`),
          ]
        : [inbound(`${match} -j ISTIO_IN_REDIRECT`)],
    ),
  ];
}

function tproxyRules(family: IpFamily): readonly SidecarRule[] {
  const tproxy = `TPROXY --on-port ${INBOUND_PORT} --on-ip ${ANY[family]} --tproxy-mark ${INBOUND_MARK}`;
  const inbound = (text: string): SidecarRule => mangle("ISTIO_INBOUND", `-p tcp ${text}`);
  return [
    mangle("ISTIO_DIVERT", `-j MARK --set-xmark ${INBOUND_MARK}`),
    mangle("ISTIO_DIVERT", "-j ACCEPT"),
    mangle("ISTIO_TPROXY", `! -d ${LOOPBACK[family]} -p tcp -j ${tproxy}`),
    // What the proxy sends to the application, and what the application sends to itself, is not taken in again.
    inbound("-m mark --mark 0x539 -j RETURN"),
    mangle("ISTIO_INBOUND", `-s ${PASSTHROUGH[family]} -i lo -p tcp -j RETURN`),
    mangle("ISTIO_INBOUND", "-i lo -p tcp -m mark ! --mark 0x53a -j RETURN"),
  ];
}

function outboundRules(redirect: SidecarRedirect, family: IpFamily): readonly SidecarRule[] {
  const included = ofFamily(redirect.includeOutboundRanges, family);
  const excluded = ofFamily(redirect.excludeOutboundRanges, family);
  const rows = [
    ...redirect.excludeOutboundPorts.flatMap((port) => [
      `${toPort("tcp", port)} -j RETURN`,
      `${toPort("udp", port)} -j RETURN`,
    ]),
    `-s ${PASSTHROUGH[family]} -o lo -j RETURN`,
    ...ownTraffic(redirect, family, "uid"),
    ...ownTraffic(redirect, family, "gid"),
    ...(redirect.dnsCapture ? ["-j ISTIO_OUTPUT_DNS"] : []),
    `-d ${LOOPBACK[family]} -j RETURN`,
    ...(excluded === "*" ? [] : excluded.map((to) => `${to}-j RETURN`)),
    ...redirect.includeOutboundPorts.map((port) => `${toPort("tcp", port)} -j ISTIO_REDIRECT`),
    ...(included === "*" ? ["-j ISTIO_REDIRECT"] : included.map((to) => `${to}-j ISTIO_REDIRECT`)),
  ];
  return [nat("OUTPUT", "-j ISTIO_OUTPUT"), ...rows.map((text) => nat("ISTIO_OUTPUT", text))];
}

/** What the proxy sends, and what the application sends to itself. */
function ownTraffic(redirect: SidecarRedirect, family: IpFamily, kind: "uid" | "gid"): readonly string[] {
  const { dnsCapture } = redirect;
  const id = kind === "uid" ? redirect.proxyUid : redirect.proxyGid;
  const owner = `--${kind}-owner ${id}`;
  const toItself = `! -d ${LOOPBACK[family]} -o lo -p tcp`;
  // DNS over TCP of the proxy goes to its server, not to its own inbound side.
  const notTunnel =
    dnsCapture && kind === "uid"
      ? `-m multiport ! --dports 53,${TUNNEL_PORT}`
      : `-m tcp ! --dport ${TUNNEL_PORT}`;
  const isLoopbackAskedFor =
    redirect.includeOutboundRanges !== "*" && redirect.includeOutboundRanges.some(({ ip }) => isLoopback(ip));
  // A DNS server may be on the loopback.
  const local = dnsCapture ? "-o lo -p tcp -m tcp ! --dport 53" : "-o lo";
  return [
    // By a service's address: out through the proxy, and in again through it.
    `${toItself} ${notTunnel} -m owner ${owner} -j ISTIO_IN_REDIRECT`,
    ...(isLoopbackAskedFor ? [] : [`${local} -m owner ! ${owner} -j RETURN`]),
    `-m owner ${owner} -j RETURN`,
  ];
}

function dnsRules({ proxyUid, proxyGid }: SidecarRedirect): readonly SidecarRule[] {
  const raw = (chain: string, text: string): SidecarRule => ({ table: "raw", chain, text });
  const owners = [`--uid-owner ${proxyUid}`, `--gid-owner ${proxyGid}`];
  return [
    nat("ISTIO_OUTPUT_DNS", `${toPort("tcp", 53)} -j REDIRECT --to-ports ${DNS_PROXY_PORT}`),
    nat("ISTIO_OUTPUT_DNS", `${toPort("udp", 53)} -j REDIRECT --to-ports ${DNS_PROXY_PORT}`),
    raw("OUTPUT", "-j ISTIO_OUTPUT_DNS"),
    // Queries of the proxy and of the application from the same port must not be mixed up.
    ...owners.flatMap((owner) => [
      raw("ISTIO_OUTPUT_DNS", `${toPort("udp", 53)} -m owner ${owner} -j CT --zone 1`),
      raw("ISTIO_OUTPUT_DNS", `-p udp -m udp --sport ${DNS_PROXY_PORT} -m owner ${owner} -j CT --zone 2`),
    ]),
    raw("ISTIO_OUTPUT_DNS", `${toPort("udp", 53)} -j CT --zone 2`),
    raw("PREROUTING", "-j ISTIO_INBOUND"),
    raw("ISTIO_INBOUND", "-p udp -m udp --sport 53 -j CT --zone 1"),
  ];
}

/** Marks that lead replies to connections with a client's address back to the proxy. */
function tproxyMarkRules(redirect: SidecarRedirect, family: IpFamily): readonly SidecarRule[] {
  const owners = [`--uid-owner ${redirect.proxyUid}`, `--gid-owner ${redirect.proxyGid}`];
  return [
    mangle(
      "PREROUTING",
      "-p tcp -m mark --mark 0x539 -j CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xffffffff",
    ),
    mangle("OUTPUT", "-o lo -p tcp -m mark --mark 0x539 -j RETURN"),
    ...owners.map((owner) =>
      mangle(
        "OUTPUT",
        `! -d ${LOOPBACK[family]} -o lo -p tcp -m owner ${owner} -j MARK --set-xmark ${OUTBOUND_MARK}`,
      ),
    ),
    mangle(
      "OUTPUT",
      "-p tcp -m connmark --mark 0x539 -j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff",
    ),
  ];
}

/** Matches of the ranges of a family. */
function ofFamily(ranges: "*" | readonly Cidr[], family: IpFamily): "*" | readonly string[] {
  if (ranges === "*") return "*";
  return ranges.filter(({ ip }) => ipFamily(ip) === family).map(destinationMatch);
}

/** As iptables-save prints it: bits below the prefix cleared, and nothing for every address. */
function destinationMatch({ ip, prefixLength }: Cidr): string {
  if (prefixLength === 0) return "";
  const bytes = ipAddressBytes(ip).map((byte, index) => {
    const bits = Math.min(8, Math.max(0, prefixLength - index * 8));
    return byte & (0xff << (8 - bits));
  });
  return `-d ${formatCidr({ ip: ipAddressFromBytes(bytes, 0, bytes.length === 4 ? 4 : 16), prefixLength })} `;
}

function toPort(protocol: "tcp" | "udp", port: number): string {
  return `-p ${protocol} -m ${protocol} --dport ${port}`;
}

function nat(chain: string, text: string): SidecarRule {
  return { table: "nat", chain, text };
}

function mangle(chain: string, text: string): SidecarRule {
  return { table: "mangle", chain, text };
}
