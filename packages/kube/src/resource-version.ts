/** The later of two versions of one kind. Where they are no numbers, which no known server sends, the second. */
export function laterVersion(known: string | undefined, next: string): string {
  if (known === undefined || !DECIMAL.test(known) || !DECIMAL.test(next)) {
    return next;
  }
  // Beyond what a number holds exactly: the longer is larger, and so is the later in the dictionary.
  const isEarlier = next.length === known.length ? next < known : next.length < known.length;
  return isEarlier ? known : next;
}

const DECIMAL = /^[1-9]\d*$/;
