/** `ambit enrolment`: every pod, whether it is wanted in the mesh, redirected and acknowledged, and why not. */
import { Command } from "commander";
import type { CliHost } from "../cli-host.ts";
import { findClusterSource } from "../cluster/cluster-source.ts";
import { collectFacts } from "../enrolment/collect-facts.ts";
import { describeEnrolment, type EnrolmentRow } from "../enrolment/enrolment-rows.ts";
import { formatOutput, type OutputFormat } from "../text/output.ts";
import { formatTable } from "../text/table.ts";
import { addClusterOptions, type ClusterOptions, outputOption } from "./cluster-options.ts";

interface EnrolmentOptions extends ClusterOptions {
  readonly output: OutputFormat;
  readonly node?: string | undefined;
}

/** All namespaces unless -n names one. */
export function enrolmentCommand(host: CliHost): Command {
  const command = new Command("enrolment")
    .alias("enrollment")
    .description("every pod: wanted in the mesh, redirected, acknowledged by a ztunnel, and why not")
    .addOption(outputOption())
    .option("--node <name>", "pods of this node");
  return addClusterOptions(command).action(async (options: EnrolmentOptions) => {
    const { namespace, node, istioNamespace } = options;
    using cluster = await host.openCluster(findClusterSource(options, host));
    const rows = describeEnrolment(await collectFacts(cluster, { namespace, node, istioNamespace }));
    host.write(formatOutput(options.output, rows, () => formatRows(rows)));
  });
}

function formatRows(rows: readonly EnrolmentRow[]): string {
  const yes = (value: boolean): string => (value ? "yes" : "no");
  return formatTable(
    ["NAMESPACE", "POD", "NODE", "WANTED", "INSTALLED", "PROVEN", "REASON"],
    rows.map(({ namespace, pod, node, wanted, installed, proven, reason }) => [
      namespace,
      pod,
      node,
      yes(wanted),
      yes(installed),
      yes(proven),
      reason,
    ]),
  );
}
