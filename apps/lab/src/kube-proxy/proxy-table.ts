/**
 * The nft table of one family that makes services reachable: from a packet's destination by a map to the chain of a
 * service's port, from there at random to the chain of an endpoint, which translates the destination. What has nobody
 * to lead to is refused before that, so that a client learns of it at once.
 */
import { type Cidr, formatCidr, type IpAddress, type IpFamily, ipFamily } from "@ambit/addr";
import { type ProxiedPort, type ProxyInput, proxiedPorts, type Target } from "./service-port.ts";

/** A table as data: what is in it, by name. */
export interface ProxyTable {
  readonly family: "ip" | "ip6";
  readonly chains: ReadonlyMap<string, ProxyChain>;
  readonly sets: ReadonlyMap<string, ProxySet>;
}

export interface ProxyChain {
  /** Type, hook and priority of a chain that the kernel calls by itself. */
  readonly hook: string | undefined;
  readonly rules: readonly string[];
}

/** A set, or a map when its elements have values. */
export interface ProxySet {
  readonly kind: "set" | "map";
  readonly spec: string;
  /** Undefined: the kernel fills it, by rules. */
  readonly elements: ReadonlyMap<string, string> | undefined;
}

/** What stays the same for as long as the program runs. */
export interface ProxyNode {
  readonly nodeName: string;
  readonly nodeAddresses: readonly IpAddress[];
  readonly podCidrs: readonly Cidr[];
}

export const PROXY_TABLE = "ambit-kube-proxy";

/** The mark that asks for masquerading, as the real one's: a bit that nobody else uses. */
const MARK = "0x4000";
const MARK_CHAIN = "mark-for-masquerade";
const REJECT_CHAIN = "reject-new";

/** The whole table that these objects ask for. */
export function proxyTable(
  input: Omit<ProxyInput, "nodeName">,
  node: ProxyNode,
  family: IpFamily,
): ProxyTable {
  const ports = proxiedPorts({ ...input, nodeName: node.nodeName }, family);
  const ofFamily = (ip: IpAddress): boolean => ipFamily(ip) === family;
  const context: Context = {
    ip: family === 4 ? "ip" : "ip6",
    addressType: family === 4 ? "ipv4_addr" : "ipv6_addr",
    podCidrs: node.podCidrs.filter(({ ip }) => ofFamily(ip)).map(formatCidr),
  };
  const chains = new Map<string, ProxyChain>(baseChains(context));
  const sets = new Map<string, ProxySet>();
  for (const port of ports) {
    for (const [name, chain] of chainsOf(port, context)) {
      chains.set(name, { hook: undefined, rules: chain });
    }
    for (const { name, seconds } of affinitySets(port)) {
      const spec = `type ${context.addressType}; flags dynamic,timeout; timeout ${seconds}s;`;
      sets.set(name, { kind: "set", spec, elements: undefined });
    }
  }
  for (const [name, set] of lookups(ports, node.nodeAddresses.filter(ofFamily), context)) {
    sets.set(name, set);
  }
  return { family: context.ip, chains, sets };
}

interface Context {
  readonly ip: "ip" | "ip6";
  readonly addressType: string;
  readonly podCidrs: readonly string[];
}

