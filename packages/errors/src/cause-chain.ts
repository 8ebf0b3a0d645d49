/** More links than a real failure has; the walk stops here even if the links do not. */
const MAX_LINKS = 32;

/**
 * The messages of a failure, outermost first: the error, its `cause`s, what a SuppressedError suppressed, the members
 * of an AggregateError. Takes anything that was thrown, visits each error once, and never throws.
 */
export function causeChain(error: unknown): string[] {
  const messages: string[] = [];
  const seen = new Set<unknown>();
  const pending: unknown[] = [error];
  while (pending.length > 0 && seen.size < MAX_LINKS) {
    const link = pending.shift();
    if (seen.has(link)) {
      continue;
    }
    seen.add(link);
    const message = messageOf(link);
    if (message !== "" && messages.at(-1) !== message) {
      messages.push(message);
    }
    pending.unshift(...linksOf(link));
  }
  return messages;
}

/** The cause chain on one line, joined by `: `. */
export function formatErrorChain(error: unknown): string {
  return causeChain(error).join(": ");
}

function messageOf(link: unknown): string {
  try {
    if (link instanceof Error) {
      return link.message === "" ? link.name : link.message;
    }
    return String(link);
  } catch {
    return "unprintable error";
  }
}

function linksOf(link: unknown): unknown[] {
  if (!(link instanceof Error)) {
    return [];
  }
  const links: unknown[] = [];
  if (isSuppressed(link)) {
    // The failure of the body comes first: the disposer's failure only hid it (the message is the engine's own).
    links.push(link.suppressed, link.error);
  }
  if (link instanceof AggregateError) {
    links.push(...link.errors);
  }
  if (link.cause !== undefined) {
    links.push(link.cause);
  }
  return links;
}

function isSuppressed(link: Error): link is SuppressedError {
  return link.name === "SuppressedError" && "suppressed" in link && "error" in link;
}
