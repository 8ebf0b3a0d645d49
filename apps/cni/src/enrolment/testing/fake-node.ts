/** A node, its ztunnels and its cluster in memory, for enrolment without any of them. Every operation may be made to fail. */
import type { IpAddress } from "@ambit/addr";
import type { PodCapture } from "@ambit/netfilter";
import type { ZdsAddedPod, ZdsOutcome } from "@ambit/zds";
import { Netns } from "../../agent/netns.ts";
import type { EnrolledCondition } from "../../kube/enrolled-condition.ts";
import type { Namespace, Pod, Redirection } from "../../kube/pod.ts";
import { PodTable } from "../../kube/pod-table.ts";
import type { Enroller } from "../enroller.ts";
import type { EnrolmentPorts } from "../ports.ts";

export type Operation =
  | "find"
  | "install"
  | "release"
  | "remove"
  | "block"
  | "probes"
  | "offer"
  | "withdraw"
  | "annotate";

/** What each ztunnel proxies: inode by uid. */
export interface FakeZtunnelState {
  readonly id: number;
  readonly pods: Map<string, number>;
  isSynced: boolean;
}

export class FakeNode implements EnrolmentPorts {
  readonly table: PodTable;
  /** By inode of the namespace. */
  readonly rulesIn = new Map<number, "installed" | "released">();
  /** Namespaces whose traffic is dropped. */
  readonly blocked = new Set<number>();
  /** Transactions so far, by inode. */
  readonly generations = new Map<number, number>();
  /** Namespaces whose rules somebody else has removed. */
  readonly flushed = new Set<number>();
  readonly probedPods = new Map<IpAddress, string>();
  readonly connections: FakeZtunnelState[] = [];
  /** Namespaces of running pods by uid; those that are not here cannot be found. */
  readonly running = new Map<string, number>();
  readonly openNetns = new Set<Netns>();
  /** What was done, in order. */
  readonly done: string[] = [];
  /** Broken promises, which a test looks at. */
  readonly violations: string[] = [];
  fails: (operation: Operation) => boolean = () => false;
  enroller: Enroller | undefined;
  #ztunnels = 0;
  #version = 1;

  constructor(onPod: (uid: string) => void = () => {}) {
    this.table = new PodTable({
      rules: {
        selectors: [{ namespaceSelector: { matchLabels: { mesh: "on" } } }],
        excludedNamespaces: [],
      },
      systemNamespace: "istio-system",
      onPod,
      onNamespace: () => {},
    });
  }

  readonly pods: EnrolmentPorts["pods"] = {
    find: (uid) => this.table.find(uid),
    isWanted: (pod) => this.table.isWanted(pod),
    observe: (pod) => this.table.observe(pod),
    forget: (uid) => this.table.forget(uid),
  };

  /** Pods that may have rules. */
  readonly captured = new Set<string>();

  readonly journal: EnrolmentPorts["journal"] = {
    note: (uid) => void this.captured.add(uid),
    drop: (uid) => void this.captured.delete(uid),
  };

  readonly netns: EnrolmentPorts["netns"] = {
    find: async ({ uid }) => {
      await this.#begin("find", uid);
      const inode = this.running.get(uid);
      return inode === undefined ? undefined : this.open(inode);
    },
  };

  readonly rules: EnrolmentPorts["rules"] = {
    install: async ({ id }, { capture }: { readonly capture: PodCapture }) => {
      await this.#begin("install", `${id.inode}${capture.dnsCapture ? " dns" : ""}`);
      this.flushed.delete(id.inode);
      if (this.rulesIn.get(id.inode) === "installed") return "unchanged";
      this.#setRules(id.inode, "installed");
      return "installed";
    },
    release: async ({ id }) => {
      await this.#begin("release", String(id.inode));
      this.#setRules(id.inode, "released");
    },
    remove: async ({ id }) => {
      await this.#begin("remove", String(id.inode));
      this.#setRules(id.inode, undefined);
    },
    block: ({ id }) => {
      if (this.fails("block")) throw new Error("block fails");
      this.blocked.add(id.inode);
    },
    unblock: ({ id }) => void this.blocked.delete(id.inode),
    fingerprint: ({ id }) => String(this.generations.get(id.inode) ?? 0),
    verify: ({ id }) =>
      Promise.resolve(this.rulesIn.get(id.inode) === "installed" ? [] : ["the rules are not there"]),
  };

  readonly probes: EnrolmentPorts["probes"] = {
    add: async (ips, podUid) => {
      await this.#begin("probes", `+${ips.join()}`);
      for (const ip of ips) this.probedPods.set(ip, podUid);
    },
    remove: async (ips, podUid) => {
      await this.#begin("probes", `-${ips.join()}`);
      for (const ip of ips) if (this.probedPods.get(ip) === podUid) this.probedPods.delete(ip);
    },
  };

  readonly ztunnels: EnrolmentPorts["ztunnels"] = ztunnelsOf(this, (operation, detail) =>
    this.#begin(operation, detail),
  );

