/** Names, addresses and cables of a scenario. Pure: `build-network.ts` makes them real. */
import { NetnsError } from "./netns-error.ts";

/** What a scenario says of a pod; everything but the name has a default. */
export interface PodSpec {
  /** Lower-case letters and digits: it becomes part of a namespace's name. */
  readonly name: string;
  /** `shop`. */
  readonly namespace?: string;
  /** The pod's name. */
  readonly serviceAccount?: string;
  /** On which it is in the mesh's records. Default: one of its own, called as the pod is. */
  readonly node?: string;
  /** In the mesh: has a ztunnel of its own, and a record with protocol HBONE. Default true. */
  readonly inMesh?: boolean;
  /** Which traffic its ztunnel gets. Default `outbound`, as in ztunnel's dedicated mode. */
  readonly redirect?: Redirect;
  /** Ports of a service `<name>.<namespace>.svc.cluster.local` that this pod alone serves: port to target port. */
  readonly service?: Readonly<Record<number, number>>;
  /** More or other variables for its ztunnel. */
  readonly env?: Readonly<Record<string, string>>;
}

/** `returns`: nothing is redirected, and replies still find a ztunnel that has connected from a client's address. */
export type Redirect = "none" | "returns" | "outbound" | "both";

export interface Addresses {
  readonly ip: string;
  readonly ip6: string;
}

export interface PodPlan {
  readonly spec: PodSpec;
  readonly name: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly node: string;
  /** Name of the network namespace. */
  readonly netns: string;
  readonly address: Addresses;
  /** Virtual addresses of its service, whether it has one or not. */
  readonly vip: Addresses;
  readonly inMesh: boolean;
  readonly redirect: Redirect;
}

export interface Topology {
  readonly pods: readonly PodPlan[];
  /** The namespace of the bridge; undefined where two pods are joined directly. */
  readonly bridge: string | undefined;
}

/** Every pod's interface. */
export const POD_INTERFACE = "eth0";

const MAX_PODS = 200;
const DIRECT_PODS = 2;
const FIRST_VIP = 10;
const NAME = /^[a-z0-9]{1,12}$/;

/** Two pods are joined by one veth pair, any other number hangs on a bridge. Throws NetnsError "bad-topology". */
export function planTopology(prefix: string, specs: readonly PodSpec[]): Topology {
  const names = new Set(specs.map((spec) => spec.name));
  if (specs.length === 0 || specs.length > MAX_PODS) throw badTopology(`${specs.length} pods`);
  if (names.size !== specs.length) throw badTopology("two pods have the same name");
  for (const name of names) {
    if (!NAME.test(name))
      throw badTopology(`the pod name ${JSON.stringify(name)} is not 1 to 12 of a-z and 0-9`);
  }
  const pods = specs.map((spec, index) => planPod(prefix, spec, index));
  return { pods, bridge: specs.length === DIRECT_PODS ? undefined : `${prefix}-bridge` };
}

function planPod(prefix: string, spec: PodSpec, index: number): PodPlan {
  const inMesh = spec.inMesh ?? true;
  return {
    spec,
    name: spec.name,
    namespace: spec.namespace ?? "shop",
    serviceAccount: spec.serviceAccount ?? spec.name,
    node: spec.node ?? spec.name,
    netns: `${prefix}-${spec.name}`,
    address: { ip: `10.77.0.${index + 1}`, ip6: `fd77::${(index + 1).toString(16)}` },
    vip: { ip: `10.96.0.${FIRST_VIP + index}`, ip6: `fd96::${(FIRST_VIP + index).toString(16)}` },
    inMesh,
    redirect: inMesh ? (spec.redirect ?? "outbound") : "none",
  };
}

function badTopology(reason: string): NetnsError {
  return new NetnsError("bad-topology", reason);
}
