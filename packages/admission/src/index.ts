export type { CheckContext } from "./check-context.ts";
export { CHECKED_KINDS, checkObject, isChecked } from "./check-object.ts";
export { type FoundTarget, isCaptured, type SelectableWorkload, type Surroundings } from "./surroundings.ts";
export type { Verdict } from "./verdict.ts";
