/** Runs nft in a network namespace with a script, which is taken as a whole or not at all. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { errnoMessage, inNetns, openNetns } from "@ambit/linux";
import { KubeProxyError } from "./proxy-error.ts";

/** Of nft's own words. */
const MESSAGE_CHARS = 2000;
/** It takes milliseconds; the kernel may be busy with somebody else's rules. */
const NFT_TIMEOUT_MS = 30_000;

/** A descriptor of the namespace, the caller's to close. Throws KubeProxyError "no-netns". */
export function openNamespace(path: string): number {
  const fd = openNetns(path);
  if (fd < 0) {
    throw new KubeProxyError("no-netns", `cannot open the network namespace ${path}: ${errnoMessage(-fd)}`);
  }
  return fd;
}

/** Rejects with KubeProxyError "nft-failed" and nft's own words. */
export async function runNft(script: string, netnsFd: number | undefined): Promise<void> {
  // The child is born in the namespace that the thread is in at that moment.
  const start = (): ChildProcessWithoutNullStreams =>
    spawn("nft", ["-f", "-"], { stdio: "pipe", timeout: NFT_TIMEOUT_MS, killSignal: "SIGKILL" });
  const child = netnsFd === undefined ? start() : inNetns(netnsFd, start);
  let words = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    words = (words + text).slice(0, MESSAGE_CHARS);
  });
  child.stdout.resume();
  // A child that ends early closes the pipe; its exit code says why.
  child.stdin.on("error", () => {});
  child.stdin.end(script);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.on("error", (cause) => reject(new KubeProxyError("nft-failed", "cannot run nft", { cause })));
  child.on("close", (code, signal) => {
    if (code === 0) {
      resolve();
    } else {
      reject(new KubeProxyError("nft-failed", `nft ended with ${code ?? signal}: ${words.trim()}`));
    }
  });
  await promise;
}
