import { CodedError } from "@ambit/errors";

/** A task ended with an error, was added to a closed group, ran out of its drain's time, or waited in vain at a gate. */
export type LifecycleErrorCode = "task-failed" | "group-closed" | "drain-forced" | "no-turn";

/** `drain-forced` is never thrown: it is the reason that `destroy` is given when a drain runs out of time. */
export class LifecycleError extends CodedError<LifecycleErrorCode> {}
