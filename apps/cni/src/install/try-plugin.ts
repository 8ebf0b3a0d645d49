/** Runs the plugin before any pod depends on it. */
import { spawn } from "node:child_process";
import { dirname } from "node:path";
import { isRecord } from "../plugin/json.ts";
import { InstallError } from "./install-error.ts";

/** It takes some 50 ms; a node that starts many pods at once is slower. */
const TRY_TIMEOUT_MS = 20_000;

/** Of what it wrote, for the error. */
const MAX_SHOWN_CHARS = 400;
const MAX_OUTPUT_CHARS = 65_536;

const GOOD_END = "exit code 0";

/** The plugin where the host will find it. */
export interface PluginOnTrial {
  /** Path of the launcher. */
  readonly launcher: string;
  /** Of the program that it starts, relative to the launcher; undefined when host and agent have the same libraries. */
  readonly libraries:
    | { readonly loader: string; readonly folder: string; readonly program: string }
    | undefined;
}

/**
 * Asks for its versions, as a runtime does. The launcher starts only files beside itself, and none of their libraries may
 * come from elsewhere, so this is the very run that the host will see, from wherever the directory is mounted. Throws
 * InstallError "plugin-does-not-run" with the reason.
 */
export async function tryPlugin({ launcher, libraries }: PluginOnTrial): Promise<void> {
  if (libraries !== undefined) {
    const { loader, folder, program } = libraries;
    const args = ["--inhibit-cache", "--library-path", folder, "--list", program];
    const listed = await runBounded(loader, { args, cwd: dirname(launcher), env: {} });
    requireGood(listed);
    const foreign = foreignLibraries(listed.stdout, folder);
    if (foreign.length > 0) {
      throw new InstallError(
        "plugin-does-not-run",
        `the plugin is not put in place: it would need of the host ${foreign.join(", ").slice(0, MAX_SHOWN_CHARS)}`,
      );
    }
  }
  const answer = await runBounded(launcher, { args: [], cwd: "/", env: { CNI_COMMAND: "VERSION" } });
  requireGood(answer);
  if (!answersVersion(answer.stdout)) requireGood({ ...answer, ended: "no answer of a CNI plugin" });
}

/** What a loader's `--list` has found outside `folder`, or not at all. */
export function foreignLibraries(listed: string, folder: string): readonly string[] {
  return listed
    .split("\n")
    .filter((line) => line.includes("=>") && !line.includes(` => ${folder}/`))
    .map((line) => line.trim().replace(/ \(0x[0-9a-f]+\)$/, ""));
}

function requireGood({ ended, stderr, stdout }: TryOutcome): void {
  if (ended === GOOD_END) return;
  const said = [stderr, stdout].map((text) => text.trim()).filter((text) => text !== "");
  throw new InstallError(
    "plugin-does-not-run",
    `the plugin does not run on this host, so it is not put in place: ${[ended, ...said].join(": ").slice(0, MAX_SHOWN_CHARS)}`,
  );
}

interface TryOutcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly ended: string;
}

interface Program {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

function runBounded(path: string, { args, cwd, env }: Program): Promise<TryOutcome> {
  return new Promise((resolve) => {
    const output = { stdout: "", stderr: "" };
    const child = spawn(path, [...args], {
      cwd,
      env,
      timeout: TRY_TIMEOUT_MS,
      killSignal: "SIGKILL",
      stdio: ["pipe", "pipe", "pipe"],
    });
    const end = (ended: string): void => resolve({ ...output, ended });
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8").on("data", (text: string) => {
        output[stream] = (output[stream] + text).slice(0, MAX_OUTPUT_CHARS);
      });
    }
    child.on("error", (error) => end(error.message));
    child.on("close", (code, signal) => end(signal === null ? `exit code ${code}` : `ended by ${signal}`));
    // One that has gone already says so by its exit code.
    child.stdin.on("error", () => undefined);
    child.stdin.end('{"cniVersion":"1.0.0"}');
  });
}

function answersVersion(stdout: string): boolean {
  try {
    const answer: unknown = JSON.parse(stdout);
    const versions = isRecord(answer) ? answer["supportedVersions"] : undefined;
    return Array.isArray(versions) && versions.includes("1.0.0");
  } catch {
    return false;
  }
}
