/** etcd, the API server, the controllers and the scheduler, as processes in the control plane's namespace. */
import { join } from "node:path";
import { Namespace } from "../src/namespace.ts";
import { type AccessFiles, API_PORT } from "./access.ts";
import type { BarePlan } from "./bare-plan.ts";
import type { Programs } from "./build/build-programs.ts";
import { startProgram } from "./start-program.ts";

const ETCD = "http://127.0.0.1:2379";
const ISSUER = "https://kubernetes.default.svc.cluster.local";

export interface ControlPlaneOptions {
  readonly plan: BarePlan;
  readonly programs: Programs;
  readonly access: AccessFiles;
  /** For data and logs. */
  readonly folder: string;
}

/** Returns at once: who asks the API server finds out when it serves. */
export function startControlPlane({ plan, programs, access, folder }: ControlPlaneOptions): void {
  const namespace = Namespace.existing(plan.controlPlane.netns);
  const server = `https://127.0.0.1:${API_PORT}`;
  const commands: Readonly<Record<string, readonly string[]>> = {
    etcd: [programs.pathOf("etcd"), ...etcdFlags(join(folder, "etcd"))],
    apiserver: [programs.pathOf("kube-apiserver"), ...apiServerFlags(plan, access)],
    controllers: [
      programs.pathOf("kube-controller-manager"),
      ...controllerFlags(plan, access, access.writeKubeconfig("controllers", server)),
    ],
    scheduler: [
      programs.pathOf("kube-scheduler"),
      `--kubeconfig=${access.writeKubeconfig("scheduler", server)}`,
      "--bind-address=127.0.0.1",
      "--leader-elect=false",
    ],
  };
  for (const [name, command] of Object.entries(commands)) {
    startProgram({ namespace, command, logPath: join(folder, "logs", `${name}.log`) });
  }
}

function etcdFlags(dataFolder: string): readonly string[] {
  return [
    `--data-dir=${dataFolder}`,
    `--listen-client-urls=${ETCD}`,
    `--advertise-client-urls=${ETCD}`,
    "--listen-peer-urls=http://127.0.0.1:2380",
    // Nobody wants this cluster back after a power failure.
    "--unsafe-no-fsync",
    "--log-level=warn",
  ];
}

function apiServerFlags(plan: BarePlan, access: AccessFiles): readonly string[] {
  return [
    `--etcd-servers=${ETCD}`,
    "--bind-address=::",
    `--advertise-address=${plan.controlPlane.addresses[0] ?? ""}`,
    `--secure-port=${API_PORT}`,
    `--service-cluster-ip-range=${plan.serviceRanges.join(",")}`,
    "--authorization-mode=Node,RBAC",
    "--enable-admission-plugins=NodeRestriction",
    `--token-auth-file=${access.tokensPath}`,
    `--tls-cert-file=${access.certificatePath}`,
    `--tls-private-key-file=${access.keyPath}`,
    `--service-account-issuer=${ISSUER}`,
    `--service-account-key-file=${access.accountPublicKeyPath}`,
    `--service-account-signing-key-file=${access.accountKeyPath}`,
    // The node agent and the node proxy need what only privileged pods may have.
    "--allow-privileged=true",
    // Nobody here resolves the names of nodes.
    "--kubelet-preferred-address-types=InternalIP",
    // There is no kube-proxy where it runs: webhooks are called at the addresses of their pods.
    "--enable-aggregator-routing=true",
  ];
}

function controllerFlags(plan: BarePlan, access: AccessFiles, kubeconfig: string): readonly string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    "--bind-address=127.0.0.1",
    "--leader-elect=false",
    "--use-service-account-credentials=true",
    `--root-ca-file=${access.caPath}`,
    `--service-account-private-key-file=${access.accountKeyPath}`,
    "--allocate-node-cidrs=false",
    `--cluster-cidr=${plan.podRanges.join(",")}`,
    `--service-cluster-ip-range=${plan.serviceRanges.join(",")}`,
    // Nodes come and go in scenarios.
    "--node-monitor-grace-period=20s",
  ];
}
