/**
 * stdin and stdout of the plugin, whole and synchronous: Node's own streams for them cost several milliseconds of every
 * pod's start.
 */
import { readSync, writeSync } from "node:fs";
import { PluginError } from "./plugin-error.ts";

/** A configuration with a result in it is a few KiB. */
const MAX_STDIN_BYTES = 4_194_304;

const CHUNK_BYTES = 65_536;

/** Where a descriptor is non-blocking: both ends may share one that another process has set so. */
const RETRY_MS = 1;

/** Everything up to the end. Throws PluginError "io-failed". */
export function readStdin(fd = 0): string {
  const chunks: Buffer[] = [];
  let size = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const count = retrying(() => readSync(fd, chunk), "stdin");
    if (count === 0) break;
    size += count;
    if (size > MAX_STDIN_BYTES) {
      throw new PluginError(
        "io-failed",
        `the network configuration on stdin is longer than ${MAX_STDIN_BYTES} bytes`,
      );
    }
    chunks.push(chunk.subarray(0, count));
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Returns when the runtime's pipe has all of it. Throws PluginError "io-failed". */
export function writeStdout(text: string, fd = 1): void {
  let rest = Buffer.from(text, "utf8");
  while (rest.length > 0) {
    const unwritten = rest;
    rest = rest.subarray(retrying(() => writeSync(fd, unwritten), "stdout"));
  }
}

function retrying(call: () => number, stream: string): number {
  for (;;) {
    try {
      return call();
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      // A stdin that was closed by the caller reads as empty.
      if (code === "EOF") return 0;
      if (code !== "EAGAIN") {
        throw new PluginError("io-failed", `${stream}: ${String(error)}`, { cause: error });
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
  }
}
