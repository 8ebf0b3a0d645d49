export { CaGrpcClient, type CreateCertificateCall } from "./ca-grpc-client.ts";
export {
  type CaServiceOptions,
  type CertificateAnswer,
  type CertificateCall,
  caService,
} from "./ca-service.ts";
export {
  type DeltaStream,
  type OpenDeltaStreamOptions,
  openDeltaStream,
  type StreamEnd,
} from "./delta-stream.ts";
export type { ControlPlaneEndpoint, ControlPlaneTls, RootSource, TokenSource } from "./endpoint.ts";
export { bindGrpcServer, type GrpcServer, type GrpcServerOptions, type GrpcService } from "./grpc-server.ts";
export type { Authenticate, Authentication, CallHeaders, GrpcPeer } from "./peer.ts";
export type { ServingTls } from "./serving-tls.ts";
export { XdsClient, type XdsClientEvent, type XdsClientOptions } from "./xds-client.ts";
export { XdsGrpcError, type XdsGrpcErrorCode } from "./xds-grpc-error.ts";
export { XdsServer, type XdsServerLimits, type XdsServerOptions } from "./xds-server.ts";
export type { XdsConnectionState, XdsServerEvent, XdsTypeState } from "./xds-server-events.ts";
