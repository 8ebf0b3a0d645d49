/** Network namespaces for the tests of this package. */
import { execFileSync } from "node:child_process";
import {
  describeUnless,
  findMissingPrograms,
  findRootObstacle,
} from "@ambit/lifecycle/testing/prerequisites";
import { childPrograms } from "../src/child-program.ts";
import type { PodNamespace } from "../src/pod-namespace.ts";
import type { RunProgram } from "../src/program.ts";

const PROGRAMS: Readonly<Record<string, string>> = {
  "iptables-nft": "iptables",
  "iptables-legacy": "iptables",
  ipset: "ipset",
  nft: "nftables",
  ip: "iproute2",
};

/** A group that needs root and programs. Where they are missing it fails if `CI` is set, and is skipped elsewhere. */
export function describeWithNetfilter(name: string, body: () => void): void {
  describeUnless(findRootObstacle() ?? findMissingPrograms(PROGRAMS), name, body);
}

const here = childPrograms((start) => start());
let count = 0;

/** A namespace with its loopback up, removed at the end of the test. */
export class TestNamespace implements PodNamespace, Disposable {
  readonly name: string;
  /** Names of the programs that have been run. */
  readonly programs: string[] = [];

  constructor() {
    count += 1;
    this.name = `ambit-nf-${process.pid}-${count}`;
    execFileSync("ip", ["netns", "add", this.name]);
    execFileSync("ip", ["-n", this.name, "link", "set", "lo", "up"]);
  }

  readonly run: RunProgram = (call) => {
    this.programs.push(call.program);
    return here({
      ...call,
      program: "nsenter",
      args: [`--net=/run/netns/${this.name}`, call.program, ...call.args],
    });
  };

  /** What a shell command prints, inside. */
  shell(command: string, input = ""): string {
    return execFileSync("ip", ["netns", "exec", this.name, "sh", "-c", command], {
      encoding: "utf8",
      input,
      stdio: ["pipe", "pipe", "ignore"],
    });
  }

  [Symbol.dispose](): void {
    execFileSync("ip", ["netns", "del", this.name]);
  }
}
