/** Tells the API that the node is there, and that it still is. */
import { hasKubeCode, type KubeApi } from "@ambit/kube";
import { Backoff, type Clock, sleep, ticks } from "@ambit/lifecycle";
import type { Logger } from "@ambit/telemetry";
import type { NodePlan } from "../../network/index.ts";
import { LEASES, NODES } from "../api/kube-resources.ts";
import { type MachineFacts, nodeObject, nodeStatus } from "./node-object.ts";

export interface RegistrationOptions {
  readonly api: Pick<KubeApi, "create" | "patch">;
  readonly node: NodePlan;
  readonly machine: MachineFacts;
  readonly clock: Clock;
  readonly nowMs: () => number;
  readonly random: () => number;
  readonly logger: Logger;
}

const LEASE_NAMESPACE = "kube-node-lease";
const LEASE_SECONDS = 40;
const RENEW_INTERVAL_MS = 10_000;
const BACKOFF = { initialMs: 100, factor: 2, jitter: 0.2, capMs: 5000 };

/** Resolves when the node is registered, or the signal aborted. */
export async function registerNode(options: RegistrationOptions, signal: AbortSignal): Promise<void> {
  const backoff = new Backoff(BACKOFF, options.random);
  while (!signal.aborted) {
    try {
      await createNode(options);
      await renewLease(options);
      options.logger.info("node registered", { node: options.node.name });
      return;
    } catch (error) {
      options.logger.warn("the node cannot be registered yet", { error: String(error) });
      await sleep(options.clock, backoff.next(), signal);
    }
  }
}

/**
 * Renews the lease until the signal aborts. What fails is tried again the next time. An API that has lost the lease has
 * lost the node, too.
 */
export async function keepLease(options: RegistrationOptions, signal: AbortSignal): Promise<void> {
  for await (const _ of ticks(options.clock, RENEW_INTERVAL_MS, signal)) {
    try {
      if ((await renewLease(options)) === "made") await createNode(options);
    } catch (error) {
      options.logger.warn("the node's lease cannot be renewed", { error: String(error) });
    }
  }
}

async function createNode({ api, node, machine, nowMs }: RegistrationOptions): Promise<void> {
  try {
    await api.create(NODES, undefined, nodeObject(node, machine, nowMs()));
  } catch (error) {
    if (!hasKubeCode(error, "already-exists")) throw error;
    const body = { status: nodeStatus(node, machine, nowMs()) };
    await api.patch(NODES, { name: node.name }, { kind: "merge", body }, { subresource: "status" });
  }
}

async function renewLease({ api, node, nowMs }: RegistrationOptions): Promise<"made" | "renewed"> {
  const spec = {
    holderIdentity: node.name,
    leaseDurationSeconds: LEASE_SECONDS,
    renewTime: new Date(nowMs()).toISOString().replace("Z", "000Z"),
  };
  const name = { namespace: LEASE_NAMESPACE, name: node.name };
  try {
    await api.patch(LEASES, name, { kind: "merge", body: { spec } });
    return "renewed";
  } catch (error) {
    if (!hasKubeCode(error, "not-found")) throw error;
    const lease = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata: name, spec };
    await api.create(LEASES, LEASE_NAMESPACE, lease);
    return "made";
  }
}
