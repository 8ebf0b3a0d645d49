/** Writes allocated virtual addresses into ServiceEntries. Each term has its own allocator, made of what is there. */
import type { Cidr } from "@ambit/addr";
import { hasKubeCode, type KubeApi } from "@ambit/kube";
import type { Clock } from "@ambit/lifecycle";
import type { ServiceEntry } from "@ambit/mesh-objects";
import { SERVICE_ENTRIES } from "../kube/resources.ts";
import { type EntryChange, VipAllocator, type VipDecisions } from "../vip/vip-allocator.ts";
import type { VipPatch } from "../vip/vip-patch.ts";
import { type WriteFailure, WriteQueue } from "./write-queue.ts";

export interface VipWriterOptions {
  readonly api: Pick<KubeApi, "patch">;
  readonly ranges: readonly Cidr[];
  readonly onWritten: () => void;
  readonly onFailure: (failure: WriteFailure) => void;
  /** No address is left for the hosts of this entry. */
  readonly onExhausted: (key: string) => void;
  readonly clock: Clock;
  readonly random: () => number;
}

/** None of a patch's attempts fitted the object as it is now. */
class OutdatedPatch extends Error {}

export class VipWriter {
  readonly #options: VipWriterOptions;
  readonly #entries = new Map<string, ServiceEntry>();
  #term: { readonly allocator: VipAllocator; readonly queue: WriteQueue } | undefined;
  readonly #patches = new Map<string, VipPatch>();

  constructor(options: VipWriterOptions) {
    this.#options = options;
  }

  gather(changes: readonly EntryChange[]): void {
    for (const { key, entry } of changes) {
      if (entry === undefined) this.#entries.delete(key);
      else this.#entries.set(key, entry);
    }
    if (this.#term !== undefined && changes.length > 0) this.#take(this.#term.allocator.apply(changes));
  }

  /** Allocates and writes until the term ends. Nothing is allocated before all addresses in use are known. */
  async run(term: AbortSignal): Promise<void> {
    const { ranges, clock, random, onFailure } = this.#options;
    const allocator = new VipAllocator(ranges);
    const queue = new WriteQueue({
      write: (key, signal) => this.#write(key, signal),
      onFailure: (failure) => this.#reconsider(failure, onFailure),
      clock,
      random,
    });
    this.#term = { allocator, queue };
    this.#patches.clear();
    this.#take(allocator.apply(Array.from(this.#entries, ([key, entry]) => ({ key, entry }))));
    await queue.run(term);
    this.#term = undefined;
  }

  #take({ patches, exhausted }: VipDecisions): void {
    for (const patch of patches) {
      this.#patches.set(patch.key, patch);
      this.#term?.queue.add(patch.key);
    }
    for (const key of exhausted) this.#options.onExhausted(key);
  }

  /** Addresses that could not be written are given up, and the entry gets others. */
  #reconsider(failure: WriteFailure, onFailure: (failure: WriteFailure) => void): void {
    if (failure.error instanceof OutdatedPatch) {
      const again = this.#term?.allocator.retry(failure.key);
      for (const patch of again?.patches ?? []) this.#patches.set(patch.key, patch);
    }
    onFailure(failure);
  }

  async #write(key: string, signal: AbortSignal): Promise<void> {
    const patch = this.#patches.get(key);
    if (patch === undefined || !this.#entries.has(key)) return;
    const { namespace, name, attempts } = patch;
    for (const operations of attempts) {
      try {
        const body = { kind: "json", operations } as const;
        await this.#options.api.patch(SERVICE_ENTRIES, { namespace, name }, body, {
          subresource: "status",
          signal,
        });
        // A later decision about the same entry is another patch.
        if (this.#patches.get(key) === patch) this.#patches.delete(key);
        this.#options.onWritten();
        return;
      } catch (error) {
        if (hasKubeCode(error, "not-found")) return;
        // A test that fails, or a path that is not there.
        if (!hasKubeCode(error, "invalid", "bad-request", "conflict")) throw error;
      }
    }
    throw new OutdatedPatch("the addresses do not fit the entry as it is now");
  }
}
