import type { HttpRule, PathMatch } from "@ambit/model/http";

/** The rule that decides about a request, and what its path was compared with. */
export interface ChosenRoute {
  readonly rule: HttpRule;
  /** Undefined where any path would do. */
  readonly path: PathMatch | undefined;
}
