import { type Cidr, cidrOf } from "./cidr.ts";
import { type IpAddress, ipAddressBytes, ipFamily, ipv4Number } from "./ip-address.ts";
import { IPV6_WORDS, readIpv6 } from "./ip-text.ts";

/** Tells whether an address is in any of a fixed set of blocks. Families never match each other (as ztunnel). */
export class CidrMatcher {
  readonly #ipv4 = new PrefixTrie();
  readonly #ipv6 = new PrefixTrie();

  /** Throws AddrError "invalid-cidr" for a prefix that does not fit its family. */
  constructor(cidrs: Iterable<Cidr>) {
    for (const { ip, prefixLength } of cidrs) {
      cidrOf(ip, prefixLength);
      const trie = ipFamily(ip) === 4 ? this.#ipv4 : this.#ipv6;
      trie.insert(ipAddressBytes(ip), prefixLength);
    }
  }

  /** At most one step for each bit of the longest prefix, however many blocks there are; allocates nothing. */
  matches(ip: IpAddress): boolean {
    if (ip !== lastIp) readAddress(ip);
    return lastFamily === 4 ? this.#ipv4.coversIpv4(lastIpv4) : this.#ipv6.coversIpv6(lastIpv6);
  }
}

// Many matchers are asked for one address after the other, so that it is read once. Every use is synchronous.
let lastIp: IpAddress | undefined;
let lastFamily: 4 | 6 = 4;
let lastIpv4 = 0;
const lastIpv6 = new Uint16Array(IPV6_WORDS);

function readAddress(ip: IpAddress): void {
  lastFamily = ipFamily(ip);
  if (lastFamily === 4) lastIpv4 = ipv4Number(ip);
  else readIpv6(ip, lastIpv6);
  lastIp = ip;
}

const NONE = 0;
const COVERED = -1;

/**
 * A binary trie in one flat array: node n has its children at 2n and 2n+1, by the next bit. A child is the number of
 * a node, NONE, or COVERED where a block ends: all below it match.
 */
class PrefixTrie {
  readonly #children: number[] = [NONE, NONE];
  #root: number = NONE;

  insert(bytes: Uint8Array, prefixLength: number): void {
    if (prefixLength === 0) {
      this.#root = COVERED;
    }
    if (this.#root === COVERED) {
      return;
    }
    if (this.#root === NONE) {
      this.#root = this.#addNode();
    }
    let node = this.#root;
    for (let bit = 0; bit < prefixLength; bit += 1) {
      const slot = node * 2 + (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1);
      if (this.#children[slot] === COVERED) {
        return;
      }
      if (bit === prefixLength - 1) {
        this.#children[slot] = COVERED;
        return;
      }
      if (this.#children[slot] === NONE) {
        this.#children[slot] = this.#addNode();
      }
      node = this.#children[slot] ?? NONE;
    }
  }

  coversIpv4(value: number): boolean {
    let node = this.#root;
    for (let bit = 31; node > NONE && bit >= 0; bit -= 1) {
      node = this.#children[node * 2 + ((value >>> bit) & 1)] ?? NONE;
    }
    return node === COVERED;
  }

  coversIpv6(words: Uint16Array): boolean {
    let node = this.#root;
    for (let bit = 0; node > NONE && bit < 128; bit += 1) {
      node = this.#children[node * 2 + (((words[bit >> 4] ?? 0) >> (15 - (bit & 15))) & 1)] ?? NONE;
    }
    return node === COVERED;
  }

  #addNode(): number {
    this.#children.push(NONE, NONE);
    return this.#children.length / 2 - 1;
  }
}
