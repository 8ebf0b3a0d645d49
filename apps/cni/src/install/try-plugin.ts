/** Runs the plugin before any pod depends on it. */
import { spawn } from "node:child_process";
import { isRecord } from "../plugin/json.ts";
import { InstallError } from "./install-error.ts";

/** It takes some 50 ms; a node that starts many pods at once is slower. */
const TRY_TIMEOUT_MS = 20_000;

/** Of what it wrote, for the error. */
const MAX_SHOWN_CHARS = 400;
const MAX_OUTPUT_CHARS = 65_536;

/**
 * Asks for its versions, as a runtime does. The launcher starts only files beside itself, so this is the very run that the
 * host will see, from wherever the directory is mounted. Throws InstallError "plugin-does-not-run" with the reason.
 */
export async function tryPlugin(launcher: string): Promise<void> {
  const { stdout, stderr, ended } = await runVersion(launcher);
  if (ended !== "exit code 0" || !answersVersion(stdout)) {
    const said = [stderr, stdout].map((text) => text.trim()).filter((text) => text !== "");
    throw new InstallError(
      "plugin-does-not-run",
      `the plugin does not run on this host, so it is not put in place: ${[ended, ...said].join(": ").slice(0, MAX_SHOWN_CHARS)}`,
    );
  }
}

interface TryOutcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly ended: string;
}

function runVersion(launcher: string): Promise<TryOutcome> {
  return new Promise((resolve) => {
    const output = { stdout: "", stderr: "" };
    const child = spawn(launcher, [], {
      cwd: "/",
      env: { CNI_COMMAND: "VERSION" },
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
