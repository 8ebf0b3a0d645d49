/** What a machine needs before a lab can be on it; each thing that is missing comes with the fix. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runTool, systemEnvironment } from "../network/index.ts";

/** What is asked of the machine. */
export interface Machine {
  readonly platform: string;
  readonly isRoot: boolean;
  hasTool(name: string): boolean;
  /** Rejects where the kernel or a container refuses. */
  tryNamespace(): Promise<void>;
}

/** Debian's packages by tool. */
const TOOLS: Readonly<Record<string, string>> = {
  ip: "iproute2",
  nft: "nftables",
  iptables: "iptables",
  ipset: "ipset",
  nsenter: "util-linux",
  unshare: "util-linux",
  mount: "mount",
  umount: "mount",
  pivot_root: "util-linux",
};

/** One line each; none when a lab can be made. */
export async function findObstacles(machine: Machine): Promise<readonly string[]> {
  if (machine.platform !== "linux") {
    return [`a lab is made of network namespaces, which only Linux has; this is ${machine.platform}`];
  }
  if (!machine.isRoot) return ["a lab needs root: run the same command with sudo"];
  const missing = Object.keys(TOOLS).filter((tool) => !machine.hasTool(tool));
  if (missing.length > 0) {
    const packages = [...new Set(missing.map((tool) => TOOLS[tool]))].join(" ");
    return [`not found: ${missing.join(", ")}; run: apt-get install -y ${packages}`];
  }
  try {
    await machine.tryNamespace();
    return [];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [
      `this kernel or container refuses network namespaces with nftables: ${reason}; a container has to be started with --privileged`,
    ];
  }
}

/** The machine this runs on. */
export function thisMachine(): Machine {
  const folders = (systemEnvironment()["PATH"] ?? "").split(":").filter((folder) => folder !== "");
  return {
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    hasTool: (name) => folders.some((folder) => existsSync(join(folder, name))),
    tryNamespace: async () => {
      const probe = `ambit-probe-${process.pid}`;
      try {
        await runTool(["ip", "netns", "add", probe]);
        await runTool(["ip", "netns", "exec", probe, "nft", "add", "table", "inet", "probe"]);
      } finally {
        await runTool(["ip", "netns", "del", probe]).catch(() => undefined);
      }
    },
  };
}
