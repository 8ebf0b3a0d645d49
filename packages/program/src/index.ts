export { type BuildInfo, buildInfo, dumpBuildInfo, formatBuildInfo } from "./build-info.ts";
export { LOG_LEVEL_NOTATION } from "./log-output-level.ts";
export { Logging, type LoggingOptions, type LogLevels } from "./logging.ts";
export { countOpenFileDescriptors, makeLogCounters } from "./process-metrics.ts";
export { type MainOptions, type MainOutput, runMain } from "./run-main.ts";
export {
  EXIT,
  type Program,
  type ProgramControls,
  type ProgramHost,
  processHost,
  type RunOptions,
  runProgram,
} from "./run-program.ts";
export { type SignalSource, watchSignals } from "./signals.ts";
