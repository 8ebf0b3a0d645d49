/**
 * Which pods may have rules of ours, as empty files that outlive the agent: one that is killed between the rules and the annotation
 * leaves nothing else by which its successor could find the pod.
 */
import { mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatErrorChain } from "@ambit/errors";
import type { Logger } from "@ambit/telemetry";

/** Of pods, by UID. */
export interface CaptureJournal {
  /** Before the first rule. */
  note(uid: string): void;
  /** After the last one. */
  drop(uid: string): void;
  list(): readonly string[];
  /** At uninstallation. Pods that may still have rules stay noted. */
  close(): void;
}

const UID = /^[0-9a-zA-Z-]{1,64}$/;

/** Files in a folder, which need not exist. What cannot be written is logged: enrolment goes on without. */
export function fileJournal(folder: string, logger: Logger): CaptureJournal {
  const attempt = <T>(work: () => T, otherwise: T): T => {
    try {
      return work();
    } catch (error) {
      logger.warn("the list of captured pods cannot be kept", { folder, error: formatErrorChain(error) });
      return otherwise;
    }
  };
  return {
    note: (uid) =>
      attempt(() => {
        if (!UID.test(uid)) return;
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        writeFileSync(join(folder, uid), "", { mode: 0o600 });
      }, undefined),
    drop: (uid) =>
      attempt(() => {
        if (UID.test(uid)) rmSync(join(folder, uid), { force: true });
      }, undefined),
    list: () =>
      attempt(() => {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        return readdirSync(folder).filter((name) => UID.test(name));
      }, []),
    close: () =>
      attempt(() => {
        if (readdirSync(folder).length === 0) rmdirSync(folder);
      }, undefined),
  };
}
