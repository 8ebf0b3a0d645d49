/**
 * Which certificates this proxy needs: one for each identity that a workload of its own has. They are fetched as soon
 * as the workload is known, before a connection waits for them, and let go with the last workload of the identity.
 */
import type { SecretManager } from "@ambit/identity";
import type { MeshState } from "@ambit/mesh-state";
import { formatIdentity, type Identity, type Workload } from "@ambit/model";

export interface LocalIdentitiesOptions {
  readonly secrets: Pick<SecretManager, "fetch" | "forget">;
  readonly state: Pick<MeshState, "findWorkloadByUid">;
  /** Whether this proxy proves that workload's identity. */
  readonly isOwn: (workload: Workload) => boolean;
}

interface User {
  readonly identity: Identity;
  readonly uids: Set<string>;
}

/** Follows the workloads of the mesh. */
export class LocalIdentities {
  readonly #options: LocalIdentitiesOptions;
  /** By the identity's text. */
  readonly #users = new Map<string, User>();
  readonly #identityOf = new Map<string, string>();

  constructor(options: LocalIdentitiesOptions) {
    this.#options = options;
  }

  /** To be called with the uids of workloads that may be new, different or gone. */
  update(uids: readonly string[]): void {
    const left: string[] = [];
    for (const uid of uids) {
      const identity = this.#find(uid);
      const before = this.#identityOf.get(uid);
      const after = identity && formatIdentity(identity);
      if (before === after) continue;
      if (before !== undefined) left.push(before);
      this.#leave(uid, before);
      if (identity !== undefined) this.#join(uid, identity);
    }
    // Last, so that a workload that takes the place of another keeps its certificate.
    for (const key of left) this.#forgetUnused(key);
  }

  #find(uid: string): Identity | undefined {
    const workload = this.#options.state.findWorkloadByUid(uid);
    if (workload === undefined || !this.#options.isOwn(workload)) return undefined;
    const { trustDomain, namespace, serviceAccount } = workload;
    return { trustDomain, namespace, serviceAccount };
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
