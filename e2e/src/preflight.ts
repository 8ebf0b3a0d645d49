/** What a machine needs before a namespace scenario can run on it. */
import { hasTool, runCommand, tryCommand } from "./command.ts";
import { NetnsError } from "./netns-error.ts";

/** A reason why namespaces cannot be used here, with the fix; undefined if they can. */
export function findNetnsObstacle(): string | undefined {
  if (process.platform !== "linux") return `network namespaces need Linux, and this is ${process.platform}.`;
  if (process.getuid?.() !== 0) return "network namespaces need root. Run the same command with sudo.";
  const missing = ["ip", "nft"].filter((tool) => !hasTool(tool));
  if (missing.length > 0) {
    return `${missing.join(" and ")} not found. Run: apt-get install -y iproute2 nftables`;
  }
  return findKernelObstacle();
}

/** Throws NetnsError "not-root" or "missing-tool" when `findNetnsObstacle` has a reason. */
export function requireNetns(): void {
  const obstacle = findNetnsObstacle();
  if (obstacle === undefined) return;
  throw new NetnsError(process.getuid?.() === 0 ? "missing-tool" : "not-root", obstacle);
}

/** Containers often have root without the right to make namespaces. */
function findKernelObstacle(): string | undefined {
  const probe = `ambit-probe-${process.pid}`;
  try {
    runCommand(["ip", "netns", "add", probe]);
    runCommand(["ip", "netns", "exec", probe, "nft", "add", "table", "inet", "probe"]);
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `this kernel or container refuses: ${reason}\nIn a container, start it with --privileged.`;
  } finally {
    tryCommand(["ip", "netns", "del", probe]);
  }
}
