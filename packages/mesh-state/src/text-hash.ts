/** What a text is looked up as. It is part of the hash, so one table serves all indexes. */
export type IndexName = keyof typeof SEEDS;

const SEEDS = {
  workload: 1,
  service: 2,
  policy: 3,
  address: 4,
  workloadHostname: 5,
  localName: 6,
  endpoints: 7,
  vip: 8,
  serviceHostname: 9,
  scope: 10,
} as const;

/** So large that V8 keeps it as a small integer, in a map as in an array. */
const HASH_MASK = 0x3fff_ffff;

/** FNV-1a over the code units, mixed once more. Equal on every thread. Not unique: whoever finds by it compares. */
export function hashText(index: IndexName, text: string): number {
  let hash = 0x811c_9dc5 ^ Math.imul(SEEDS[index], 0x9e37_79b1);
  for (let position = 0; position < text.length; position += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(position), 0x0100_0193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x85eb_ca6b);
  return (hash ^ (hash >>> 13)) & HASH_MASK;
}
