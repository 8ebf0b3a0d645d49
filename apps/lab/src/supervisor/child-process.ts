/** How the supervisor and the lab's other processes start each other and say that they are ready. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { inNamespace, systemEnvironment } from "../network/index.ts";
import type { PlannedProcess } from "./process-plan.ts";

/** Which program and where its output goes. */
export interface ChildOptions {
  readonly planned: PlannedProcess;
  /** The lab's program: node with its flags and the file. */
  readonly program: readonly string[];
  readonly logPath: string;
  /** Called when it says that it serves. */
  readonly onReady: () => void;
  /** Called once; a code or a signal, or why it cannot be started. */
  readonly onEnd: (how: string) => void;
}

const READY = "ready";

/** Starts it in its namespace, in a session of its own. `nsenter` becomes the program, so the number is the program's. */
export function startChild({ planned, program, logPath, onReady, onEnd }: ChildOptions): ChildProcess {
  const log = openSync(logPath, "a");
  const [command = "", ...args] = inNamespace(planned.netns, [...program, ...planned.args]);
  const child = spawn(command, args, {
    env: systemEnvironment(),
    detached: true,
    stdio: ["ignore", log, log, "ipc"],
  });
  closeSync(log);
  let isOver = false;
  const end = (how: string): void => {
    if (isOver) return;
    isOver = true;
    onEnd(how);
  };
  child.on("message", (message) => {
    if (message === READY) onReady();
  });
  child.once("error", (error) => end(error.message));
  child.once("exit", (code, signal) => end(signal === null ? `exit status ${code}` : `signal ${signal}`));
  return child;
}

/** Tells the supervisor that this process serves. Nothing happens without one: it may be gone. */
export function sayReady(): void {
  if (process.connected) process.send?.(READY, () => {});
}
