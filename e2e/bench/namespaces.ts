/** Two network namespaces joined by veth, with redirection in the client's, set up for a benchmark. */
import { execFileSync } from "node:child_process";
import { onEmergency } from "../src/emergency.ts";
import { MANY_WORKLOADS_PREFIX } from "./load/idle-connections.ts";
import { REDIRECTED_PORTS } from "./load/spec.ts";

export const CLIENT_IP = "10.77.0.1";
export const SERVER_IP = "10.77.0.2";
export const PACKET_MARK = 1337;

/**
 * Of all columns but those of the host, whatever the machine's is. It does not pace, as BBR would, which makes small pieces and many
 * wake-ups of what goes from one process to the next; every namespace may have this one; nothing is lost between them.
 */
export const CONGESTION_CONTROL = "reno";

/**
 * TIME_WAIT and conntrack entries of connections that are over must not pile up while thousands are made a second:
 * the measurement would be of running out of ports. The settings end with the namespaces.
 */
const SYSCTLS = {
  "net/ipv4/tcp_max_tw_buckets": "1024",
  "net/ipv4/ip_local_port_range": "20000 65000",
  "net/ipv4/conf/all/rp_filter": "0",
  "net/ipv4/conf/default/rp_filter": "0",
  "net/core/somaxconn": "4096",
  "net/ipv4/tcp_max_syn_backlog": "8192",
} as const;

const CONNTRACK_SYSCTLS = {
  "net/netfilter/nf_conntrack_tcp_timeout_time_wait": "1",
  "net/netfilter/nf_conntrack_tcp_timeout_close": "1",
  "net/netfilter/nf_conntrack_tcp_timeout_fin_wait": "1",
  "net/netfilter/nf_conntrack_tcp_timeout_last_ack": "1",
} as const;

/** As the rules in a pod: the proxy's own packets carry the mark and are left alone. */
const REDIRECT = `table ip ambit_bench {
  chain output {
    type nat hook output priority -100; policy accept;
    meta mark ${PACKET_MARK} return
    tcp dport { ${REDIRECTED_PORTS.join(", ")} } redirect to :15001
  }
}
`;

interface NamespaceOptions {
  readonly isRedirected: boolean;
  /** Undefined: the machine's. */
  readonly congestionControl: string | undefined;
}

/** Names of an existing pair, and of one for a proxy that is in neither; disposal deletes them and what is in them. */
export class NamespacePair implements Disposable {
  readonly client: string;
  readonly server: string;
  readonly node: string;
  readonly #emergency: Disposable;

  constructor(name: string, options: NamespaceOptions) {
    this.client = `${name}-c`;
    this.server = `${name}-s`;
    this.node = `${name}-n`;
    // Those of a run that could not clean up.
    this.#delete();
    this.#emergency = onEmergency(() => this.#delete());
    try {
      this.#make(options);
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.#emergency[Symbol.dispose]();
    this.#delete();
  }

  #delete(): void {
    for (const name of [this.client, this.server, this.node]) {
      try {
        execFileSync("ip", ["netns", "delete", name], { stdio: "ignore" });
      } catch {
        // It was not there.
      }
    }
  }

  #make({ isRedirected, congestionControl }: NamespaceOptions): void {
    const both = [this.client, this.server];
    for (const name of [...both, this.node]) ip("netns", "add", name);
    ip("-n", this.node, "link", "set", "lo", "up");
    ip(
      "-n",
      this.client,
      "link",
      "add",
      "eth0",
      "type",
      "veth",
      "peer",
      "name",
      "eth0",
      "netns",
      this.server,
    );
    ip("-n", this.client, "address", "add", `${CLIENT_IP}/30`, "dev", "eth0");
    ip("-n", this.server, "address", "add", `${SERVER_IP}/30`, "dev", "eth0");
    for (const name of both) {
      ip("-n", name, "link", "set", "lo", "up");
      ip("-n", name, "link", "set", "eth0", "up");
    }
    const many = `${MANY_WORKLOADS_PREFIX}.0.0/16`;
    ip("-n", this.client, "route", "add", many, "via", SERVER_IP);
    ip("-n", this.server, "route", "add", "local", many, "dev", "lo");
    if (isRedirected) inNamespace(this.client, ["nft", "-f", "-"], REDIRECT);
    for (const name of both) {
      writeSysctls(name, SYSCTLS, "must");
      if (congestionControl !== undefined) {
        writeSysctls(name, { "net/ipv4/tcp_congestion_control": congestionControl }, "must");
      }
      writeSysctls(name, CONNTRACK_SYSCTLS, "may");
    }
  }
}

function ip(...args: readonly string[]): void {
  execFileSync("ip", args, { stdio: ["ignore", "ignore", "pipe"] });
}

function inNamespace(name: string, command: readonly string[], input = ""): void {
  execFileSync("ip", ["netns", "exec", name, ...command], { input, stdio: ["pipe", "ignore", "pipe"] });
}

function writeSysctls(name: string, values: Readonly<Record<string, string>>, need: "must" | "may"): void {
  const write = Object.entries(values).map(([key, value]) => `echo '${value}' > /proc/sys/${key}`);
  const joined =
    need === "must"
      ? write.join(" && ")
      : `${write.map((step) => `{ ${step}; } 2>/dev/null`).join("; ")}; true`;
  inNamespace(name, ["sh", "-c", joined]);
}
