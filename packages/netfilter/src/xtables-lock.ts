import type { RunProgram } from "./program.ts";

/** The variable by which legacy iptables is told what to lock, and the namespace's own file as its value. */
export const NAMESPACE_LOCK = { XTABLES_LOCKFILE: "/proc/self/ns/net" } as const;

/**
 * The same programs with the lock that all of the node share, for AMBIENT_USE_SCOPED_XTABLES_LOCKING=false: pods then
 * wait for each other and for everybody who uses legacy iptables.
 */
export function withNodeLock(run: RunProgram): RunProgram {
  return ({ environment = {}, ...call }) => {
    const others = Object.entries(environment).filter(([name]) => !(name in NAMESPACE_LOCK));
    return run({ ...call, environment: Object.fromEntries(others) });
  };
}
