import { CodedError } from "@ambit/errors";

/** What kept a proxy from starting. */
export type ProxyErrorCode =
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
  /** The configuration asks for what this program does not have. */
  | "unsupported";

/** Failures of this program's control side. */
export class ProxyError extends CodedError<ProxyErrorCode> {}
