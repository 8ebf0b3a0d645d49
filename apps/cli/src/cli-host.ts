import type { KubeSource } from "@ambit/kube";
import type { Cluster } from "./cluster/cluster.ts";
import type { ClusterHost } from "./cluster/cluster-source.ts";

/** What a command may ask of the machine it runs on. */
export interface CliHost extends ClusterHost {
  /** Standard output. */
  write(text: string): void;
  writeError(text: string): void;
  /** Throws where it cannot be read. */
  readFile(path: string): string;
  readStdin(): Promise<string>;
  /** Texts by their paths below the folder, with `/`. Throws where it cannot be read. */
  readFolder(path: string): ReadonlyMap<string, string>;
  /** Where the chart is that belongs to this program. */
  chartFolder(): string;
  /** Wall clock. */
  nowMs(): number;
  sleep(ms: number): Promise<void>;
  /** Standard output is one: lines may be drawn anew. */
  readonly isTerminal: boolean;
  openCluster(source: KubeSource): Promise<Cluster>;
  /** Runs the lab's program with these words; its exit code. */
  runLab(args: readonly string[]): Promise<number>;
}
