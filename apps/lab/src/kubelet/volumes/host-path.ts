/** hostPath volumes: the node's files, which are a folder of the machine, but for what the kernel shows. */
import { posix } from "node:path";
import { KubeletError } from "../kubelet-error.ts";

/** What is the machine's own on every node. */
const MACHINE_PATHS = ["/proc", "/sys", "/dev", "/lib/modules", "/run/netns"];

export interface HostPathRules {
  /** The node's root folder. */
  readonly root: string;
  /** The lab's folder: paths below it are meant as they are. */
  readonly labFolder: string;
}

/** Where a path of the node is on this machine. `/var/run` is `/run`. Throws KubeletError "mount-failed". */
export function resolveHostPath(path: string, { root, labFolder }: HostPathRules): string {
  if (!path.startsWith("/")) throw new KubeletError("mount-failed", `hostPath "${path}" is not absolute`);
  const clean = posix.normalize(path).replace(/(?<=.)\/$/, "");
  const direct = clean.replace(/^\/var\/run(?=\/|$)/, "/run");
  const isMachines = [...MACHINE_PATHS, labFolder].some(
    (own) => direct === own || direct.startsWith(`${own}/`),
  );
  // The agent's and the proxy's run folders have one name on the node, whichever of its two names they are given.
  return isMachines ? direct : posix.join(root, direct.replace(/^\/run(?=\/|$)/, "/var/run"));
}

/** What has to be done where nothing is: `type` of the volume. Throws KubeletError "mount-failed" for what has to be there. */
export function hostPathAction(path: string, type: string, found: "directory" | "other" | undefined) {
  const wantsFolder = type === "Directory" || type === "DirectoryOrCreate";
  const wantsFile = type !== "" && !wantsFolder;
  if (found === "directory" && wantsFile) throw unfit(path, type);
  if (found === "other" && wantsFolder) throw unfit(path, type);
  if (found !== undefined) return "nothing";
  if (type === "FileOrCreate") return "make-file";
  // A container engine makes the folder that an untyped volume names.
  if (type === "" || type === "DirectoryOrCreate") return "make-folder";
  throw unfit(path, type);
}

function unfit(path: string, type: string): KubeletError {
  return new KubeletError("mount-failed", `hostPath ${path} is not a ${type}`);
}
