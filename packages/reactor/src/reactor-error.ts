import { CodedError } from "@ambit/errors";

export type ReactorErrorCode = "epoll" | "not-registered";

/** Misuse of the loop, or the kernel refusing it. Never caused by a peer. */
export class ReactorError extends CodedError<ReactorErrorCode> {}
