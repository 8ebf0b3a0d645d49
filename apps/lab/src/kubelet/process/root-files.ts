/** The files of /etc that the kubelet writes for each pod. */
import type { Pod } from "../pod/pod.ts";

/** How names are looked up in the cluster. */
export interface ClusterDns {
  readonly nameservers: readonly string[];
  readonly clusterDomain: string;
  /** The machine's own /etc/resolv.conf. */
  readonly hostResolvConf: string;
}

/** resolv.conf as Kubernetes writes it for the pod's dnsPolicy and dnsConfig. */
export function formatResolvConf(pod: Pod, dns: ClusterDns): string {
  const { nameservers, searches, options } = pod.dnsConfig;
  const usesCluster =
    pod.dnsPolicy === "ClusterFirstWithHostNet" || (pod.dnsPolicy === "ClusterFirst" && !pod.hostNetwork);
  const added = [
    ...nameservers.map((address) => `nameserver ${address}`),
    ...(searches.length === 0 ? [] : [`search ${searches.join(" ")}`]),
    ...(options.length === 0 ? [] : [`options ${options.join(" ")}`]),
  ];
  if (pod.dnsPolicy === "None") return textOf(added);
  if (!usesCluster) return textOf([dns.hostResolvConf.trimEnd(), ...added]);
  const domain = dns.clusterDomain;
  const own = [`${pod.namespace}.svc.${domain}`, `svc.${domain}`, domain];
  return textOf([
    ...[...nameservers, ...dns.nameservers].map((address) => `nameserver ${address}`),
    `search ${[...own, ...searches].join(" ")}`,
    `options ${["ndots:5", ...options].join(" ")}`,
  ]);
}

/** /etc/hosts with the pod's own name. A pod in the node's network has the machine's file instead. */
export function formatHosts(pod: Pod, podIps: readonly string[], clusterDomain: string): string {
  const { hostname, subdomain, namespace } = pod;
  const full = subdomain === undefined ? "" : `${hostname}.${subdomain}.${namespace}.svc.${clusterDomain}\t`;
  return textOf([
    "127.0.0.1\tlocalhost",
    "::1\tlocalhost ip6-localhost ip6-loopback",
    "fe00::0\tip6-localnet",
    "fe00::0\tip6-mcastprefix",
    "fe00::1\tip6-allnodes",
    "fe00::2\tip6-allrouters",
    ...podIps.map((ip) => `${ip}\t${full}${hostname}`),
    ...pod.hostAliases.map(({ ip, hostnames }) => `${ip}\t${hostnames.join("\t")}`),
  ]);
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}
