/** Reading and writing with the nft program. */
import { type Attempt, attempt, runOrFail } from "../failure.ts";
import type { RunProgram } from "../program.ts";
import { type InstalledNftTables, parseNftListing } from "./nft-listing.ts";

/** The inet tables of the namespace. */
export async function readNftTables(run: RunProgram): Promise<InstalledNftTables> {
  const result = await runOrFail(run, { program: "nft", args: ["--json", "list", "ruleset", "inet"] });
  return parseNftListing(result.stdout);
}

/** Applies a text as one transaction. Throws NetfilterError, and nothing has changed then. */
export async function applyNft(run: RunProgram, text: string): Promise<void> {
  await runOrFail(run, { program: "nft", args: ["-f", "-"], stdin: text });
}

/** As applyNft, for a text that fails if things are not as supposed. */
export function tryNft(run: RunProgram, text: string): Promise<Attempt> {
  return attempt(run, { program: "nft", args: ["-f", "-"], stdin: text });
}
