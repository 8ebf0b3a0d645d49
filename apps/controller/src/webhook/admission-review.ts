/** An AdmissionReview of the API server (admission.k8s.io/v1), and the answer to it. Pure. */
import { type CheckContext, checkObject, type Verdict } from "@ambit/admission";
import type { ObjectProblem } from "@ambit/mesh-objects";
import { isEqual } from "../collections/is-equal.ts";

/** What was asked about, for metrics and the log. */
export interface ReviewedObject {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  /** `ns/name`, or the name alone. */
  readonly key: string;
}

export interface AnsweredReview {
  /** The AdmissionReview to answer with. */
  readonly body: unknown;
  readonly object: ReviewedObject;
  readonly verdict: Verdict;
}

/** As the API server shows them: longer ones are cut, and all together have 4096 characters. */
const MAX_WARNINGS = 10;
const MAX_WARNING_CHARS = 256;
const MAX_ERRORS = 20;
const UNPROCESSABLE = 422;
const NOTHING: Verdict = { errors: [], warnings: [] };

/** Undefined for what is no review. */
export function answerReview(json: unknown, context: CheckContext): AnsweredReview | undefined {
  const request = recordOf(recordOf(json)["request"]);
  const uid = request["uid"];
  if (typeof uid !== "string" || uid === "") return undefined;
  const kind = recordOf(request["kind"]);
  const object = objectOf(request);
  const verdict = isSettled(request)
    ? NOTHING
    : checkObject({ group: textOf(kind["group"]), kind: textOf(kind["kind"]) }, object, context);
  const { apiVersion = "admission.k8s.io/v1" } = recordOf(json);
  return {
    body: { apiVersion, kind: "AdmissionReview", response: { uid, ...responseOf(verdict) } },
    object: describe(request, object),
    verdict,
  };
}

/**
 * An object that was there before the webhook has to be able to lose a finalizer, a label, or its life, whatever is
 * wrong with it: only what changes what it says is looked at.
 */
function isSettled(request: Fields): boolean {
  if (request["operation"] !== "CREATE" && request["operation"] !== "UPDATE") return true;
  const object = recordOf(request["object"]);
  if (recordOf(object["metadata"])["deletionTimestamp"] !== undefined) return true;
  const old = recordOf(request["oldObject"]);
  return (
    request["operation"] === "UPDATE" &&
    isEqual(old["spec"], object["spec"]) &&
    isEqual(recordOf(old["metadata"])["labels"], recordOf(object["metadata"])["labels"]) &&
    isEqual(recordOf(old["metadata"])["annotations"], recordOf(object["metadata"])["annotations"])
  );
}

/** A new object may still be without its name and namespace. */
function objectOf(request: Fields): unknown {
  const object = recordOf(request["object"]);
  const metadata = recordOf(object["metadata"]);
  const name = metadata["name"] ?? request["name"] ?? metadata["generateName"] ?? "new";
  const namespace = metadata["namespace"] ?? request["namespace"];
  return { ...object, metadata: { ...metadata, name, ...(namespace === undefined ? {} : { namespace }) } };
}

function responseOf({ errors, warnings }: Verdict): Fields {
  const told = warnings
    .slice(0, MAX_WARNINGS)
    .map((warning) => formatFinding(warning).slice(0, MAX_WARNING_CHARS));
  const notes = told.length === 0 ? {} : { warnings: told };
  if (errors.length === 0) return { allowed: true, ...notes };
  const message = errors.slice(0, MAX_ERRORS).map(formatFinding).join("; ");
  return { allowed: false, status: { code: UNPROCESSABLE, reason: "Invalid", message }, ...notes };
}

/** `spec.rules[0]: is empty`. */
function formatFinding({ path, reason }: ObjectProblem): string {
  return path === "" ? reason : `${path}: ${reason}`;
}

function describe(request: Fields, object: unknown): ReviewedObject {
  const { group, version, resource } = recordOf(request["resource"]);
  const { namespace, name } = recordOf(recordOf(object)["metadata"]);
  const key =
    typeof namespace === "string" && namespace !== "" ? `${namespace}/${textOf(name)}` : textOf(name);
  return { group: textOf(group), version: textOf(version), resource: textOf(resource), key };
}

type Fields = Readonly<Record<string, unknown>>;

function recordOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
