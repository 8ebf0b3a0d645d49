export { AccessFields } from "./access-fields.ts";
export { type ConnectionFacts, ConnectionRecord, logEarlyFailure } from "./connection-record.ts";
export { ConnectionRegistry, ConnectionTotals, type LiveConnection } from "./connection-registry.ts";
export {
  type Failure,
  type FailureCode,
  MESSAGE,
  peerStatusMessage,
  RESPONSE_FLAG,
  type ResponseFlag,
} from "./failure.ts";
export { FailureCounters } from "./failure-counters.ts";
export { FAILURE_HELP, type FailureHelp } from "./failure-help.ts";
export { FlightRecorder } from "./flight-recorder.ts";
export { tlsDump } from "./tls-dump.ts";
export { type TrafficFacts, TrafficRegistry } from "./traffic-counters.ts";
