/** What of a request is looked at for tokens. */
export interface JwtRequest {
  readonly method: string;
  readonly scheme: string;
  readonly authority: string;
  /** Without the query. */
  readonly path: string;
  /** Without its "?". */
  readonly query: string | undefined;
  /** All values of a header, joined by ","; undefined if there is none. Names are in lower case. */
  header(name: string): string | undefined;
}
