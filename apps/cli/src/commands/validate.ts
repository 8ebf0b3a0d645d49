/** `ambit validate`: what the admission webhook would say of objects, before they are applied. */
import { type CheckContext, checkObject, isChecked } from "@ambit/admission";
import { formatErrorChain } from "@ambit/errors";
import { EXIT } from "@ambit/program";
import { Command } from "commander";
import { CliError } from "../cli-error.ts";
import type { CliHost } from "../cli-host.ts";
import { findClusterSource } from "../cluster/cluster-source.ts";
import { formatOutput, type OutputFormat } from "../text/output.ts";
import { fetchSurroundings } from "../validation/known-objects.ts";
import { type Manifest, type ManifestText, readManifests } from "../validation/manifests.ts";
import { addClusterOptions, type ClusterOptions, outputOption } from "./cluster-options.ts";

interface ValidateOptions extends ClusterOptions {
  readonly filename: readonly string[];
  readonly output: OutputFormat;
  readonly cluster: boolean;
}

/** One word about one part of an object. */
interface Finding {
  readonly level: "error" | "warning";
  readonly place: string;
  /** `AuthorizationPolicy app/deny`; empty where there is no object. */
  readonly object: string;
  readonly path: string;
  readonly reason: string;
}

/** Ends with 1 when anything can never work. */
export function validateCommand(host: CliHost, exit: (code: number) => void): Command {
  const command = new Command("validate")
    .description("what in these objects can never work, and what will not do what it says")
    .requiredOption("-f, --filename <file...>", "YAML or JSON; - is standard input")
    .option("--cluster", "look at the cluster too: what is selected, what is named and not there", false)
    .addOption(outputOption());
  return addClusterOptions(command).action(async (options: ValidateOptions) => {
    const texts = await Promise.all(options.filename.map((file) => readText(host, file)));
    const read = texts.map((text) => readManifests(text, options.namespace ?? "default"));
    const manifests = read.flatMap((part) => part.manifests);
    const context = await contextOf(host, options, manifests);
    const unreadable = read
      .flatMap((part) => part.unreadable)
      .map(({ place, reason }): Finding => ({ level: "error", place, object: "", path: "", reason }));
    const findings = [...unreadable, ...manifests.flatMap((manifest) => check(manifest, context))];
    const checked = manifests.filter(({ group, kind }) => isChecked(group, kind)).length;
    host.write(formatOutput(options.output, findings, () => formatFindings(findings, checked)));
    if (findings.some(({ level }) => level === "error")) exit(EXIT.startFailed);
  });
}

async function readText(host: CliHost, file: string): Promise<ManifestText> {
  try {
    return { file, text: file === "-" ? await host.readStdin() : host.readFile(file) };
  } catch (cause) {
    throw new CliError("not-found", `${file} cannot be read: ${formatErrorChain(cause)}`, { cause });
  }
}

async function contextOf(
  host: CliHost,
  options: ValidateOptions,
  manifests: readonly Manifest[],
): Promise<CheckContext> {
  const settings = { rootNamespace: options.istioNamespace, isDryRunOffered: false, isStrict: false };
  if (!options.cluster) return { ...settings, surroundings: undefined };
  using cluster = await host.openCluster(findClusterSource(options, host));
  return { ...settings, surroundings: await fetchSurroundings(cluster.api, manifests) };
}

function check({ place, group, kind, key, object }: Manifest, context: CheckContext): readonly Finding[] {
  const { errors, warnings } = checkObject({ group, kind }, object, context);
  const about = { place, object: `${kind} ${key}` };
  return [
    ...errors.map((finding): Finding => ({ level: "error", ...about, ...finding })),
    ...warnings.map((finding): Finding => ({ level: "warning", ...about, ...finding })),
  ];
}

function formatFindings(findings: readonly Finding[], checked: number): string {
  const lines = findings.map(({ level, place, object, path, reason }) =>
    [place, level, object, path, reason].filter((part) => part !== "").join(": "),
  );
  const errors = findings.filter(({ level }) => level === "error").length;
  const warnings = findings.length - errors;
  const objects = `${checked} ${checked === 1 ? "object" : "objects"} checked`;
  return `${[...lines, `${objects}: ${errors} errors, ${warnings} warnings`].join("\n")}\n`;
}
