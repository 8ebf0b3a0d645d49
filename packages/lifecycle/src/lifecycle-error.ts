import { CodedError } from "@ambit/errors";

export type LifecycleErrorCode = "task-failed" | "group-closed" | "drain-forced";

/** `drain-forced` is never thrown: it is the reason that `destroy` is given when a drain runs out of time. */
export class LifecycleError extends CodedError<LifecycleErrorCode> {}
