import type { IpAddress } from "@ambit/addr";
import type { Service } from "@ambit/model";
import { PrefixTrie } from "./prefix-trie.ts";

/** Slots of services by the address blocks that they have, in each network. */
export class ServiceBlocks {
  readonly #networks = new Map<string, PrefixTrie<number>>();

  get isEmpty(): boolean {
    return this.#networks.size === 0;
  }

  add({ cidrVips }: Service, slot: number): void {
    for (const { network, cidr } of cidrVips) {
      const trie = this.#networks.get(network) ?? new PrefixTrie();
      trie.add(cidr, slot);
      this.#networks.set(network, trie);
    }
  }

  delete({ cidrVips }: Service, slot: number): void {
    for (const { network, cidr } of cidrVips) {
      const trie = this.#networks.get(network);
      trie?.delete(cidr, slot);
      if (trie?.isEmpty) {
        this.#networks.delete(network);
      }
    }
  }

  /** The slots of each block around the address, the most specific block first. */
  covering(network: string, ip: IpAddress): readonly ReadonlySet<number>[] {
    return (
      this.#networks
        .get(network)
        ?.covering(ip)
        .map(({ values }) => values) ?? []
    );
  }
}
