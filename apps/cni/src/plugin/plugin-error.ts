import { CodedError } from "@ambit/errors";

/** What the runtime is told, as the CNI specification classifies it. */
export type PluginErrorCode =
  | "incompatible-version"
  /** A variable that the runtime has to set is missing or wrong. */
  | "bad-environment"
  | "io-failed"
  /** Not JSON, or not of the shape that it must have. */
  | "undecodable"
  /** The configuration is well-formed and cannot work. */
  | "bad-config"
  /** Nobody could enrol the pod just now. The pod must not start; the runtime tries again. */
  | "try-again"
  /** STATUS: no pod could be added. */
  | "unavailable"
  /** A mistake of ours. */
  | "internal";

/** Error codes of the CNI specification ("Error"); from 100 on they are the plugin's own. */
export const CNI_ERROR_CODE = {
  "incompatible-version": 1,
  "bad-environment": 4,
  "io-failed": 5,
  undecodable: 6,
  "bad-config": 7,
  "try-again": 11,
  unavailable: 50,
  internal: 100,
} as const satisfies Record<PluginErrorCode, number>;

/** Why the plugin fails. `details` is the longer text beside the message in what the runtime gets. */
export class PluginError extends CodedError<PluginErrorCode> {
  readonly details: string;

  constructor(
    code: PluginErrorCode,
    message: string,
    options: { readonly details?: string; readonly cause?: unknown } = {},
  ) {
    super(code, message, options.cause === undefined ? undefined : { cause: options.cause });
    this.details = options.details ?? "";
  }
}
