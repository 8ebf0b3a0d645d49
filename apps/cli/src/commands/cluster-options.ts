import { type Command, Option } from "commander";
import type { ClusterFlags } from "../cluster/cluster-source.ts";
import { OUTPUT_FORMATS } from "../text/output.ts";

/** What every command that asks a cluster takes. */
export interface ClusterOptions extends ClusterFlags {
  readonly namespace?: string | undefined;
  readonly istioNamespace: string;
}

/** With istioctl's letters. */
export function addClusterOptions(command: Command): Command {
  return command
    .option("-c, --kubeconfig <file>", "kubeconfig of the cluster (else KUBECONFIG, then ~/.kube/config)")
    .option("--context <name>", "context of the kubeconfig")
    .option("--lab <name>", "a lab of this machine in place of a kubeconfig")
    .option("-n, --namespace <name>", "namespace of what is named")
    .option("-i, --istioNamespace <name>", "namespace of the mesh's own pods", "istio-system");
}

/** `short` is the table. */
export function outputOption(): Option {
  return new Option("-o, --output <format>", "how to print").choices(OUTPUT_FORMATS).default("short");
}
