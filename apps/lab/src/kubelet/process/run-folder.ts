import { join } from "node:path";

/** Where a container's runs are kept. */
export function runFolderOf(podFolder: string, container: string): string {
  return join(podFolder, "containers", container);
}
