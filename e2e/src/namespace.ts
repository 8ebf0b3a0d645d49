/** One network namespace under /run/netns, and the processes in it. */
import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { runCommand, systemEnvironment, tryCommand } from "./command.ts";

const NETNS_FOLDER = "/run/netns";

export interface SpawnOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdio: StdioOptions;
}

/** The namespace of this process, for programs that need no other. */
export const HERE: Pick<Namespace, "spawn"> = {
  spawn: ([program = "", ...args], { env, stdio }) =>
    spawn(program, args, { env: { ...systemEnvironment(), ...env }, stdio, detached: true }),
};

/** A namespace that exists until it is disposed of; every process inside dies with it. */
export class Namespace implements Disposable {
  readonly name: string;

  private constructor(name: string) {
    this.name = name;
  }

  /** With loopback up, and without the source checks that transparent connections would fail. */
  static create(name: string): Namespace {
    runCommand(["ip", "netns", "add", name]);
    const namespace = new Namespace(name);
    namespace.run(["ip", "link", "set", "lo", "up"]);
    namespace.writeSysctl("net/ipv4/conf/all/rp_filter", "0");
    namespace.writeSysctl("net/ipv4/conf/default/rp_filter", "0");
    return namespace;
  }

  /** One that somebody else made and deletes. */
  static existing(name: string): Namespace {
    return new Namespace(name);
  }

  /** Runs a command inside, to its end. Throws NetnsError "command-failed". */
  run(command: readonly string[], input = ""): string {
    return runCommand([...enter(this.name), ...command], input);
  }

  /**
   * Starts a program inside. The process id is the program's own: `ip netns exec` becomes it. It has a session of its
   * own, so that Ctrl-C reaches only the scenario, which then ends its programs in order.
   */
  spawn(command: readonly string[], { env, stdio }: SpawnOptions): ChildProcess {
    const [program = "", ...args] = [...enter(this.name), ...command];
    return spawn(program, args, { env: { ...systemEnvironment(), ...env }, stdio, detached: true });
  }

  /** `path` below /proc/sys, with slashes. */
  writeSysctl(path: string, value: string): void {
    this.run(["sh", "-c", `echo ${value} > /proc/sys/${path}`]);
  }

  [Symbol.dispose](): void {
    deleteNamespace(this.name);
  }
}

/** Kills what runs inside and deletes it. Nothing happens if there is none of that name. */
export function deleteNamespace(name: string): void {
  if (!existsSync(`${NETNS_FOLDER}/${name}`)) return;
  for (const pid of processesIn(name)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself meanwhile.
    }
  }
  tryCommand(["ip", "netns", "del", name]);
}

/** Names of all namespaces of this machine. */
export function listNamespaces(): readonly string[] {
  return existsSync(NETNS_FOLDER) ? readdirSync(NETNS_FOLDER) : [];
}

function processesIn(name: string): readonly number[] {
  try {
    return runCommand(["ip", "netns", "pids", name]).split("\n").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function enter(name: string): readonly string[] {
  return ["ip", "netns", "exec", name];
}
