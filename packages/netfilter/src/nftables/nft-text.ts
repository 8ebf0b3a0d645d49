/** Transactions of `nft -f -`: all of one text happens, or nothing. */
import { NFT_TABLE, type NftChain, type NftTable } from "./nft-tables.ts";

/** Makes tables, and fails as a whole where one of them exists. */
export function creatingText(tables: readonly NftTable[]): string {
  return lines(tables.flatMap((table) => [`create table inet ${table.name}`, ...contentLines(table)]));
}

/** Puts these tables in place of whatever of ours is there. Only `present` tables are removed. */
export function replacingText(tables: readonly NftTable[], present: ReadonlySet<string>): string {
  const removed = ownTableNames().filter((name) => present.has(name));
  return lines([
    ...removed.map((name) => `delete table inet ${name}`),
    ...tables.flatMap((table) => [`add table inet ${table.name}`, ...contentLines(table)]),
  ]);
}

/**
 * Empties the chains that lead new connections to a proxy. The chains stay: with a namespace's last one of type nat
 * the kernel would stop translating the connections in hand.
 */
export function releasingText(): string {
  return lines(["prerouting", "output"].map((chain) => `flush chain inet ${NFT_TABLE.nat} ${chain}`));
}

/** Undoes `releasingText`. */
export function recapturingText(tables: readonly NftTable[]): string {
  return lines(
    tables
      .filter(({ name }) => name === NFT_TABLE.nat)
      .flatMap(({ name, chains }) =>
        chains
          .filter(({ base }) => base !== undefined)
          .flatMap((chain) => [
            `flush chain inet ${name} ${chain.name}`,
            ...chain.rules.map((rule) => `add rule inet ${name} ${chain.name} ${rule.text}`),
          ]),
      ),
  );
}

/** Removes our tables; one that is not there is made first, because a transaction ends with the first error. */
export function removingText(): string {
  return lines(ownTableNames().flatMap((name) => [`add table inet ${name}`, `delete table inet ${name}`]));
}

/** Names of all our tables, whatever is in use. */
export function ownTableNames(): readonly string[] {
  return [NFT_TABLE.nat, NFT_TABLE.mangle, NFT_TABLE.raw];
}

/** The line that makes a chain. */
export function chainLine(table: string, chain: NftChain): string {
  const { base } = chain;
  const head = `add chain inet ${table} ${chain.name}`;
  return base === undefined
    ? head
    : `${head} { type ${base.type} hook ${base.hook} priority ${base.priority} ; policy accept ; }`;
}

function contentLines(table: NftTable): readonly string[] {
  return [
    ...table.chains.map((chain) => chainLine(table.name, chain)),
    ...table.chains.flatMap((chain) =>
      chain.rules.map((rule) => `add rule inet ${table.name} ${chain.name} ${rule.text}`),
    ),
  ];
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join("");
}
