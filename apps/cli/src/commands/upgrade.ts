/** `ambit upgrade`: another version or other values, node by node, and back where it does not go well. */
import { type ChartMap, parseValues } from "@ambit/chart";
import { Command } from "commander";
import type { CliHost } from "../cli-host.ts";
import { findClusterSource } from "../cluster/cluster-source.ts";
import { formatEncryption, verifyEncryption } from "../install/encryption.ts";
import { getInstallation } from "../install/installations.ts";
import type { Operation } from "../install/operation.ts";
import { prepare } from "../install/prepare.ts";
import { Progress } from "../install/progress.ts";
import { upgrade } from "../install/upgrade.ts";
import { addChartOptions, type ChartOptions, readGivenValues, renderWith } from "./chart-options.ts";
import { addClusterOptions } from "./cluster-options.ts";
import { requirePassed } from "./install.ts";

interface UpgradeOptions extends ChartOptions {
  readonly resetValues: boolean;
  readonly skipChecks: boolean;
}

export function upgradeCommand(host: CliHost): Command {
  const command = new Command("upgrade")
    .description("changes version or values, node by node; goes back by itself when it does not go well")
    .option("--reset-values", "forgets the values that the installation was given before", false)
    .option("--skip-checks", "goes on where the checks refuse", false);
  return addClusterOptions(addChartOptions(command)).action(async (options: UpgradeOptions) => {
    using cluster = await host.openCluster(findClusterSource(options, host));
    const namespace = options.istioNamespace;
    const before = await getInstallation(cluster, namespace);
    const base = options.resetValues ? undefined : parseValues(before.values, "values of the installation");
    const given = readGivenValues(host, options, base);
    const render = (values: ChartMap, kubeVersion: string) =>
      renderWith(host, options, { given: values, kubeVersion, isUpgrade: true });
    const { rendering, findings } = await prepare(cluster, { namespace, given }, render);
    requirePassed(host, findings, options.skipChecks);
    const progress = new Progress(host);
    const operation: Operation = { cluster, namespace, progress, host, timeoutMs: options.timeout * 1000 };
    await upgrade(operation, rendering);
    host.write(
      `\n${before.version} -> ${rendering.version}\n${formatEncryption(await verifyEncryption(operation))}`,
    );
  });
}
