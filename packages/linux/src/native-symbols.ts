/**
 * Binds C symbols of this process (libc, and the OpenSSL that Node exports) without failing at import: a symbol that
 * is missing becomes a function that throws, and its name is kept, so that a start-up check can list all of them.
 */
import koffi from "koffi";
import { LinuxError } from "./linux-error.ts";

const SYMBOL_OF_SIGNATURE = /([A-Za-z0-9_]+)\s*\(/;

/** The symbols one module binds. koffi does not check arguments: the callers of what is bound must. */
export class NativeSymbols {
  readonly #library = koffi.load(null);
  readonly #missing: string[] = [];

  /** Binds a C declaration, such as `int close(int)`. Never throws; see `missing`. */
  bind<F extends (...values: never[]) => unknown>(declaration: string): F {
    try {
      return this.#library.func(declaration) as unknown as F;
    } catch (cause) {
      const symbol = SYMBOL_OF_SIGNATURE.exec(declaration)?.[1] ?? declaration;
      this.#missing.push(symbol);
      const fail = (): never => {
        throw new LinuxError("missing-symbol", `the C symbol ${symbol} is not available in this process`, {
          cause,
        });
      };
      return fail as unknown as F;
    }
  }

  /** Names that could not be bound, in the order of binding. */
  get missing(): readonly string[] {
    return this.#missing;
  }
}