  readonly annotations: EnrolmentPorts["annotations"] = {
    write: async (pod: Pod, value: Redirection | undefined, condition: EnrolledCondition | undefined) => {
      // As it is decided: a ztunnel may be gone a moment later.
      if (value === "enabled") this.#checkEnabled(pod);
      await this.#begin("annotate", `${pod.uid} ${value ?? "nothing"}`);
      const current = this.table.find(pod.uid);
      if (current === undefined) return undefined;
      return { ...current, redirection: value, enrolled: condition, resourceVersion: this.#nextVersion() };
    },
    writeCondition: async (pod: Pod, condition: EnrolledCondition | undefined) => {
      await Promise.resolve();
      const current = this.table.find(pod.uid);
      if (current === undefined) return undefined;
      return { ...current, enrolled: condition, resourceVersion: this.#nextVersion() };
    },
  };

  /** Ports on which no ztunnel listens. */
  silentPorts: readonly number[] = [];

  readonly listeners: EnrolmentPorts["listeners"] = { silent: () => this.silentPorts };

  open(inode: number): Netns {
    const opened = new TestNetns(inode, this.openNetns);
    this.openNetns.add(opened);
    return opened;
  }

  setPod(pod: Pod): void {
    this.table.observe({ ...pod, resourceVersion: this.#nextVersion() });
  }

  setNamespace(namespace: Namespace): void {
    this.table.observeNamespace(namespace);
  }

  /** A ztunnel that is told of all pods, and has answered. */
  connect(): FakeZtunnelState {
    this.#ztunnels += 1;
    const connection: FakeZtunnelState = { id: this.#ztunnels, pods: new Map(), isSynced: true };
    const told = new Map<string, Netns>();
    for (const uid of this.enroller?.uids() ?? []) {
      this.enroller?.zdsPod(uid);
      const netns = this.enroller?.find(uid)?.netns;
      if (netns === undefined) continue;
      connection.pods.set(uid, netns.id.inode);
      told.set(uid, netns);
    }
    this.connections.push(connection);
    this.enroller?.confirm(connection.id, told);
    return connection;
  }

  /** Somebody else removes the rules of a namespace. */
  flush(inode: number): void {
    if (!this.rulesIn.has(inode)) return;
    this.#setRules(inode, undefined);
    this.flushed.add(inode);
  }

  disconnect({ id }: FakeZtunnelState): void {
    const index = this.connections.findIndex((connection) => connection.id === id);
    if (index >= 0) this.connections.splice(index, 1);
  }

  #setRules(inode: number, state: "installed" | "released" | undefined): void {
    this.generations.set(inode, (this.generations.get(inode) ?? 0) + 1);
    if (state === undefined) this.rulesIn.delete(inode);
    else this.rulesIn.set(inode, state);
  }

  async #begin(operation: Operation, detail: string): Promise<void> {
    await Promise.resolve();
    if (this.fails(operation)) throw new Error(`${operation} fails`);
    this.done.push(`${operation} ${detail}`);
  }

  /** What the annotation promises to the control plane. */
  #checkEnabled({ uid, redirection }: Pod): void {
    const enrolment = this.enroller?.find(uid);
    const inode = enrolment?.netns?.id.inode ?? -1;
    if (this.rulesIn.get(inode) !== "installed" && !this.flushed.has(inode))
      this.violations.push(`${uid} is enabled without rules`);
    const isServed = this.connections.at(-1)?.pods.get(uid) === inode;
    if (!isServed && redirection !== "enabled") this.violations.push(`${uid} is enabled without a ztunnel`);
  }

  #nextVersion(): string {
    this.#version += 1;
    return String(this.#version);
  }
}

function ztunnelsOf(
  node: FakeNode,
  begin: (operation: Operation, detail: string) => Promise<void>,
): EnrolmentPorts["ztunnels"] {
  const attempt = async (operation: "offer" | "withdraw", uid: string): Promise<ZdsOutcome | undefined> => {
    try {
      await begin(operation, uid);
      return undefined;
    } catch {
      return { kind: "refused", error: "cannot bind" };
    }
  };
  return {
    get newest() {
      return node.connections.at(-1)?.id;
    },
    get isNewestSynced() {
      return node.connections.at(-1)?.isSynced ?? false;
    },
    add: async ({ uid, netnsFd }: ZdsAddedPod) => {
      const problem = await attempt("offer", uid);
      const newest = node.connections.at(-1);
      if (newest === undefined) return { kind: "no-ztunnel" };
      if (problem !== undefined) return problem;
      newest.pods.set(uid, netnsFd);
      return { kind: "acked" };
    },
    remove: async (uid) => {
      const problem = await attempt("withdraw", uid);
      if (problem !== undefined && node.connections.length > 0) return problem;
      for (const { pods } of node.connections) pods.delete(uid);
      return { kind: "acked" };
    },
  };
}

/** Its descriptor is its inode, so that fakes tell them apart. */
class TestNetns extends Netns {
  readonly #open: Set<Netns>;

  constructor(inode: number, open: Set<Netns>) {
    super(inode, { inode, device: 4 });
    this.#open = open;
  }

  override [Symbol.dispose](): void {
    this.#open.delete(this);
  }
}
