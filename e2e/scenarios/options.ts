/** The command line of `npm run e2e`. */
import { parseArgs } from "node:util";
import { PROVIDERS, type ProviderName } from "./cluster.ts";
import { SCENARIOS } from "./scenarios.ts";

export interface ScenarioOptions {
  readonly provider: ProviderName;
  /** Names; empty for all. */
  readonly only: readonly string[];
  /** Nothing is raised where the cluster's programs would have to be built first. */
  readonly isIfBuilt: boolean;
  /** Names only, nothing is raised. */
  readonly isList: boolean;
}

export const USAGE = `usage: npm run e2e -- --provider <${PROVIDERS.join("|")}> [options]

Raises a cluster with the mesh, runs every scenario on it, and takes it down.

--provider lab    namespaces on this machine, with Kubernetes' programs as stand-ins
--provider bare   Kubernetes' own programs in namespaces on this machine; built the first time, which takes minutes
--provider kind   a cluster of kind; needs Docker
--only <name>     this scenario; may be repeated
--if-built        with bare: nothing is done, and that is well, where Kubernetes is not built yet
--list            says which there are
`;

/** Throws an error that names the word and what is accepted. */
export function parseScenarioOptions(args: readonly string[]): ScenarioOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      provider: { type: "string" },
      only: { type: "string", multiple: true, default: [] },
      "if-built": { type: "boolean", default: false },
      list: { type: "boolean", default: false },
    },
  });
  const only = values.only.flatMap((text) => text.split(","));
  const names = SCENARIOS.map(({ name }) => name);
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`--only ${unknown}: accepted are ${names.join(", ")}`);
  const isIfBuilt = values["if-built"];
  if (values.list) return { provider: "lab", only, isIfBuilt, isList: true };
  const provider = PROVIDERS.find((name) => name === values.provider);
  if (provider === undefined) {
    const given = values.provider ?? "is missing";
    throw new Error(`--provider ${given}: accepted are ${PROVIDERS.join(", ")}`);
  }
  return { provider, only, isIfBuilt, isList: false };
}
