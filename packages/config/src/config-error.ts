import { CodedError } from "@ambit/errors";

/** `invalid-config`: what the operator wrote. `invalid-table`: a mistake in the table itself. */
export type ConfigErrorCode = "invalid-config" | "invalid-table";

/** One error for all bad variables; `problems` has one line for each. Secrets are not in it. */
export class ConfigError extends CodedError<ConfigErrorCode> {
  readonly problems: readonly string[];

  constructor(code: ConfigErrorCode, problems: readonly string[]) {
    super(code, problems.join("; "));
    this.problems = problems;
  }
}
