/** A running capture on a pod's interface; see test-programs/capture.ts for the program behind it. */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Namespace } from "./namespace.ts";
import { NetnsError } from "./netns-error.ts";
import { POD_INTERFACE } from "./topology.ts";
import { reportWire, type WireReport } from "./wire-report.ts";

const PROGRAM = fileURLToPath(new URL("../test-programs/capture.ts", import.meta.url));

export class Capture implements AsyncDisposable {
  /** A pcap file, complete after `stop`. */
  readonly path: string;
  readonly #child: ChildProcess;

  private constructor(path: string, child: ChildProcess) {
    this.path = path;
    this.#child = child;
  }

  /** Every frame from the return of this call on is captured. Throws NetnsError "not-ready". */
  static async open(
    namespace: Pick<Namespace, "spawn">,
    path: string,
    interfaceName = POD_INTERFACE,
  ): Promise<Capture> {
    const child = namespace.spawn([process.execPath, PROGRAM, interfaceName, path], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let complaint = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (complaint += text));
    const ended = once(child, "exit").then(() => {
      throw new NetnsError("not-ready", `the capture ended at once: ${complaint}`);
    });
    if (child.stdout === null) throw new NetnsError("not-ready", "the capture has no output");
    await Promise.race([once(child.stdout, "data"), ended]);
    ended.catch(() => {});
    return new Capture(path, child);
  }

  /** Ends the capture, and looks for the marker in all it has. */
  async stop(marker: string): Promise<WireReport> {
    await this[Symbol.asyncDispose]();
    return reportWire(readFileSync(this.path), marker);
  }

  /** Ends the capture: the pcap file. */
  async end(): Promise<Uint8Array> {
    await this[Symbol.asyncDispose]();
    return readFileSync(this.path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    await exit;
  }
}
