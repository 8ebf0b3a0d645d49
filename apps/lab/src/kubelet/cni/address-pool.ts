/**
 * The pods' addresses of a node: a number for each sandbox, on disk as a file of that number with the sandbox's id, so
 * that neither a restart nor a crash gives one twice. The next free one after the last given is taken, so that an
 * address rests before it is used again.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { KubeletError } from "../kubelet-error.ts";

/** After the network's own and the gateway's, of a /22. */
const FIRST = 2;
/** All but the broadcast address. */
const ADDRESS_COUNT = 1021;
const LAST_GIVEN = "last";

/** The next of `count` numbers after `last` that is free. Undefined when none is. Pure. */
export function nextNumber(
  last: number,
  taken: ReadonlyMap<number, string>,
  count: number,
): number | undefined {
  for (let step = 1; step <= count; step += 1) {
    const candidate = FIRST + ((last - FIRST + step + count) % count);
    if (!taken.has(candidate)) return candidate;
  }
  return undefined;
}

export class AddressPool {
  readonly #folder: string;
  readonly #count: number;
  readonly #owners = new Map<number, string>();
  #last = FIRST - 1;

  private constructor(folder: string, count: number) {
    this.#folder = folder;
    this.#count = count;
  }

  /** Reads what was given before. */
  static open(folder: string, count = ADDRESS_COUNT): AddressPool {
    mkdirSync(folder, { recursive: true });
    const pool = new AddressPool(folder, count);
    for (const name of readdirSync(folder)) {
      const text = readFileSync(join(folder, name), "utf8");
      if (name === LAST_GIVEN) pool.#last = clamp(Number(text), count);
      else if (/^[0-9]+$/.test(name)) pool.#owners.set(Number(name), text);
    }
    return pool;
  }

  /**
   * The number of a sandbox, the same one when it is asked again; the lowest that is free where `isHasty`. Throws KubeletError "network-failed" when all are taken.
   */
  take(sandboxId: string, isHasty = false): number {
    const own = this.#findNumber(sandboxId);
    if (own !== undefined) return own;
    const number = nextNumber(isHasty ? FIRST - 1 : this.#last, this.#owners, this.#count);
    if (number === undefined)
      throw new KubeletError("network-failed", "all addresses of this node are in use");
    writeFileSync(join(this.#folder, String(number)), sandboxId, { flag: "wx" });
    writeFileSync(join(this.#folder, LAST_GIVEN), String(number));
    this.#owners.set(number, sandboxId);
    this.#last = number;
    return number;
  }

  release(sandboxId: string): void {
    const number = this.#findNumber(sandboxId);
    if (number === undefined) return;
    rmSync(join(this.#folder, String(number)), { force: true });
    this.#owners.delete(number);
  }

  /** Releases all but these. */
  retain(sandboxIds: ReadonlySet<string>): void {
    for (const sandboxId of [...this.#owners.values()]) {
      if (!sandboxIds.has(sandboxId)) this.release(sandboxId);
    }
  }

  #findNumber(sandboxId: string): number | undefined {
    for (const [number, owner] of this.#owners) if (owner === sandboxId) return number;
    return undefined;
  }
}

function clamp(number: number, count: number): number {
  return Number.isInteger(number) && number >= FIRST && number < FIRST + count ? number : FIRST - 1;
}