/** Priorities: refusing before translation (-100), addresses that nothing took after it. */
function baseChains({ ip }: Context): readonly (readonly [string, ProxyChain])[] {
  const hooked = (hook: string, ...rules: readonly string[]): ProxyChain => ({ hook, rules });
  const plain = (...rules: readonly string[]): ProxyChain => ({ hook: undefined, rules });
  const translate = "jump services";
  const refuse = "ct state new jump no-endpoints";
  const leftOver = `ct state new ${ip} daddr @cluster-ips jump ${REJECT_CHAIN}`;
  return [
    ["nat-prerouting", hooked("type nat hook prerouting priority -100;", translate)],
    ["nat-output", hooked("type nat hook output priority -100;", translate)],
    ["nat-postrouting", hooked("type nat hook postrouting priority 100;", "jump masquerading")],
    ["filter-prerouting", hooked("type filter hook prerouting priority -110;", refuse)],
    ["filter-output", hooked("type filter hook output priority -110;", refuse)],
    ["filter-forward-left", hooked("type filter hook forward priority 0;", leftOver)],
    ["filter-output-left", hooked("type filter hook output priority 0;", leftOver)],
    [
      "services",
      plain(
        `${ip} daddr . meta l4proto . th dport vmap @service-ips`,
        `${ip} daddr @node-ips meta l4proto . th dport vmap @service-nodeports`,
      ),
    ],
    [
      "no-endpoints",
      plain(
        `${ip} daddr . meta l4proto . th dport vmap @no-endpoint-ips`,
        `${ip} daddr @node-ips meta l4proto . th dport vmap @no-endpoint-nodeports`,
      ),
    ],
    // The kernel sends few ICMP errors in a second to one client, and resets without limit.
    [REJECT_CHAIN, plain("meta l4proto tcp reject with tcp reset", "reject")],
    [MARK_CHAIN, plain(`meta mark set meta mark or ${MARK}`)],
    [
      "masquerading",
      plain(
        `meta mark and ${MARK} == 0 return`,
        `meta mark set meta mark xor ${MARK}`,
        "masquerade fully-random",
      ),
    ],
  ];
}

const clusterChain = ({ id }: ProxiedPort): string => `cluster/${id}`;
const externalChain = ({ id }: ProxiedPort): string => `external/${id}`;
/** Names have no colons. */
const endpointChain = ({ id }: ProxiedPort, { ip, port }: Target): string =>
  `endpoint/${id}/${ip.replaceAll(":", ".")}/${port}`;
/** With its time in its name: a set that rules use cannot be changed. */
const affinitySet = ({ id, affinitySeconds }: ProxiedPort, { ip, port }: Target): string =>
  `affinity/${id}/${ip.replaceAll(":", ".")}/${port}/${affinitySeconds}`;

/** The chains of a port: for clients inside, for those outside if it has such addresses, and one for each endpoint. */
function chainsOf(port: ProxiedPort, context: Context): readonly (readonly [string, readonly string[]])[] {
  const { ip, podCidrs } = context;
  const targets = new Map(
    [...port.endpoints, ...(hasExternal(port) ? port.externalEndpoints : [])].map((target) => [
      endpointChain(port, target),
      target,
    ]),
  );
  const strangers =
    podCidrs.length === 0 ? [] : [`${ip} saddr != { ${podCidrs.join(", ")} } jump ${MARK_CHAIN}`];
  return [
    ...(port.endpoints.length === 0
      ? []
      : [[clusterChain(port), [...strangers, ...balance(port, port.endpoints, context)]] as const]),
    ...(hasExternal(port) && port.externalEndpoints.length > 0
      ? [[externalChain(port), externalRules(port, context)] as const]
      : []),
    ...[...targets].map(([name, target]) => [name, endpointRules(port, target, context)] as const),
  ];
}

function hasExternal({ externalIps, nodePort }: ProxiedPort): boolean {
  return externalIps.length > 0 || nodePort !== undefined;
}

/** A client that has been here goes where it was; others are spread evenly. */
function balance(port: ProxiedPort, targets: readonly Target[], { ip }: Context): readonly string[] {
  const sticky =
    port.affinitySeconds === undefined
      ? []
      : targets.map(
          (target) => `${ip} saddr @${affinitySet(port, target)} goto ${endpointChain(port, target)}`,
        );
  const choices = targets.map((target, index) => `${index} : goto ${endpointChain(port, target)}`);
  return [...sticky, `numgen random mod ${targets.length} vmap { ${choices.join(", ")} }`];
}

