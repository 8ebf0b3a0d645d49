/**
 * Which certificates this proxy needs: one for each identity that a workload of its own has, or a pod that it serves. They
 * are fetched as soon as the workload is known, before a connection waits for them, and let go with the last workload of
 * the identity.
 */

import type { WorkloadKey } from "@ambit/data-plane/messages";
import type { SecretManager } from "@ambit/identity";
import type { MeshState } from "@ambit/mesh-state";
import { formatIdentity, type Identity, type Workload } from "@ambit/model";

export interface LocalIdentitiesOptions {
  readonly secrets: Pick<SecretManager, "fetch" | "forget">;
  readonly state: Pick<MeshState, "findWorkloadByUid" | "findLocalWorkload">;
  /** Whether this proxy proves that workload's identity. */
  readonly isOwn: (workload: Workload) => boolean;
}

const HELD = "pod ";

interface User {
  readonly identity: Identity;
  readonly uids: Set<string>;
}

/** Follows the workloads of the mesh, and the pods that are served. */
export class LocalIdentities {
  readonly #options: LocalIdentitiesOptions;
  /** Served pods by key; the key of a user in the table below begins with HELD. */
  readonly #held = new Map<string, WorkloadKey>();
  /** By the identity's text. */
  readonly #users = new Map<string, User>();
  readonly #identityOf = new Map<string, string>();

  constructor(options: LocalIdentitiesOptions) {
    this.#options = options;
  }

  /** To be called with the uids of workloads that may be new, different or gone. */
  update(uids: readonly string[]): void {
    const left: string[] = [];
    const move = (user: string, identity: Identity | undefined): void => {
      const before = this.#identityOf.get(user);
      const after = identity && formatIdentity(identity);
      if (before === after) return;
      if (before !== undefined) left.push(before);
      this.#leave(user, before);
      if (identity !== undefined) this.#join(user, identity);
    };
    for (const uid of uids) move(uid, this.#find(uid));
    for (const [key, workload] of this.#held) {
      const identity = this.#findHeld(workload);
      if (identity !== undefined) move(HELD + key, identity);
    }
    // Last, so that a workload that takes the place of another keeps its certificate.
    for (const key of left) this.#forgetUnused(key);
  }

  /** A pod is served, and keeps its identity until it is released, whatever the mesh says of it meanwhile. */
  hold(key: string, workload: WorkloadKey): void {
    this.#held.set(key, workload);
    const identity = this.#findHeld(workload);
    if (identity !== undefined) this.#join(HELD + key, identity);
  }

  release(key: string): void {
    this.#held.delete(key);
    const identity = this.#identityOf.get(HELD + key);
    this.#leave(HELD + key, identity);
    if (identity !== undefined) this.#forgetUnused(identity);
  }

  #find(uid: string): Identity | undefined {
    const workload = this.#options.state.findWorkloadByUid(uid);
    return workload === undefined || !this.#options.isOwn(workload) ? undefined : identityOf(workload);
  }

  #findHeld(key: WorkloadKey): Identity | undefined {
    const workload = this.#options.state.findLocalWorkload(key);
    return workload === undefined ? undefined : identityOf(workload);
  }

  #join(uid: string, identity: Identity): void {
    const key = formatIdentity(identity);
    const user = this.#users.get(key) ?? { identity, uids: new Set() };
    user.uids.add(uid);
    this.#users.set(key, user);
    this.#identityOf.set(uid, key);
    // A failure is the manager's to report and to repeat.
    this.#options.secrets.fetch(identity, "warmup").catch(() => {});
  }

  #leave(uid: string, key: string | undefined): void {
    this.#identityOf.delete(uid);
    if (key !== undefined) this.#users.get(key)?.uids.delete(uid);
  }

  #forgetUnused(key: string): void {
    const user = this.#users.get(key);
    if (user === undefined || user.uids.size > 0) return;
    this.#users.delete(key);
    this.#options.secrets.forget(user.identity);
  }
}

function identityOf({ trustDomain, namespace, serviceAccount }: Workload): Identity {
  return { trustDomain, namespace, serviceAccount };
}

interface OwnershipOptions {
  readonly mode: "shared" | "dedicated";
  /** Of dedicated mode. */
  readonly workload:
    | { readonly name: string; readonly namespace: string; readonly serviceAccount: string }
    | undefined;
  readonly localNode: string | undefined;
}

/** Dedicated: the one workload. Shared: those of the node that take mesh traffic; none without a node's name. */
export function ownershipOf({
  mode,
  workload: own,
  localNode,
}: OwnershipOptions): (workload: Workload) => boolean {
  if (mode === "shared") {
    return ({ node, protocol, nativeTunnel }) =>
      localNode !== undefined && node === localNode && (protocol === "HBONE" || nativeTunnel);
  }
  return ({ name, namespace, serviceAccount, node }) =>
    name === own?.name &&
    namespace === own.namespace &&
    serviceAccount === own.serviceAccount &&
    (localNode === undefined || node === localNode);
}
