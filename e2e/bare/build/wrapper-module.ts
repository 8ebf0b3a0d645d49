/**
 * The module from which Kubernetes' programs are built. Kubernetes' own go.mod asks for its parts at version v0.0.0, and
 * finds them in its own folders; published, they are modules of their own. So the wrapper has the same requirements, and
 * with them the same versions of everything else, but asks for the published parts.
 */

export interface WrapperOptions {
  /** go.mod of `k8s.io/kubernetes`. */
  readonly upstream: string;
  /** Of Kubernetes, such as v1.34.4. */
  readonly version: string;
  readonly name: string;
}

const KUBERNETES = "k8s.io/kubernetes";

/** The text of its go.mod. Throws for a version that is none of Kubernetes'. */
export function formatWrapperModule({ upstream, version, name }: WrapperOptions): string {
  const published = version.replace(/^v1\./, "v0.");
  if (published === version) throw new Error(`${version} is no version of Kubernetes`);
  const parts = [...upstream.matchAll(/^\s*(k8s\.io\/[\w-]+) => \.\/staging\//gm)].map(
    ([, part = ""]) => part,
  );
  const requirements = upstream
    .replace(/^module .*$/m, `module ${name}`)
    .replace(/^replace \([^)]*^\)$/gm, "")
    .replaceAll(/(k8s\.io\/[\w-]+) v0\.0\.0(?=\s)/g, `$1 ${published}`);
  return [
    requirements.trimEnd(),
    `require ${KUBERNETES} ${version}`,
    // Kubernetes' own requirements, which count as well, still ask for what was never published.
    `replace (\n${parts.map((part) => `\t${part} => ${part} ${published}`).join("\n")}\n)`,
    "",
  ].join("\n\n");
}
