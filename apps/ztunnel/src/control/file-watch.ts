/**
 * Watches one text file for new contents, however they get there: written in place, renamed over, or reached through
 * a symbolic link that is swapped (a Kubernetes ConfigMap volume swaps `..data` in the file's own folder).
 *
 * inotify on the folders gives speed; a slow poll of the file's identity gives certainty where inotify is silent
 * (network file systems, a folder that was itself replaced). Reads are synchronous: they are rare, and the decoding
 * that follows blocks the thread for longer.
 */
import { type FSWatcher, realpathSync, statSync, watch } from "node:fs";
import { dirname } from "node:path";
import type { Clock } from "@ambit/lifecycle";
import { readTextFile } from "./text-file.ts";

/** A file is read when its folder has been quiet for this long: "truncate, then write" is one change. */
const QUIET_MS = 100;
/** A folder that is never quiet is read at least this often. */
const LONGEST_WAIT_MS = 2_000;
const POLL_INTERVAL_MS = 2_000;

export interface FileWatchOptions {
  readonly path: string;
  /** What the caller has read already; the same text again is no news. */
  readonly knownText: string;
  readonly clock: Clock;
  /** How its contents are read; UTF-8 unless given. */
  readonly read?: (path: string) => string;
  /** New contents, complete: the file did not change while it was read. */
  readonly onText: (text: string) => void;
  /** The file cannot be read, or is no text (once per change, not per poll). */
  readonly onUnreadable: (error: unknown) => void;
}

/** Watches until disposed. Nothing is reported during the call itself. */
export function watchFile(options: FileWatchOptions): Disposable {
  return new FileWatch(options);
}

class FileWatch implements Disposable {
  readonly #options: FileWatchOptions;
  #text: string;
  /** Identity of the file when it was read last, or undefined if it could not be. */
  #readIdentity: string | undefined = "not read";
  #watchers: FSWatcher[] = [];
  #quietTimer: Disposable | undefined;
  #pollTimer: Disposable | undefined;
  #firstEventMs: number | undefined;

  constructor(options: FileWatchOptions) {
    this.#options = options;
    this.#text = options.knownText;
    this.#watchFolders();
    this.#schedulePoll();
    // The file may have changed between the caller's reading and this watch.
    this.#changed();
  }

  [Symbol.dispose](): void {
    this.#closeWatchers();
    this.#quietTimer?.[Symbol.dispose]();
    this.#pollTimer?.[Symbol.dispose]();
  }

  #schedulePoll(): void {
    this.#pollTimer = this.#options.clock.setTimer(POLL_INTERVAL_MS, () => {
      if (identityOf(this.#options.path) !== this.#readIdentity) this.#changed();
      this.#schedulePoll();
    });
  }

  #changed(): void {
    const { clock } = this.#options;
    const nowMs = clock.nowMs();
    this.#firstEventMs ??= nowMs;
    const leftMs = Math.max(0, this.#firstEventMs + LONGEST_WAIT_MS - nowMs);
    this.#quietTimer?.[Symbol.dispose]();
    this.#quietTimer = clock.setTimer(Math.min(QUIET_MS, leftMs), () => this.#read());
  }

  #read(): void {
    this.#firstEventMs = undefined;
    // Before the reading, so that a change during it is an event again.
    this.#watchFolders();
    const { path, onText, onUnreadable, read = readTextFile } = this.#options;
    const identity = identityOf(path);
    const isNews = identity !== this.#readIdentity;
    let text: string;
    try {
      text = read(path);
    } catch (error) {
      this.#readIdentity = identity;
      if (isNews) onUnreadable(error);
      return;
    }
    if (identityOf(path) !== identity) {
      this.#changed();
      return;
    }
    this.#readIdentity = identity;
    if (text === this.#text) return;
    this.#text = text;
    onText(text);
  }

  /** The folder of the path (renames, ConfigMap swaps) and that of the file it leads to (writes through a link). */
  #watchFolders(): void {
    this.#closeWatchers();
    const { path } = this.#options;
    const folders = new Set([dirname(path)]);
    try {
      folders.add(dirname(realpathSync(path)));
    } catch {
      // No file at the moment: its folder still tells when one arrives.
    }
    for (const folder of folders) this.#watchFolder(folder);
  }

  #watchFolder(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, () => this.#changed());
      // A folder that vanishes ends its watch; the poll goes on.
      watcher.on("error", () => watcher.close());
      this.#watchers.push(watcher);
    } catch {
      // No such folder, or no inotify instance left: the poll goes on.
    }
  }

  #closeWatchers(): void {
    for (const watcher of this.#watchers) watcher.close();
    this.#watchers = [];
  }
}

/** Changes whenever the file is written or replaced. Follows links. Undefined: no readable file. */
function identityOf(path: string): string | undefined {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(":");
  } catch {
    return undefined;
  }
}
