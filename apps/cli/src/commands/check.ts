/** `ambit check`: whether the mesh could be installed here, or how the one that is installed is doing. */
import { parseValues } from "@ambit/chart";
import { EXIT } from "@ambit/program";
import { Command } from "commander";
import type { CliHost } from "../cli-host.ts";
import { findClusterSource } from "../cluster/cluster-source.ts";
import { checkInstallation } from "../install/check-installation.ts";
import { fetchMembers, formatEncryption } from "../install/encryption.ts";
import { findInstallation } from "../install/installations.ts";
import { prepare } from "../install/prepare.ts";
import { formatFindings } from "../preflight/finding.ts";
import { formatOutput, type OutputFormat } from "../text/output.ts";
import { addChartOptions, type ChartOptions, readGivenValues, renderWith } from "./chart-options.ts";
import { addClusterOptions, outputOption } from "./cluster-options.ts";

interface CheckOptions extends ChartOptions {
  readonly output: OutputFormat;
}

/** Exit code 1 where something refuses or is not well. */
export function checkCommand(host: CliHost, exit: (code: number) => void): Command {
  const command = new Command("check")
    .description("whether the mesh can be installed here; where it is installed, how it is doing")
    .addOption(outputOption());
  return addClusterOptions(addChartOptions(command)).action(async (options: CheckOptions) => {
    using cluster = await host.openCluster(findClusterSource(options, host));
    const namespace = options.istioNamespace;
    const installation = await findInstallation(cluster, namespace);
    const base =
      installation === undefined ? undefined : parseValues(installation.values, "values of the installation");
    const given = readGivenValues(host, options, base);
    const render = (values: typeof given, kubeVersion: string) =>
      renderWith(host, options, { given: values, kubeVersion, isUpgrade: installation !== undefined });
    const { findings: before } = await prepare(cluster, { namespace, given }, render);
    const found = installation === undefined ? [] : await checkInstallation(cluster, namespace, installation);
    const members = installation === undefined ? [] : await fetchMembers({ cluster, namespace });
    const findings = [...before, ...found];
    const tables = (): string =>
      formatFindings(findings) + (installation === undefined ? "" : `\n${formatEncryption(members)}`);
    host.write(formatOutput(options.output, { findings, pods: members }, tables));
    const isUnwell = findings.some(({ level }) => level === "refused");
    if (isUnwell || members.some(({ wanted, proven }) => wanted && !proven)) exit(EXIT.startFailed);
  });
}
