/**
 * Where a server of the agent listens: a file that appears complete, takes the place of one that an earlier agent left, and
 * goes at the end only if it is still ours.
 */
import { chmodSync, lstatSync, mkdirSync, renameSync, rmSync } from "node:fs";
import type { Server } from "node:net";
import { dirname } from "node:path";
import { formatErrorChain } from "@ambit/errors";
import type { Logger } from "@ambit/telemetry";
import { AgentError } from "../agent/agent-error.ts";

export interface SocketFileOptions {
  readonly path: string;
  /** Of the folder, if it has to be made. */
  readonly folderMode: number;
  readonly socketMode: number;
  readonly logger: Logger;
}

/** Disposing removes the file, unless another agent has put its own there. The server listens on. */
export type SocketFile = Disposable;

/** The server listens from here on; closing it is the caller's. Throws AgentError "bind-failed" that names the path. */
export async function bindSocketFile(
  server: Server,
  { path, folderMode, socketMode, logger }: SocketFileOptions,
): Promise<SocketFile> {
  // Under another name first: closing removes the file that was bound, which must not be the next agent's.
  const fresh = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: folderMode });
    rmSync(fresh, { force: true });
    await listen(server, fresh);
    server.on("error", (error) => logger.warn("listener error", { path, error: formatErrorChain(error) }));
    chmodSync(fresh, socketMode);
    renameSync(fresh, path);
  } catch (cause) {
    server.close();
    throw new AgentError("bind-failed", `cannot listen on ${path}`, { cause });
  }
  const inode = inodeOf(path);
  logger.info("listener established", { path });
  return {
    [Symbol.dispose]: () => {
      if (inode !== undefined && inodeOf(path) === inode) rmSync(path, { force: true });
    },
  };
}

function listen(server: Server, path: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen(path, () => {
    server.off("error", reject);
    resolve();
  });
  return promise;
}

function inodeOf(path: string): number | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.ino;
}
