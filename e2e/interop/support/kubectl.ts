/** The real kubectl against an embedded API server, over HTTPS and with nothing but its kubeconfig. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import {
  bindKubeEmbedded,
  generateServingCertificate,
  type KubeEmbedded,
  readDefinitionFiles,
} from "@ambit/kube-embedded";
import { stringify } from "yaml";
import { type ProgramResult, runProgram } from "./run-program.ts";

const PROGRAM = fileURLToPath(new URL("../../../node_modules/.cache/ambit/kubectl/kubectl", import.meta.url));

/** The obstacle where it has not been fetched. */
export function findKubectlObstacle(): string | undefined {
  return existsSync(PROGRAM) ? undefined : "kubectl has not been fetched; run sh scripts/setup.sh kubectl";
}

/** A server with its kubectl. Disposing ends both and removes the files. */
export class Kubectl implements AsyncDisposable {
  readonly server: KubeEmbedded;
  readonly #folder: string;
  #files = 0;

  private constructor(server: KubeEmbedded, folder: string) {
    this.server = server;
    this.#folder = folder;
    writeFileSync(join(folder, "kubeconfig"), server.kubeconfig);
  }

  static async start(): Promise<Kubectl> {
    const definitions = await readDefinitionFiles();
    const certificate = generateServingCertificate(Date.now());
    const server = await bindKubeEmbedded({ certificate, definitions, limits: { bookmarkIntervalMs: 200 } });
    return new Kubectl(server, mkdtempSync(join(tmpdir(), "ambit-kubectl-")));
  }

  /** Whatever it answers. */
  run(...args: readonly string[]): Promise<ProgramResult> {
    return runProgram(this.#command(args), { timeoutMs: 30_000 });
  }

  /** What it prints, without the last line end. Rejects, with what it says, if it fails. */
  async print(...args: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await this.run(...args);
    if (status !== 0) throw new Error(`kubectl ${args.join(" ")} ended with ${status}: ${stderr}${stdout}`);
    return stdout.trimEnd();
  }

  /** What it prints as JSON. */
  async json(...args: readonly string[]): Promise<unknown> {
    return JSON.parse(await this.print(...args, "-o", "json"));
  }

  /** A file for `-f`: text as it is, objects as YAML 1.1, which is what kubectl reads. */
  file(...content: readonly (string | object)[]): string {
    this.#files += 1;
    const path = join(this.#folder, `${this.#files}.yaml`);
    const texts = content.map((each) =>
      typeof each === "string" ? each : stringify(each, { version: "1.1" }),
    );
    writeFileSync(path, texts.join("\n---\n"));
    return path;
  }

  /** Objects, applied. */
  apply(...content: readonly (string | object)[]): Promise<string> {
    return this.print("apply", "--validate=false", "-f", this.file(...content));
  }

  /** Lines as they come, from a command that goes on. Leaving the loop, or disposal, ends it. */
  async *lines(...args: readonly string[]): AsyncGenerator<string, void, void> {
    const [program = "", ...rest] = this.#command(args);
    const child = spawn(program, rest, { stdio: ["ignore", "pipe", "inherit"] });
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    child.once("close", () => resolve());
    try {
      yield* createInterface({ input: child.stdout });
    } finally {
      child.kill("SIGKILL");
      await closed;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close();
    rmSync(this.#folder, { recursive: true });
  }

  #command(args: readonly string[]): readonly string[] {
    const [kubeconfig, cache] = ["kubeconfig", "cache"].map((name) => join(this.#folder, name));
    return [PROGRAM, `--kubeconfig=${kubeconfig}`, `--cache-dir=${cache}`, ...args];
  }
}

/** Cells of a printed table, header first: at least two spaces are between columns. */
export function tableOf(text: string): readonly (readonly string[])[] {
  return text.split("\n").map((line) => line.trim().split(/\s{2,}/));
}
