/** Claims of a verified token, as texts. */
export interface ClaimLookup {
  /** The claim that these names lead to: a text is one, a list of texts is several; anything else is none. */
  textsAt(path: readonly string[]): readonly string[];
}

/** What a request is routed by. */
export interface RouteFacts {
  /** Of the service, as addressed. */
  readonly port: number;
  /** Of the client's proven identity. */
  readonly clientNamespace: string | undefined;
  readonly method: string;
  readonly scheme: string;
  /** As received, with its port. */
  readonly authority: string;
  /** Normalised, without the query. */
  readonly path: string;
  /** Without its "?". */
  readonly query: string | undefined;
  /** Undefined without a verified token. */
  readonly claims: ClaimLookup | undefined;
  /** All values of a header, joined by ","; undefined if there is none. Names are in lower case. */
  header(name: string): string | undefined;
}

/** The first value of a parameter as it is spelled: escapes are compared, not decoded. */
export function findQueryValue(query: string, name: string): string | undefined {
  for (let start = 0; start <= query.length; ) {
    const next = query.indexOf("&", start);
    const end = next === -1 ? query.length : next;
    if (query.startsWith(name, start)) {
      const at = start + name.length;
      if (at === end) return "";
      if (query[at] === "=") return query.slice(at + 1, end);
    }
    start = end + 1;
  }
  return undefined;
}
