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
  /** Wall clock. */
  nowMs(): number;
  openCluster(source: KubeSource): Promise<Cluster>;
  /** Runs the lab's program with these words; its exit code. */
  runLab(args: readonly string[]): Promise<number>;
}
