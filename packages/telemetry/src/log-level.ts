/** From the fewest lines to the most. */
export const LOG_LEVELS = ["error", "warn", "info", "debug", "trace"] as const;

/** error: an operator must act. warn: degraded and self-healing. info: lifecycle. debug: per connection. trace: per message. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** 0 is off, 1 error, ... 5 trace: a line passes if its number is not above that of its scope. */
export type LogVerbosity = 0 | 1 | 2 | 3 | 4 | 5;

export const VERBOSITY = {
  error: 1,
  warn: 2,
  info: 3,
  debug: 4,
  trace: 5,
} as const satisfies Record<LogLevel, LogVerbosity>;
