/** Failures as the Kubernetes API words them: one error class, and the Status object that clients are shown. */
import { CodedError } from "@ambit/errors";
import type { JsonObject } from "./json.ts";

/** The `reason` of a Status object (metav1.StatusReason); clients decide by it. */
export type StatusReason =
  | "AlreadyExists"
  | "BadRequest"
  | "Conflict"
  | "Expired"
  | "Forbidden"
  | "InternalError"
  | "Invalid"
  | "MethodNotAllowed"
  | "NotAcceptable"
  | "NotFound"
  | "RequestEntityTooLarge"
  | "Timeout"
  | "TooManyRequests"
  | "Unauthorized"
  | "UnsupportedMediaType";

const HTTP_STATUS = {
  AlreadyExists: 409,
  BadRequest: 400,
  Conflict: 409,
  Expired: 410,
  Forbidden: 403,
  InternalError: 500,
  Invalid: 422,
  MethodNotAllowed: 405,
  NotAcceptable: 406,
  NotFound: 404,
  RequestEntityTooLarge: 413,
  Timeout: 504,
  TooManyRequests: 429,
  Unauthorized: 401,
  UnsupportedMediaType: 415,
} as const satisfies Record<StatusReason, number>;

/** One field of an object that was refused. */
export interface StatusCause {
  readonly reason:
    | "FieldValueRequired"
    | "FieldValueInvalid"
    | "FieldValueNotSupported"
    | "FieldManagerConflict"
    | "NamespaceTerminating"
    | "ResourceVersionTooLarge";
  readonly message: string;
  readonly field?: string;
}

/** What the failure is about. */
export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  /** The resource in the plural, or the kind for an invalid object. */
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** A request that failed. Its message is what Kubernetes would say. */
export class ApiError extends CodedError<StatusReason> {
  readonly details: StatusDetails | undefined;

  constructor(reason: StatusReason, message: string, details?: StatusDetails) {
    super(reason, message);
    this.details = details;
  }

  /** Status code of the HTTP answer. */
  get httpStatus(): number {
    return HTTP_STATUS[this.code];
  }
}

/** A resource as error messages name it: `pods`, `deployments.apps`. */
export interface NamedResource {
  readonly group: string;
  readonly plural: string;
  readonly kind: string;
}

/** `pods`, `deployments.apps`. */
export function qualifiedName(resource: NamedResource): string {
  return resource.group === "" ? resource.plural : `${resource.plural}.${resource.group}`;
}

/** No object of this name. */
export function notFound(resource: NamedResource, name: string): ApiError {
  return new ApiError(
    "NotFound",
    `${qualifiedName(resource)} "${name}" not found`,
    detailsOf(resource, name),
  );
}

/** No such path. */
export function unknownPath(): ApiError {
  return new ApiError("NotFound", "the server could not find the requested resource", {});
}

/** The name is taken. */
export function alreadyExists(resource: NamedResource, name: string): ApiError {
  const message = `${qualifiedName(resource)} "${name}" already exists`;
  return new ApiError("AlreadyExists", message, detailsOf(resource, name));
}

/** The object is not what the client thought it was. */
export function conflict(resource: NamedResource, name: string, why: string): ApiError {
  const message = `Operation cannot be fulfilled on ${qualifiedName(resource)} "${name}": ${why}`;
  return new ApiError("Conflict", message, detailsOf(resource, name));
}

/** The usual conflict: an older resourceVersion. */
export function modifiedMeanwhile(resource: NamedResource, name: string): ApiError {
  return conflict(
    resource,
    name,
    "the object has been modified; please apply your changes to the latest version and try again",
  );
}

/** The object breaks a rule; `causes` name the fields. */
export function invalid(resource: NamedResource, name: string, causes: readonly StatusCause[]): ApiError {
  const lines = causes.map(({ field, message }) => (field === undefined ? message : `${field}: ${message}`));
  const text = lines.length === 1 ? lines.join("") : `[${lines.join(", ")}]`;
  const kind = resource.group === "" ? resource.kind : `${resource.kind}.${resource.group}`;
  return new ApiError("Invalid", `${kind} "${name}" is invalid: ${text}`, {
    name,
    ...groupOf(resource),
    kind: resource.kind,
    causes,
  });
}

/** Not allowed, whoever asks. */
export function forbidden(
  resource: NamedResource,
  name: string,
  why: string,
  causes?: readonly StatusCause[],
): ApiError {
  const subject = name === "" ? "" : ` "${name}"`;
  return new ApiError("Forbidden", `${qualifiedName(resource)}${subject} is forbidden: ${why}`, {
    ...detailsOf(resource, name),
    ...(causes === undefined ? {} : { causes }),
  });
}

/** A request that makes no sense. */
export function badRequest(message: string): ApiError {
  return new ApiError("BadRequest", message);
}

/** The metav1.Status of a failure. */
export function encodeStatus(error: ApiError): JsonObject {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: error.message,
    reason: error.code,
    ...(error.details === undefined ? {} : { details: encodeDetails(error.details) }),
    code: error.httpStatus,
  };
}

function encodeDetails(details: StatusDetails): JsonObject {
  const { causes, ...rest } = details;
  return {
    ...rest,
    ...(causes === undefined ? {} : { causes: causes.map((cause) => ({ ...cause })) }),
  };
}

function detailsOf(resource: NamedResource, name: string): StatusDetails {
  return { ...(name === "" ? {} : { name }), ...groupOf(resource), kind: resource.plural };
}

function groupOf(resource: NamedResource): { readonly group?: string } {
  return resource.group === "" ? {} : { group: resource.group };
}
