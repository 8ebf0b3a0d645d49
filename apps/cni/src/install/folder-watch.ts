import { type FSWatcher, watch } from "node:fs";
import { basename } from "node:path";

/** A folder and which of its names matter. */
export interface WatchedFolder {
  readonly path: string;
  matters(name: string): boolean;
}

/**
 * Tells of changes in folders, also of those that are not there yet once `rearm` finds them. The kernel may drop events, and
 * some mounts have none: look by yourself from time to time.
 */
export class FolderWatch implements Disposable {
  readonly #folders: readonly WatchedFolder[];
  readonly #onChange: () => void;
  readonly #watchers = new Map<WatchedFolder, FSWatcher>();

  constructor(folders: readonly WatchedFolder[], onChange: () => void) {
    this.#folders = folders;
    this.#onChange = onChange;
  }

  /** Begins to watch what is not being watched. */
  rearm(): void {
    for (const folder of this.#folders) if (!this.#watchers.has(folder)) this.#watch(folder);
  }

  [Symbol.dispose](): void {
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #watch(folder: WatchedFolder): void {
    try {
      const watcher = watch(folder.path, (event, name) => {
        // Perhaps the folder itself was moved or removed, and another one takes its place.
        if (event === "rename" && name === basename(folder.path)) this.#drop(folder, watcher);
        else if (name === null || folder.matters(name)) this.#onChange();
      });
      watcher.on("error", () => this.#drop(folder, watcher));
      this.#watchers.set(folder, watcher);
    } catch {
      // Not there yet.
    }
  }

  #drop(folder: WatchedFolder, watcher: FSWatcher): void {
    watcher.close();
    if (this.#watchers.get(folder) === watcher) this.#watchers.delete(folder);
    this.#onChange();
  }
}
