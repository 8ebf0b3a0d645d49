import { type FSWatcher, watch } from "node:fs";

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
        if (name === null || folder.matters(name)) this.#onChange();
        // The folder itself was moved or removed: another one may take its place.
        else if (event === "rename" && folder.path.endsWith(`/${name}`)) this.#drop(folder, watcher);
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
