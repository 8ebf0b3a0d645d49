import type { LabHost } from "../lab-host.ts";
import { chooseLab } from "./lab-choice.ts";

/** The path, for `export KUBECONFIG=$(ambit lab kubeconfig)`, or the file itself. */
export function showKubeconfig(
  { name, raw }: { readonly name?: string | undefined; readonly raw: boolean },
  host: LabHost,
): void {
  const { kubeconfig } = chooseLab(name).paths;
  host.write(raw ? host.readFile(kubeconfig) : `${kubeconfig}\n`);
}
