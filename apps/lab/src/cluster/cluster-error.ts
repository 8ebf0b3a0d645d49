import { CodedError } from "@ambit/errors";

/** An object that cannot be used, the object named by whoever reads it. */
export type ClusterErrorCode = "bad-object";

/** A part of an object that makes no sense to the stand-ins of Kubernetes' own controllers. */
export class ClusterError extends CodedError<ClusterErrorCode> {}
