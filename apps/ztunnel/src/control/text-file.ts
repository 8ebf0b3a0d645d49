import { readFileSync } from "node:fs";
import { ProxyError } from "@ambit/proxy";

/** A whole file of UTF-8. Throws what the system says, or ProxyError for other bytes: a name must not be guessed. */
export function readTextFile(path: string): string {
  const bytes = readFileSync(path);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ProxyError("bad-local-config", `${path} is not UTF-8`, { cause });
  }
}
