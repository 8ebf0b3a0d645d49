export {
  decodeZdsAck,
  decodeZdsHello,
  decodeZdsRequest,
  encodeZdsAck,
  encodeZdsHello,
  encodeZdsRequest,
} from "./codec.ts";
export { MAX_ZDS_PACKET_BYTES, type ZdsRequest, type ZdsWorkload } from "./messages.ts";
export { ReconnectWait } from "./reconnect-wait.ts";
export {
  type PassedNetns,
  type StopReason,
  ZdsClient,
  type ZdsClientEffect,
  type ZdsPacket,
  type ZdsPod,
  type ZdsPodState,
} from "./zds-client.ts";
export { ZdsError, type ZdsErrorCode } from "./zds-error.ts";
export {
  type ZdsAddedPod,
  type ZdsOutcome,
  ZdsServer,
  type ZdsServerEffect,
  type ZdsServerPod,
  type ZdsServerPods,
} from "./zds-server.ts";
