/**
 * What the launcher and the agent say to each other, one connection for each run. Each side ends its half when it has said
 * its part:
 *
 * ```
 * launcher   NAME=value 0 NAME=value 0 ... 0   stdin
 * agent      exit code, "0" or "1"   stdout   line feed
 * ```
 *
 * Anything else in place of an answer, such as none, has the launcher start the plugin itself.
 */

export interface PluginRunRequest {
  readonly variables: Readonly<Record<string, string>>;
  readonly stdin: string;
}

/** Undefined for what no launcher sends. */
export function decodePluginRun(bytes: Buffer): PluginRunRequest | undefined {
  const end = bytes.indexOf("\0\0");
  if (end === -1) return undefined;
  const pairs = bytes
    .toString("utf8", 0, end)
    .split("\0")
    .map((text) => {
      const at = text.indexOf("=");
      return at <= 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
    });
  return { variables: Object.fromEntries(pairs), stdin: bytes.toString("utf8", end + 2) };
}

export function encodePluginAnswer({
  exitCode,
  stdout,
}: {
  readonly exitCode: 0 | 1;
  readonly stdout: string;
}): string {
  return `${exitCode}${stdout}\n`;
}
