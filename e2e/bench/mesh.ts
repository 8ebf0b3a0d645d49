/** The mesh that the measured ztunnels know, and the environment that starts them. */
import { manyWorkloadsIp } from "./load/idle-connections.ts";
import { PORT } from "./load/spec.ts";
import { CLIENT_IP, PACKET_MARK, SERVER_IP } from "./namespaces.ts";
import type { BenchPki } from "./pki.ts";

export const IDENTITY = {
  client: "spiffe://cluster.local/ns/bench/sa/client",
  server: "spiffe://cluster.local/ns/bench/sa/server",
} as const;

/** DENY policies that are checked and do not match: what a namespace in use has. */
const POLICIES_IN_THE_WAY = 20;

function workload(name: string, options: { readonly ip: string; readonly serviceAccount: string }): string {
  return `- {uid: Kubernetes//Pod/bench/${name}, name: ${name}, namespace: bench, serviceAccount: ${options.serviceAccount}, trustDomain: cluster.local, workloadIps: ["${options.ip}"], protocol: HBONE, node: n-${name}, network: "", workloadName: ${options.serviceAccount}, workloadType: deployment, canonicalName: ${options.serviceAccount}, canonicalRevision: v1, clusterId: Kubernetes, services: {"bench/server.bench.svc.cluster.local": {80: ${PORT.echo}}}}`;
}

function policies(): string {
  const lines = Array.from({ length: POLICIES_IN_THE_WAY }, (_, index) => {
    const match = `{sourceIps: [192.0.2.${index}], notDestinationPorts: [${PORT.control}]}, {principals: [{Exact: cluster.local/ns/other/sa/stranger-${index}}]}, {destinationPorts: [${9000 + index}]}`;
    return `- {name: deny-${index}, namespace: bench, scope: Namespace, action: Deny, dryRun: false, rules: [[[${match}]]]}`;
  });
  const allowed = `{principals: [{Exact: ${IDENTITY.client.slice("spiffe://".length)}}], destinationPorts: [${PORT.sink}, ${PORT.echo}, ${PORT.source}]}`;
  lines.push(
    `- {name: allow-client, namespace: bench, scope: Namespace, action: Allow, dryRun: false, rules: [[[${allowed}]]]}`,
  );
  return lines.join("\n");
}

/** Local configuration in YAML; `manyWorkloads` adds that many servers with addresses of their own. */
export function meshYaml(manyWorkloads: number): string {
  const workloads = [
    workload("client", { ip: CLIENT_IP, serviceAccount: "client" }),
    workload("server", { ip: SERVER_IP, serviceAccount: "server" }),
    ...Array.from({ length: manyWorkloads }, (_, index) =>
      workload(`server-${index}`, { ip: manyWorkloadsIp(index), serviceAccount: "server" }),
    ),
  ];
  return `workloads:\n${workloads.join("\n")}\nservices:\n- {name: server, namespace: bench, hostname: server.bench.svc.cluster.local, vips: ["/10.96.0.10"], ports: {80: ${PORT.echo}}, subjectAltNames: [], canonical: true}\npolicies:\n${policies()}\n`;
}

interface ZtunnelOptions {
  readonly workers: number;
  readonly meshPath: string;
  readonly pki: BenchPki;
}

/** Of the proxy of one side. */
export function ztunnelEnvironment(
  role: "client" | "server",
  options: ZtunnelOptions,
): Record<string, string> {
  return {
    PROXY_MODE: "dedicated",
    PROXY_WORKLOAD_INFO: `bench/${role}/${role}`,
    ...commonEnvironment(options),
  };
}

/** Of the one proxy of both sides, which an agent tells of them. */
export function nodeEnvironment(
  node: { readonly agentPath: string; readonly isFastPath: boolean },
  options: ZtunnelOptions,
): Record<string, string> {
  return {
    PROXY_MODE: "shared",
    INPOD_UDS: node.agentPath,
    AMBIT_LOCAL_FAST_PATH: String(node.isFastPath),
    ...commonEnvironment(options),
  };
}

function commonEnvironment({ workers, meshPath, pki }: ZtunnelOptions): Record<string, string> {
  return {
    FAKE_CA: "true",
    FAKE_CA_CERT: pki.certPath,
    FAKE_CA_KEY: pki.keyPath,
    XDS_ADDRESS: "",
    CA_ADDRESS: "",
    LOCAL_XDS_PATH: meshPath,
    PACKET_MARK: String(PACKET_MARK),
    ISTIO_META_DNS_CAPTURE: "false",
    // Replies to a kept source address need policy routing, which is not what is measured here.
    ENABLE_ORIG_SRC: "false",
    ZTUNNEL_WORKER_THREADS: String(workers),
    RUST_LOG: "info",
  };
}
