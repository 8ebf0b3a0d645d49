/** A bad network: lost packets and delay on a pod's interface. */
import { tryCommand } from "./command.ts";
import type { Namespace } from "./namespace.ts";
import { POD_INTERFACE } from "./topology.ts";

const TABLE = "ambit_loss";
const MILLE = 1000;

/** Why packets cannot be delayed here; undefined if they can. Asks the kernel, in the namespace. */
export function findDelayObstacle(namespace: Namespace): string | undefined {
  const qdisc = ["dev", "lo", "root", "netem", "delay", "1ms"];
  const inside = ["ip", "netns", "exec", namespace.name, "tc", "qdisc"];
  if (!tryCommand([...inside, "add", ...qdisc])) return "tc or the kernel's netem is missing";
  tryCommand([...inside, "del", "dev", "lo", "root"]);
  return undefined;
}

/** Delays everything that leaves the pod; needs netem. */
export function delayPackets(namespace: Namespace, delayMs: number): void {
  namespace.run(["tc", "qdisc", "replace", "dev", POD_INTERFACE, "root", "netem", "delay", `${delayMs}ms`]);
}

/** Loses that many of a thousand packets that reach the pod, at random. By netfilter, which needs no netem. */
export function losePackets(namespace: Namespace, perMille: number): void {
  const rule = `iifname "${POD_INTERFACE}" numgen random mod ${MILLE} < ${perMille} counter drop`;
  const lines = [
    `table inet ${TABLE} {`,
    "chain loss {",
    "type filter hook prerouting priority -300",
    rule,
    "}",
    "}",
    "",
  ];
  namespace.run(["nft", "-f", "-"], lines.join("\n"));
}

/** How many packets `losePackets` has taken so far. */
export function countLostPackets(namespace: Namespace): number {
  const ruleset = namespace.run(["nft", "list", "table", "inet", TABLE]);
  return Number(/counter packets (\d+)/.exec(ruleset)?.[1] ?? 0);
}
