/** `ambit install`: one command from a cluster to a mesh, ended by the answer whether its pods are encrypted. */
import { Command } from "commander";
import { stringify } from "yaml";
import { CliError } from "../cli-error.ts";
import type { CliHost } from "../cli-host.ts";
import { findClusterSource } from "../cluster/cluster-source.ts";
import { formatEncryption, verifyEncryption } from "../install/encryption.ts";
import { install } from "../install/install.ts";
import { findInstallation } from "../install/installations.ts";
import type { Operation } from "../install/operation.ts";
import { prepare } from "../install/prepare.ts";
import { Progress } from "../install/progress.ts";
import { formatFindings, type PreflightFinding } from "../preflight/finding.ts";
import { addChartOptions, type ChartOptions, readGivenValues, renderWith } from "./chart-options.ts";
import { addClusterOptions } from "./cluster-options.ts";

interface InstallOptions extends ChartOptions {
  readonly dryRun: boolean;
  readonly skipChecks: boolean;
}

/** For what --dry-run shows: no cluster is asked. */
const DRY_RUN_VERSION = "1.34.0";

export function installCommand(host: CliHost): Command {
  const command = new Command("install")
    .description("installs the mesh, or goes on with an installation that did not come to its end")
    .option("--dry-run", "prints the objects as YAML and asks no cluster", false)
    .option("--skip-checks", "goes on where the checks refuse", false);
  return addClusterOptions(addChartOptions(command)).action(async (options: InstallOptions) => {
    const given = readGivenValues(host, options);
    if (options.dryRun) {
      const { objects } = renderWith(host, options, {
        given,
        kubeVersion: DRY_RUN_VERSION,
        isUpgrade: false,
      });
      host.write(objects.map((object) => `---\n${stringify(object, { lineWidth: 0 })}`).join(""));
      return;
    }
    using cluster = await host.openCluster(findClusterSource(options, host));
    const namespace = options.istioNamespace;
    const found = await findInstallation(cluster, namespace);
    if (found !== undefined && found.state !== "installing") {
      throw new CliError(
        "refused",
        `version ${found.version} is in namespace ${namespace} (${found.state}): use ambit upgrade`,
      );
    }
    const render = (values: typeof given, kubeVersion: string) =>
      renderWith(host, options, { given: values, kubeVersion, isUpgrade: false });
    const { rendering, findings } = await prepare(cluster, { namespace, given }, render);
    requirePassed(host, findings, options.skipChecks);
    const progress = new Progress(host);
    const operation: Operation = { cluster, namespace, progress, host, timeoutMs: options.timeout * 1000 };
    await install(operation, rendering);
    host.write(`\n${formatEncryption(await verifyEncryption(operation))}\n${rendering.notes.trim()}\n`);
  });
}

/** Shows what is to be known, and throws CliError "refused" where it cannot go well. */
export function requirePassed(
  host: Pick<CliHost, "write">,
  findings: readonly PreflightFinding[],
  isSkipped: boolean,
): void {
  host.write(formatFindings(findings));
  const against = findings.filter(({ level }) => level === "refused").length;
  if (against === 0 || isSkipped) return;
  throw new CliError("refused", `${against} of ${findings.length} checks refuse; nothing was changed`);
}
