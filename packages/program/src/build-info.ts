import packageJson from "../package.json" with { type: "json" };

/** What was built and on what it runs. */
export interface BuildInfo {
  readonly version: string;
  readonly gitRevision: string;
  /** ztunnel's key; there is no Rust here. */
  readonly rustVersion: string;
  readonly buildProfile: string;
  readonly buildStatus: string;
  readonly istioVersion: string;
  readonly cryptoProvider: string;
  readonly nodeVersion: string;
}

/** Filled in by the bundler; absent when the sources run as they are. */
declare const AMBIT_BUILD: { readonly gitRevision: string; readonly buildStatus: string } | undefined;

/** Facts of the running program; `istioVersion` is configuration (ISTIO_META_ISTIO_VERSION). */
export function buildInfo(
  istioVersion: string,
  runtime: { readonly node: string; readonly openssl: string } = process.versions,
): BuildInfo {
  const bundle = typeof AMBIT_BUILD === "undefined" ? undefined : AMBIT_BUILD;
  return {
    version: packageJson.version,
    gitRevision: bundle?.gitRevision ?? "unknown",
    rustVersion: "none",
    buildProfile: bundle === undefined ? "source" : "release",
    buildStatus: bundle?.buildStatus ?? "unknown",
    istioVersion,
    cryptoProvider: `openssl-${runtime.openssl}`,
    nodeVersion: runtime.node,
  };
}

/** The text of the `version` command and of the first log line: ztunnel's form, with our key last. */
export function formatBuildInfo(info: BuildInfo): string {
  const fields = Object.entries(info).map(([key, value]) => `${capitalized(key)}:${JSON.stringify(value)}`);
  return `version.BuildInfo{${fields.join(", ")}}`;
}

/** The `version` member of config_dump. */
export function dumpBuildInfo(info: BuildInfo): Readonly<Record<string, string>> {
  return { ...info };
}

function capitalized(key: string): string {
  return key.slice(0, 1).toUpperCase() + key.slice(1);
}
