export { ConfigError, type ConfigErrorCode } from "./config-error.ts";
export {
  type Config,
  type ConfigOf,
  type ConfigRow,
  type ConfigTable,
  defineConfig,
} from "./define-config.ts";
export { findDurationMs } from "./duration.ts";
export {
  type ConfigEntry,
  custom,
  type EntryOptions,
  type Notation,
  optional,
  type Reading,
  unlessEmpty,
} from "./entry.ts";
export {
  boolean,
  duration,
  enumOf,
  goBoolean,
  type IntegerOptions,
  integer,
  port,
  prefixed,
  string,
  texts,
} from "./parsers.ts";
export { renderMarkdown } from "./render-markdown.ts";
