/** `ambit uninstall`: takes the pods out of the mesh, and the mesh out of the cluster, with all that it has made. */
import { Command } from "commander";
import type { CliHost } from "../cli-host.ts";
import { findClusterSource } from "../cluster/cluster-source.ts";
import type { Operation } from "../install/operation.ts";
import { Progress } from "../install/progress.ts";
import { type UninstallOptions, uninstall, verifyNothingLeft } from "../install/uninstall.ts";
import { addTimeoutOption } from "./chart-options.ts";
import { addClusterOptions, type ClusterOptions } from "./cluster-options.ts";

interface UninstallFlags extends ClusterOptions, UninstallOptions {
  readonly timeout: number;
}

export function uninstallCommand(host: CliHost): Command {
  const command = new Command("uninstall")
    .description("takes pods out of the mesh, then the mesh out of the cluster")
    .option("--purge", "with the definitions of its API, and every object of their kinds", false)
    .option("--force", "goes on with pods still in the mesh; they need a restart afterwards", false);
  return addClusterOptions(addTimeoutOption(command)).action(async (options: UninstallFlags) => {
    using cluster = await host.openCluster(findClusterSource(options, host));
    const namespace = options.istioNamespace;
    const progress = new Progress(host);
    const operation: Operation = { cluster, namespace, progress, host, timeoutMs: options.timeout * 1000 };
    await uninstall(operation, options);
    await verifyNothingLeft(operation);
    host.write("nothing of the mesh is left\n");
  });
}
