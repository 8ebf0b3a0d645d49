/** How one message is framed, and whom it is for, says nothing of another. */
const PROTECTED: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "host",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Whether a header may go from a message to a provider into another, or back. */
export function isPassable(name: string): boolean {
  return !name.startsWith(":") && !PROTECTED.has(name);
}
