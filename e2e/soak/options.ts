/** The command line of `npm run soak`. */
import { parseArgs } from "node:util";
import { TUNNEL_PARTS, type TunnelPart } from "./tunnels/run-tunnels.ts";

export interface MeshSoakOptions {
  readonly minutes: number;
  readonly pods: number;
  readonly connections: number;
  readonly nodes: number;
  readonly killEveryMs: number;
  readonly churnEveryMs: number;
  readonly seed: number;
}

export interface SoakOptions {
  readonly parts: readonly (TunnelPart | "mesh")[];
  readonly mesh: MeshSoakOptions;
  readonly tunnels: number;
  readonly renewalSeconds: number;
  /** Whether docs/RELIABILITY.md is written. */
  readonly writesPage: boolean;
}

export const USAGE = `usage: npm run soak -- [mesh | server | client | renewal]... [options]

mesh                  a lab under load whose pods, policies and services change while its parts are killed (the default)
  --minutes <n>       how long (20)
  --pods <n>          in the mesh (200)
  --connections <n>   open at a time (ten for each pod)
  --nodes <n>         of the lab (4, or 2 for fewer than 100 pods)
  --kill-every <s>    seconds from one kill to the next (20)
  --churn-every <s>   seconds from one change of a pod, a service and a policy to the next (1)
  --seed <n>          of the order of kills and changes
  --write             rewrite docs/RELIABILITY.md
server, client        so many tunnels past one ztunnel, one after the other
  --tunnels <n>       (100000)
renewal               connections while certificates live for seconds
  --seconds <n>       (60)
`;

const PODS_FOR_FOUR_NODES = 100;
const CONNECTIONS_OF_A_POD = 10;
const MAX_SEED = 1e9;

/** Undefined for a question for help, and for what makes no sense. */
export function parseSoakOptions(args: readonly string[], nowMs: number): SoakOptions | undefined {
  const parsed = parse(args);
  if (parsed === undefined || parsed.values.help === true) return undefined;
  const { values, positionals } = parsed;
  const parts = positionals.length === 0 ? ["mesh" as const] : positionals.filter(isPart);
  if (parts.length < positionals.length) return undefined;
  const pods = Number(values.pods ?? 200);
  const mesh: MeshSoakOptions = {
    minutes: Number(values.minutes ?? 20),
    pods,
    connections: Number(values.connections ?? pods * CONNECTIONS_OF_A_POD),
    nodes: Number(values.nodes ?? (pods < PODS_FOR_FOUR_NODES ? 2 : 4)),
    killEveryMs: Number(values["kill-every"] ?? 20) * 1000,
    churnEveryMs: Number(values["churn-every"] ?? 1) * 1000,
    seed: Number(values.seed ?? Math.floor(nowMs % MAX_SEED)),
  };
  const tunnels = Number(values.tunnels ?? 100_000);
  const renewalSeconds = Number(values.seconds ?? 60);
  if (![...Object.values(mesh), tunnels, renewalSeconds].every((value) => value > 0)) return undefined;
  if (mesh.nodes < 2 || mesh.pods < mesh.nodes * 2) return undefined;
  return { parts, mesh, tunnels, renewalSeconds, writesPage: values.write === true };
}

const TEXT = { type: "string" } as const;
const FLAG = { type: "boolean" } as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        minutes: TEXT,
        pods: TEXT,
        connections: TEXT,
        nodes: TEXT,
        "kill-every": TEXT,
        "churn-every": TEXT,
        seed: TEXT,
        tunnels: TEXT,
        seconds: TEXT,
        write: FLAG,
        help: FLAG,
      },
    });
  } catch {
    return undefined;
  }
}

function isPart(word: string): word is TunnelPart | "mesh" {
  return word === "mesh" || TUNNEL_PARTS.some((part) => part === word);
}
