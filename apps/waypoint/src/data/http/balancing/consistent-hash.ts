/** Ring and Maglev tables: the same key goes to the same endpoint as long as it is there. */
import type { UpstreamEndpoint } from "./upstream-endpoint.ts";

/** Looks an endpoint up by the hash of a key. */
export interface HashTable {
  pick(hash: number): UpstreamEndpoint | undefined;
}

/** 32 bits of a text, spread well: FNV-1a with a finalizer. */
export function hashKey(text: string, seed = 0): number {
  // A small seed must not be undone by a small difference of the first characters.
  let hash = (0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1)) >>> 0;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** More places cost memory and no look-up gets better. */
const MAX_TABLE_PLACES = 1024 * 1024;

/** A ring of at least `minimumSize` places, in proportion to the weights. */
export function ringTable(endpoints: readonly UpstreamEndpoint[], minimumSize: number): HashTable {
  const total = weightOf(endpoints);
  const size = Math.min(Math.max(minimumSize, endpoints.length), MAX_TABLE_PLACES);
  const places: { readonly hash: number; readonly owner: UpstreamEndpoint }[] = [];
  for (const owner of endpoints) {
    const share = Math.max(1, Math.round((size * owner.endpoint.workload.capacity) / Math.max(total, 1)));
    for (let place = 0; place < share; place++)
      places.push({ hash: hashKey(owner.endpoint.key, place), owner });
  }
  places.sort((a, b) => a.hash - b.hash);
  return { pick: (hash) => places[firstAtLeast(places, hash)]?.owner };
}

/** The first place at or behind a hash, around the end of the ring. */
function firstAtLeast(places: readonly { readonly hash: number }[], hash: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle]?.hash ?? 0) < hash) low = middle + 1;
    else high = middle;
  }
  return low === places.length ? 0 : low;
}

/** Maglev (Eisenbud et al. 2016, section 3.4): each endpoint takes places in its own order, in turn by weight. */
export function maglevTable(endpoints: readonly UpstreamEndpoint[], tableSize: number): HashTable {
  const size = Math.min(Math.max(tableSize, endpoints.length), MAX_TABLE_PLACES);
  const table = new Int32Array(size).fill(-1);
  if (endpoints.length > 0) fillMaglev(endpoints, table);
  return { pick: (hash) => endpoints[table[hash % size] ?? -1] };
}

function fillMaglev(endpoints: readonly UpstreamEndpoint[], table: Int32Array): void {
  const size = table.length;
  const takers = endpoints.map(({ endpoint }) => ({
    at: hashKey(endpoint.key, 1) % size,
    // Any step of a prime table size visits every place.
    step: (hashKey(endpoint.key, 2) % (size - 1 || 1)) + 1,
    weight: endpoint.workload.capacity,
    credit: 0,
  }));
  const highest = Math.max(...takers.map(({ weight }) => weight), 1);
  let filled = 0;
  while (filled < size) {
    for (const [index, taker] of takers.entries()) {
      taker.credit += taker.weight;
      if (taker.credit < highest) continue;
      taker.credit -= highest;
      takeNext(table, taker, index);
      filled++;
      if (filled === size) return;
    }
  }
}

function takeNext(table: Int32Array, taker: { at: number; readonly step: number }, index: number): void {
  for (let tries = 0; tries < table.length && table[taker.at] !== -1; tries++) {
    taker.at = (taker.at + taker.step) % table.length;
  }
  // A size that is not prime may not be visited as a whole by this step.
  if (table[taker.at] !== -1) taker.at = table.indexOf(-1);
  table[taker.at] = index;
  taker.at = (taker.at + taker.step) % table.length;
}

function weightOf(endpoints: readonly UpstreamEndpoint[]): number {
  let total = 0;
  for (const { endpoint } of endpoints) total += endpoint.workload.capacity;
  return total;
}
