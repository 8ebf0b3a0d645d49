import { type IpAddress, type IpFamily, ipFamily } from "@ambit/addr";
import type { Backend } from "../backend.ts";
import { NetfilterError } from "../netfilter-error.ts";
import type { RunProgram } from "../program.ts";
import type { ProbeSource } from "../rules/rule.ts";
import { type HostTables, iptablesHost, nftHost, removeNftHost } from "./host-tables.ts";
import type { ProbedPod } from "./probed-pod.ts";
import { diffSets } from "./set-edit.ts";

/** How the node's own namespace is programmed. */
export interface HostProbesOptions {
  readonly backend: Backend;
  readonly ipv6: boolean;
  readonly probeSource: ProbeSource;
  /** Of findKubeletUid; used with nftables only. */
  readonly kubeletUid: number;
}

/** Makes or repairs sets and rules of the node; addresses that are in the sets stay until `sync`. Throws NetfilterError. */
export async function openHostProbes(host: RunProgram, options: HostProbesOptions): Promise<HostProbes> {
  const { backend, probeSource, kubeletUid } = options;
  const families: readonly IpFamily[] = options.ipv6 ? [4, 6] : [4];
  const tables =
    backend.kind === "nftables"
      ? nftHost(host, { families, probeSource, kubeletUid })
      : iptablesHost(host, backend.variant, { families, probeSource, kubeletUid });
  await tables.install();
  // Sets of iptables keep a node on iptables, so the other way round there is nothing to remove.
  if (backend.kind === "iptables") await removeNftHost(host);
  return new HostProbes(tables, families, await tables.readSets());
}

/**
 * The node's rules for probes and the sets of enrolled pods' addresses. Calls may overlap: those that wait are put
 * into one run of a program.
 */
export class HostProbes {
  readonly #tables: HostTables;
  readonly #families: readonly IpFamily[];
  readonly #desired: Map<IpAddress, string>;
  #installed: ReadonlyMap<IpAddress, string>;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #mustLook = false;

  /** Of openHostProbes. */
  constructor(tables: HostTables, families: readonly IpFamily[], installed: ReadonlyMap<IpAddress, string>) {
    this.#tables = tables;
    this.#families = families;
    this.#installed = installed;
    this.#desired = new Map(installed);
  }

  /** Addresses that are to be in the sets, with the UIDs of their pods. */
  get pods(): ReadonlyMap<IpAddress, string> {
    return this.#desired;
  }

  /** An address that another pod had is taken over. Resolves when the kernel has it. */
  add(pods: readonly ProbedPod[]): Promise<void> {
    for (const pod of pods) this.#want(pod);
    return this.#write();
  }

  /** Removes addresses that are these pods'; resolves to those that another pod has by now, which stay. */
  async remove(pods: readonly ProbedPod[]): Promise<readonly ProbedPod[]> {
    const kept: ProbedPod[] = [];
    for (const { ip, podUid } of pods) {
      const owner = this.#desired.get(ip);
      if (owner === podUid) this.#desired.delete(ip);
      else if (owner !== undefined) kept.push({ ip, podUid: owner });
    }
    await this.#write();
    return kept;
  }

  /** All of these, and with `prune` nothing else. Without, when a pod's address is not known, others stay. */
  sync(pods: readonly ProbedPod[], options: { readonly prune: boolean }): Promise<void> {
    const wanted = new Map(pods.map(({ ip, podUid }) => [ip, podUid]));
    if (options.prune) {
      for (const ip of this.#desired.keys()) {
        if (!wanted.has(ip)) this.#desired.delete(ip);
      }
    }
    return this.add(pods);
  }

  /**
   * Looks whether somebody else has changed the sets and, if `withRules`, the rules, and puts right what is not as it has to be:
   * one text for each thing that was restored. Nobody who adds or removes waits for the look.
   */
  async restore({ withRules }: { readonly withRules: boolean }): Promise<readonly string[]> {
    const expected = this.#installed;
    const wasBusy = this.#running !== undefined;
    const found = withRules ? await this.#tables.differences() : [];
    const present = await this.#tables.readSets();
    // Sets that are being edited are looked at the next time.
    const areSetsOurs = !wasBusy && this.#running === undefined && this.#installed === expected;
    const changed = areSetsOurs ? diffSets(present, this.#desired).length : 0;
    if (found.length === 0 && changed === 0) return [];
    await this.#write({ mustLook: true });
    return [...found, ...(changed === 0 ? [] : [`addresses in the sets of probed pods: ${changed}`])];
  }

  /** Removes rules and sets, at uninstallation. Nothing may be called after it. */
  async destroy(): Promise<void> {
    await this.#running?.catch(() => undefined);
    await this.#tables.remove();
  }

  #want({ ip, podUid }: ProbedPod): void {
    if (!/^[A-Za-z0-9._-]{1,128}$/.test(podUid)) {
      throw new NetfilterError(
        "invalid-value",
        `the pod UID ${JSON.stringify(podUid)} cannot be written to a set`,
      );
    }
    if (this.#families.includes(ipFamily(ip))) this.#desired.set(ip, podUid);
  }

  /** What is wanted when the run that is under way has ended goes into the next one. `mustLook`: trust nothing that is known. */
  #write({ mustLook }: { readonly mustLook: boolean } = { mustLook: false }): Promise<void> {
    this.#mustLook ||= mustLook;
    if (this.#running === undefined) return this.#start();
    this.#next ??= this.#running.catch(() => undefined).then(() => this.#start());
    return this.#next;
  }

  #start(): Promise<void> {
    this.#next = undefined;
    const running = this.#edit().finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
    return running;
  }

  async #edit(): Promise<void> {
    const desired = new Map(this.#desired);
    if (this.#mustLook) {
      await this.#rebuild(desired);
      return;
    }
    const edits = diffSets(this.#installed, desired);
    if (edits.length === 0) return;
    try {
      await this.#tables.editSets(edits);
      this.#installed = desired;
    } catch {
      // Somebody has changed or removed the sets.
      await this.#rebuild(desired);
    }
  }

  /** From what is really there. */
  async #rebuild(desired: ReadonlyMap<IpAddress, string>): Promise<void> {
    await this.#tables.install();
    this.#installed = await this.#tables.readSets();
    this.#mustLook = false;
    const edits = diffSets(this.#installed, desired);
    if (edits.length > 0) await this.#tables.editSets(edits);
    this.#installed = desired;
  }
}
