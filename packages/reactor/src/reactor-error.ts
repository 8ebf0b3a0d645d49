import { CodedError } from "@ambit/errors";

/** `epoll`: the kernel refused. `not-registered`: a call for a descriptor nobody watches. */
export type ReactorErrorCode = "epoll" | "not-registered";

/** Misuse of the loop, or the kernel refusing it. Never caused by a peer. */
export class ReactorError extends CodedError<ReactorErrorCode> {}
