/** Keeps the logs of containers within bounds. A program goes on writing to the same file. */
import {
  appendFileSync,
  closeSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
} from "node:fs";
import { join } from "node:path";

/** A log that grew beyond is cut. */
const MAX_LOG_BYTES = 8 * 1024 * 1024;
/** Of its end, that much stays. */
const KEPT_LOG_BYTES = 1024 * 1024;
/** Logs of containers whose pods are gone. */
const MAX_OLD_LOGS = 64;

/** Cuts and deletes what is too much. `current` are the names of files of pods that are there. */
export function keepLogs(folder: string, current: ReadonlySet<string>): void {
  const files = readdirSync(folder).flatMap((name) => {
    const stats = statSync(join(folder, name), { throwIfNoEntry: false });
    return stats === undefined ? [] : [{ name, size: stats.size, changedAtMs: stats.mtimeMs }];
  });
  for (const { name, size } of files) {
    if (size > MAX_LOG_BYTES) cutLog(join(folder, name), size);
  }
  const old = files
    .filter(({ name }) => !current.has(name))
    .toSorted((a, b) => b.changedAtMs - a.changedAtMs);
  for (const { name } of old.slice(MAX_OLD_LOGS)) rmSync(join(folder, name), { force: true });
}

/** The end of it is written again behind what was cut; what is written in between may be lost. */
function cutLog(path: string, size: number): void {
  const tail = Buffer.alloc(KEPT_LOG_BYTES);
  const fd = openSync(path, "r");
  let length = 0;
  try {
    length = readSync(fd, tail, 0, KEPT_LOG_BYTES, size - KEPT_LOG_BYTES);
  } finally {
    closeSync(fd);
  }
  truncateSync(path);
  const firstLine = tail.subarray(0, length).indexOf("\n") + 1;
  appendFileSync(path, tail.subarray(firstLine, length));
}
