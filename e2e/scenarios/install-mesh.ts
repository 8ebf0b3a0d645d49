/** The mesh by the command with which a user installs it. */
import { runAmbit } from "../src/ambit-command.ts";
import type { Cluster, MeshChange } from "./cluster.ts";
import { HUB, TAG } from "./mesh-images.ts";

const TIMEOUT_SECONDS = "240";

/** `ambit install`, `upgrade` and `uninstall` on the cluster of this kubeconfig. Each rejects with what it said. */
export function ambitInstallation(
  kubeconfig: string,
): Pick<Cluster, "installMesh" | "upgradeMesh" | "uninstallMesh"> {
  const run = async (verb: string, ...words: readonly string[]): Promise<string> => {
    const all = [verb, "--kubeconfig", kubeconfig, "--timeout", TIMEOUT_SECONDS, ...words];
    const { exitCode, output, errors } = await runAmbit(all);
    if (exitCode === 0) return output;
    throw new Error(`ambit ${all.join(" ")}: exit ${exitCode}:\n${output}${errors}`);
  };
  return {
    installMesh: (change = {}) =>
      run("install", ...setWords({ "global.hub": HUB, "global.tag": TAG }, change)),
    upgradeMesh: (change) => run("upgrade", ...setWords({}, change)),
    // The definitions and all objects of their kinds, too: nothing is to be left.
    uninstallMesh: () => run("uninstall", "--purge"),
  };
}

function setWords(own: Readonly<Record<string, string>>, { set = {} }: MeshChange): readonly string[] {
  return Object.entries({ ...own, ...set }).flatMap(([name, value]) => ["--set", `${name}=${value}`]);
}
