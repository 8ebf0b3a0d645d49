/** What the programs of a node are told, as files: kubelet, containerd, and the network of its pods. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { BareNode, BarePlan } from "./bare-plan.ts";

/** The image in which a pod's namespaces are held. */
export const PAUSE_IMAGE = "ambit.local/pause:1";
const CONTAINERD_SOCKET = "/run/containerd/containerd.sock";

/** Writes them into the node's folder, where its first process looks for them. */
export function writeNodeFiles(folder: string, plan: BarePlan, node: BareNode): void {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  write("kubelet.yaml", stringify(kubeletConfig(plan)));
  write("containerd.toml", CONTAINERD_CONFIG);
  write("pod-network.conflist", JSON.stringify(podNetwork(node)));
  write("hosts", plan.nodes.map(({ name, addresses }) => `${addresses[0] ?? ""} ${name}\n`).join(""));
}

function kubeletConfig(plan: BarePlan): Readonly<Record<string, unknown>> {
  return {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    // Only the API server and the node's own pods reach it, and none of them has a certificate.
    authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
    authorization: { mode: "AlwaysAllow" },
    cgroupDriver: "cgroupfs",
    failCgroupV1: false,
    containerRuntimeEndpoint: `unix://${CONTAINERD_SOCKET}`,
    clusterDNS: [plan.dnsService],
    clusterDomain: "cluster.local",
    resolvConf: "/etc/resolv.conf",
    failSwapOn: false,
    // The machine's disk is not this cluster's to judge.
    imageGCHighThresholdPercent: 100,
    evictionHard: { "nodefs.available": "0%", "nodefs.inodesFree": "0%", "imagefs.available": "0%" },
    nodeStatusUpdateFrequency: "5s",
  };
}

/** The node's network is asked first, and a pod's address is free again when the node starts anew. */
function podNetwork({ podRanges }: BareNode): Readonly<Record<string, unknown>> {
  return {
    cniVersion: "0.3.1",
    name: "pods",
    plugins: [
      {
        type: "ptp",
        ipMasq: false,
        ipam: {
          type: "host-local",
          dataDir: "/run/pod-addresses",
          ranges: podRanges.map((subnet) => [{ subnet }]),
          routes: [{ dst: "0.0.0.0/0" }, { dst: "::/0" }],
        },
      },
      { type: "portmap", capabilities: { portMappings: true } },
    ],
  };
}

const CONTAINERD_CONFIG = `version = 2
root = "/var/lib/containerd"
state = "/run/containerd"

[grpc]
  address = "${CONTAINERD_SOCKET}"

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${PAUSE_IMAGE}"
  enable_unprivileged_ports = true
  enable_unprivileged_icmp = true
  # Containers are often not allowed to spare a process from the out-of-memory killer.
  restrict_oom_score_adj = true

  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/opt/cni/bin"
    conf_dir = "/etc/cni/net.d"

  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "runc"

    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"

      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false
`;
