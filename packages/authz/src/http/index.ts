export {
  type CustomDecision,
  DENIED_BODY,
  type DryRun,
  type DryRunResult,
  decideRequest,
  decideTcp,
  findCustom,
  findTcpCustom,
  type RequestDecision,
} from "./decide-request.ts";
export { type CheckAnswer, failedCheck } from "./ext-authz/check-answer.ts";
export {
  type ConnectionSubject,
  encodeConnectionCheck,
  encodeGrpcCheck,
  GRPC_CHECK_PATH,
  type GrpcCheckSubject,
  readGrpcCheck,
} from "./ext-authz/grpc-check.ts";
export {
  type CheckSubject,
  type HttpCheckRequest,
  type HttpCheckResponse,
  httpCheckRequest,
  readHttpCheckResponse,
} from "./ext-authz/http-check.ts";
export { JwtAuthenticator, type JwtOutcome } from "./jwt/jwt-authenticator.ts";
export {
  JWT_ALGORITHMS,
  type JwtAlgorithm,
  type JwtKeys,
  type ReadJwtKeys,
  type SignedText,
} from "./jwt/jwt-keys.ts";
export type { JwtRequest } from "./jwt/jwt-request.ts";
export { changeQuery, type TokenChange } from "./jwt/token-change.ts";
export type { ChainFacts, HttpFacts } from "./request-facts.ts";
export type { VerifiedToken } from "./verified-token.ts";
