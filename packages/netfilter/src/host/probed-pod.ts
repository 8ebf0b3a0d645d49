import type { IpAddress } from "@ambit/addr";

/** An address of an enrolled pod of this node. An address belongs to one pod at a time. */
export interface ProbedPod {
  readonly ip: IpAddress;
  readonly podUid: string;
}