/** With policy Local pods of the cluster and the node itself are served as inside, and others see no masquerading. */
function externalRules(port: ProxiedPort, context: Context): readonly string[] {
  const { ip, podCidrs } = context;
  if (!port.isExternalLocal) {
    return [`jump ${MARK_CHAIN}`, ...balance(port, port.externalEndpoints, context)];
  }
  const isServedInside = port.endpoints.length > 0;
  return [
    ...(isServedInside && podCidrs.length > 0
      ? [`${ip} saddr { ${podCidrs.join(", ")} } goto ${clusterChain(port)}`]
      : []),
    ...(isServedInside
      ? [`fib saddr type local jump ${MARK_CHAIN}`, `fib saddr type local goto ${clusterChain(port)}`]
      : []),
    ...balance(port, port.externalEndpoints, context),
  ];
}

/** A pod that comes back to itself would drop a packet from its own address. */
function endpointRules(port: ProxiedPort, target: Target, { ip }: Context): readonly string[] {
  const to = ip === "ip6" ? `[${target.ip}]:${target.port}` : `${target.ip}:${target.port}`;
  return [
    `${ip} saddr ${target.ip} jump ${MARK_CHAIN}`,
    ...(port.affinitySeconds === undefined ? [] : [`update @${affinitySet(port, target)} { ${ip} saddr }`]),
    `meta l4proto ${port.protocol} dnat to ${to}`,
  ];
}

function affinitySets(port: ProxiedPort): readonly { readonly name: string; readonly seconds: number }[] {
  const { affinitySeconds: seconds } = port;
  if (seconds === undefined) {
    return [];
  }
  const targets = [...port.endpoints, ...(hasExternal(port) ? port.externalEndpoints : [])];
  return [...new Set(targets.map((target) => affinitySet(port, target)))].map((name) => ({ name, seconds }));
}

/** Of two services that claim the same, the first has it. */
class Elements {
  readonly all = new Map<string, string>();

  add(key: string, value: string): void {
    if (!this.all.has(key)) {
      this.all.set(key, value);
    }
  }
}

function lookups(
  ports: readonly ProxiedPort[],
  nodeIps: readonly IpAddress[],
  { addressType }: Context,
): readonly (readonly [string, ProxySet])[] {
  const served = { ips: new Elements(), nodePorts: new Elements() };
  const refused = { ips: new Elements(), nodePorts: new Elements() };
  const clusterIps = new Elements();
  for (const port of ports) {
    const refusal = port.isLocalOnly ? "drop" : `goto ${REJECT_CHAIN}`;
    const [inside, insideVerdict] =
      port.endpoints.length > 0
        ? ([served, `goto ${clusterChain(port)}`] as const)
        : ([refused, refusal] as const);
    const [outside, outsideVerdict] =
      port.externalEndpoints.length > 0
        ? ([served, `goto ${externalChain(port)}`] as const)
        : ([refused, refusal] as const);
    if (port.clusterIp !== undefined) {
      clusterIps.add(port.clusterIp, "");
      inside.ips.add(`${port.clusterIp} . ${port.protocol} . ${port.port}`, insideVerdict);
    }
    for (const ip of port.externalIps) {
      outside.ips.add(`${ip} . ${port.protocol} . ${port.port}`, outsideVerdict);
    }
    if (port.nodePort !== undefined) {
      outside.nodePorts.add(`${port.protocol} . ${port.nodePort}`, outsideVerdict);
    }
  }
  const byIp = `type ${addressType} . inet_proto . inet_service : verdict;`;
  const byPort = "type inet_proto . inet_service : verdict;";
  const addresses = `type ${addressType};`;
  return [
    ["service-ips", { kind: "map", spec: byIp, elements: served.ips.all }],
    ["service-nodeports", { kind: "map", spec: byPort, elements: served.nodePorts.all }],
    ["no-endpoint-ips", { kind: "map", spec: byIp, elements: refused.ips.all }],
    ["no-endpoint-nodeports", { kind: "map", spec: byPort, elements: refused.nodePorts.all }],
    ["cluster-ips", { kind: "set", spec: addresses, elements: clusterIps.all }],
    ["node-ips", { kind: "set", spec: addresses, elements: new Map(nodeIps.map((ip) => [ip, ""])) }],
  ];
}
