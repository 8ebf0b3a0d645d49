import { Command } from "commander";
import type { CliHost } from "../cli-host.ts";

/** `ambit lab ...`: the words go to the lab's own program as they are, which has its own help. */
export function labCommand(host: CliHost, exit: (code: number) => void): Command {
  return new Command("lab")
    .description(
      "a whole cluster with the mesh on this machine: up, down, status, logs, apply, exec, kubeconfig",
    )
    .argument("[words...]")
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (words: readonly string[]) => exit(await host.runLab(words)));
}
