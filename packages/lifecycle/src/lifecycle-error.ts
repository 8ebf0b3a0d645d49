import { CodedError } from "@ambit/errors";

/** A task ended with an error, was added to a closed group, or ran out of its drain's time. */
export type LifecycleErrorCode = "task-failed" | "group-closed" | "drain-forced";

/** `drain-forced` is never thrown: it is the reason that `destroy` is given when a drain runs out of time. */
export class LifecycleError extends CodedError<LifecycleErrorCode> {}
