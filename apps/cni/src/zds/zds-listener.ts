/** The SEQPACKET socket that ztunnel connects to. */
import { lstatSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { bindUnix, closeFd, errnoMessage, listenSocket, unixSeqpacket } from "@ambit/linux";
import { AgentError } from "../agent/agent-error.ts";

/** ztunnels that connect while nobody accepts. */
const BACKLOG = 16;

/** A listening socket with its file. Disposing closes it, and removes the file if it is still this one. */
export interface ZdsListener extends Disposable {
  readonly fd: number;
}

/** Takes the place of a file that an earlier agent left. Throws AgentError "bind-failed". */
export function bindZdsListener(path: string): ZdsListener {
  const fresh = `${path}.${process.pid}`;
  const fail = (what: string, cause?: unknown): never => {
    throw new AgentError("bind-failed", `cannot listen on ${path}: ${what}`, { cause });
  };
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
    rmSync(fresh, { force: true });
  } catch (cause) {
    return fail("its folder cannot be made", cause);
  }
  const fd = unixSeqpacket();
  if (fd < 0) return fail(errnoMessage(fd));
  const result = [() => bindUnix(fd, fresh), () => listenSocket(fd, BACKLOG)].reduce(
    (previous, step) => (previous < 0 ? previous : step()),
    0,
  );
  if (result < 0) {
    closeFd(fd);
    return fail(errnoMessage(result));
  }
  renameSync(fresh, path);
  const inode = lstatSync(path).ino;
  return {
    fd,
    [Symbol.dispose]: () => {
      closeFd(fd);
      if (lstatSync(path, { throwIfNoEntry: false })?.ino === inode) rmSync(path, { force: true });
    },
  };
}
