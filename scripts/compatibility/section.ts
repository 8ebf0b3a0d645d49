/**
 * The form of the tables in docs/COMPATIBILITY.md, which `node scripts/generate-compatibility.ts` writes from the files
 * `<component>-<area>.ts` beside this one. Each of them exports a `section`; to add rows, add to one of them or write
 * another file with another area, and run the script.
 *
 * A row is one behaviour of Istio's program, in our own words, with the tests that prove what Ambit does. A test is named
 * as vitest prints it: `path > describe > title`. A title of `test.each` stands as written (`refuses $name`), or better
 * with the values of the case that counts (`refuses an empty chain`), which then have to stand in the test file. The script
 * and its test fail for a test that does not exist or is skipped, for a row without test, and for a difference without its
 * reason.
 */

/** Whose behaviour it is; in the order of the page. */
export const COMPONENTS = ["ztunnel", "controller", "cni", "cli"] as const;

export type Component = (typeof COMPONENTS)[number];

/** One table of the page. */
export interface Section {
  readonly title: string;
  /** A sentence or two above the table. */
  readonly about?: string;
  readonly rows: readonly Row[];
}

/** Ambit does the same: `behaviour` and `tests`. Something else: with `differs`. Nothing: with `absent`. */
export type Row = SameRow | DifferentRow | AbsentRow;

export interface SameRow {
  readonly behaviour: string;
  readonly tests: readonly string[];
}

export interface DifferentRow extends SameRow {
  readonly differs: {
    /** What Ambit does. */
    readonly ambit: string;
    readonly why: string;
  };
}

/** The only kind that may do without a test: there may be nothing to run. */
export interface AbsentRow extends SameRow {
  /** What happens meanwhile, and why it is not there. */
  readonly absent: string;
}
