/** The HTTP/2 test server as a child process. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const PROGRAM = new URL("../../h2spec/server.ts", import.meta.url).pathname;

/** Where it listens, and the files that a client needs. */
export interface TestServer extends AsyncDisposable {
  readonly port: number;
  readonly certPath: string;
  readonly keyPath: string;
  readonly rootPath: string;
  /** Resident memory in bytes. */
  residentBytes(): number;
}

/** Disposal throws if the server had ended before: that is a crash. */
export async function startTestServer(): Promise<TestServer> {
  const directory = mkdtempSync(join(tmpdir(), "ambit-h2-"));
  const child = spawn(process.execPath, [PROGRAM, directory], { stdio: ["pipe", "pipe", "pipe"] });
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += String(chunk);
  });
  const lines = createInterface(child.stdout);
  const [line] = await Promise.race([
    once(lines, "line"),
    once(child, "exit").then(() => Promise.reject(new Error(`the test server ended: ${errors}`))),
  ]);
  return {
    port: Number(line),
    certPath: join(directory, "client.pem"),
    keyPath: join(directory, "client.key"),
    rootPath: join(directory, "root.pem"),
    residentBytes: () => residentBytesOf(child.pid ?? 0),
    async [Symbol.asyncDispose]() {
      const crashed = child.exitCode ?? child.signalCode;
      if (crashed === null) {
        const ended = once(child, "exit");
        child.stdin.end();
        await ended;
      }
      rmSync(directory, { recursive: true, force: true });
      if (crashed !== null) throw new Error(`the test server crashed (${crashed}): ${errors}`);
    },
  };
}

/** Resident memory of a process in bytes. */
export function residentBytesOf(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes ?? Number.NaN) * 1024;
}
