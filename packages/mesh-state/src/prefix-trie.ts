import { type Cidr, type IpAddress, ipAddressBytes, ipFamily } from "@ambit/addr";

/** What a set of blocks says about one address: the values of one block that covers it. */
export interface CoveringPrefix<Value> {
  readonly prefixLength: number;
  readonly values: ReadonlySet<Value>;
}

/**
 * Values by address block, both families, with deletion. One node for each bit: blocks are few (a CIDR of a service
 * entry), so short code counts for more than path compression.
 */
export class PrefixTrie<Value> {
  #ipv4: TrieNode<Value> | undefined;
  #ipv6: TrieNode<Value> | undefined;

  get isEmpty(): boolean {
    return this.#ipv4 === undefined && this.#ipv6 === undefined;
  }

  /** Adding a value to a block again changes nothing. Bits below the prefix do not count. */
  add(cidr: Cidr, value: Value): void {
    const bytes = ipAddressBytes(cidr.ip);
    let node = this.#root(cidr.ip) ?? newNode();
    this.#setRoot(cidr.ip, node);
    for (let bit = 0; bit < cidr.prefixLength; bit += 1) {
      const side = sideAt(bytes, bit);
      node[side] ??= newNode();
      node = node[side];
    }
    node.values.add(value);
  }

  /** Deleting what is not there changes nothing. Branches without values are cut off. */
  delete(cidr: Cidr, value: Value): void {
    const root = this.#root(cidr.ip);
    if (root === undefined) {
      return;
    }
    const bytes = ipAddressBytes(cidr.ip);
    const path: TrieNode<Value>[] = [root];
    for (let bit = 0; bit < cidr.prefixLength; bit += 1) {
      const next = path[bit]?.[sideAt(bytes, bit)];
      if (next === undefined) {
        return;
      }
      path.push(next);
    }
    path[cidr.prefixLength]?.values.delete(value);
    for (let bit = cidr.prefixLength - 1; bit >= 0 && isBare(path[bit + 1]); bit -= 1) {
      const parent = path[bit];
      if (parent !== undefined) {
        parent[sideAt(bytes, bit)] = undefined;
      }
    }
    if (isBare(root)) {
      this.#setRoot(cidr.ip, undefined);
    }
  }

  /** The blocks that cover the address, the most specific first. */
  covering(ip: IpAddress): CoveringPrefix<Value>[] {
    const found: CoveringPrefix<Value>[] = [];
    const bytes = ipAddressBytes(ip);
    let node = this.#root(ip);
    for (let bit = 0; node !== undefined; bit += 1) {
      if (node.values.size > 0) {
        found.push({ prefixLength: bit, values: node.values });
      }
      node = bit < bytes.length * BITS ? node[sideAt(bytes, bit)] : undefined;
    }
    return found.reverse();
  }

  #root(ip: IpAddress): TrieNode<Value> | undefined {
    return ipFamily(ip) === 4 ? this.#ipv4 : this.#ipv6;
  }

  #setRoot(ip: IpAddress, node: TrieNode<Value> | undefined): void {
    if (ipFamily(ip) === 4) {
      this.#ipv4 = node;
    } else {
      this.#ipv6 = node;
    }
  }
}

interface TrieNode<Value> {
  zero: TrieNode<Value> | undefined;
  one: TrieNode<Value> | undefined;
  readonly values: Set<Value>;
}

const BITS = 8;

function newNode<Value>(): TrieNode<Value> {
  return { zero: undefined, one: undefined, values: new Set() };
}

function isBare(node: TrieNode<unknown> | undefined): boolean {
  return node === undefined || (node.values.size === 0 && node.zero === undefined && node.one === undefined);
}

function sideAt(bytes: Uint8Array, bit: number): "zero" | "one" {
  const byte = bytes[bit >> 3] ?? 0;
  return ((byte >> (BITS - 1 - (bit & 7))) & 1) === 0 ? "zero" : "one";
}
