import { CodedError } from "@ambit/errors";

export type ControlErrorCode =
  /** A listening address could not be taken. */
  | "bind-failed"
  /** The process may not do what shared mode needs. */
  | "no-privilege"
  /** A data-plane thread could not be started. */
  | "worker-start"
  /** The local mesh configuration is unreadable or wrong. */
  | "bad-local-config"
  /** The root of the built-in CA is unreadable or wrong. */
  | "bad-fake-ca"
  /** The configuration asks for a part of ztunnel that this program does not have. */
  | "unsupported";

/** Failures of this program's control side. */
export class ControlError extends CodedError<ControlErrorCode> {}
