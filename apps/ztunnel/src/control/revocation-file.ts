/**
 * The file of revocation lists (CRL_PATH): read at start, and again whenever it changes. A file that is missing or cannot be
 * read leaves what was known in force, with a line in the log and a metric, and is read as soon as it can be.
 */
import { readFileSync } from "node:fs";
import { formatErrorChain } from "@ambit/errors";
import type { Clock } from "@ambit/lifecycle";
import type { CrlFileMetrics } from "@ambit/proxy/metrics";
import type { Logger } from "@ambit/telemetry";
import { parseRevocationLists, type RevocationList } from "@ambit/tls/revocation";
import { watchFile } from "./file-watch.ts";

export interface RevocationFileOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Pick<CrlFileMetrics, "loaded" | "failed">;
  /** All lists of the file, in force from here on. */
  readonly onLists: (lists: readonly RevocationList[]) => void;
}

/** Hands out what the file has at once, during the call, and then follows it until disposed. */
export function followRevocationFile(options: RevocationFileOptions): Disposable {
  const { path, clock } = options;
  const knownText = findText(path);
  if (knownText !== undefined) take(options, knownText);
  return watchFile({
    path,
    knownText: knownText ?? "",
    clock,
    read: readBytes,
    onText: (text) => take(options, text),
    onUnreadable: (error) => refuse(options, error),
  });
}

function take(options: RevocationFileOptions, text: string): void {
  const { path, logger, metrics, onLists } = options;
  let lists: readonly RevocationList[];
  try {
    lists = parseRevocationLists(Buffer.from(text, "latin1"));
  } catch (error) {
    refuse(options, error);
    return;
  }
  const certificates = lists.reduce((sum, { serials }) => sum + serials.length, 0);
  logger.info("revocation lists loaded", { path, lists: lists.length, certificates });
  metrics.loaded(certificates);
  onLists(lists);
}

function refuse({ path, logger, metrics }: RevocationFileOptions, error: unknown): void {
  metrics.failed();
  logger.warn("revocation lists cannot be read, those before stay in force", {
    path,
    error: formatErrorChain(error),
  });
}

/** A missing file is told of by the watch, which looks at once. */
function findText(path: string): string | undefined {
  try {
    return readBytes(path);
  } catch {
    return undefined;
  }
}

/** One character for each byte: the file may be DER. */
function readBytes(path: string): string {
  return readFileSync(path).toString("latin1");
}
