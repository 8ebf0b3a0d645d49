import type { KubeSource } from "@ambit/kube";
import type { Clock } from "@ambit/lifecycle";
import type { Logger } from "@ambit/telemetry";
import type { LabPlan } from "../network/index.ts";

/** Plain data: it can be a JSON file that the kubelet's process reads. */
export interface KubeletConfig {
  readonly lab: LabPlan;
  /** Of the plan: `n1`. */
  readonly nodeName: string;
  /**
   * `<state>/nodes/<node>`: made if it is missing. Under it: `root/` (the node's own files, see `hostPath` below),
   * `pods/`, `logs/`, `ipam/`.
   */
  readonly stateFolder: string;
  /** The lab's own folder: pods see it at the same path. */
  readonly labFolder: string;
  /** An administrator's. A kubeconfig costs a process 85 MB; "explicit" with a token file costs nothing. */
  readonly kube: KubeSource;
  /** KUBERNETES_SERVICE_HOST and _PORT of pods. */
  readonly apiServer: { readonly host: string; readonly port: number };
  readonly clusterDomain: string;
  /** Programs by image: `{"ambit/ztunnel": ["/usr/bin/node", "/x/main.js"]}`. A tag or digest of an image does not count. */
  readonly images: Readonly<Record<string, readonly string[]>>;
  /** Where these programs, and what they load, are on the machine. None is below another. */
  readonly programFolders: readonly string[];
  /** As many pods are started, or taken down, at the same time. */
  readonly parallelStarts: number;
}

/** What the kubelet is given beside its configuration. */
export interface KubeletDeps {
  readonly logger: Logger;
  /** Ends the kubelet. Its pods go on; the next kubelet of the same state folder takes them over. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Wall-clock milliseconds. */
  readonly nowMs: () => number;
  /** 0 to 1, as Math.random. */
  readonly random: () => number;
}

/** Where a node keeps what; all paths are those of the machine. */
export interface NodePaths {
  /**
   * The root of hostPath volumes: `/var/run/ztunnel` is `<root>/var/run/ztunnel`. Only /proc, /sys, /dev, /lib/modules,
   * /run/netns (also as /var/run/netns) and what is below the lab's folder are the machine's own.
   */
  readonly root: string;
  /** The first file of it, by name, says which CNI plugins are run: `<root>/etc/cni/net.d`. */
  readonly cniConfigFolder: string;
  /** `<root>/opt/cni/bin`. */
  readonly cniBinFolder: string;
  readonly podsFolder: string;
  /** What roots of containers have in common. */
  readonly templatesFolder: string;
  /** `<namespace>_<pod>_<container>.log`. */
  readonly logsFolder: string;
  readonly ipamFolder: string;
}

/** Where things are under a node's state folder. */
export function nodePaths(stateFolder: string): NodePaths {
  const root = `${stateFolder}/root`;
  return {
    root,
    cniConfigFolder: `${root}/etc/cni/net.d`,
    cniBinFolder: `${root}/opt/cni/bin`,
    podsFolder: `${stateFolder}/pods`,
    templatesFolder: `${stateFolder}/templates`,
    logsFolder: `${stateFolder}/logs`,
    ipamFolder: `${stateFolder}/ipam`,
  };
}

/** The log of a container, of all its runs. */
export function logPath(
  paths: NodePaths,
  pod: { readonly namespace: string; readonly name: string },
  container: string,
): string {
  return `${paths.logsFolder}/${pod.namespace}_${pod.name}_${container}.log`;
}
