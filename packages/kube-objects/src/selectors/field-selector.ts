/** Field selectors: equality of the few fields that Kubernetes lets lists and watches select by. */
import { badRequest } from "../api-error.ts";
import { valueAt } from "../json.ts";
import type { KubeObject } from "../kube-object.ts";
import type { ObjectFilter } from "./label-selector.ts";

/** Of every kind. */
const COMMON_FIELDS = ["metadata.name", "metadata.namespace"];

/** Of some kinds, by qualified name. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  pods: [
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "spec.hostNetwork",
    "status.phase",
    "status.podIP",
    "status.nominatedNodeName",
  ],
  nodes: ["spec.unschedulable"],
  namespaces: ["status.phase"],
  secrets: ["type"],
  services: ["spec.clusterIP", "spec.type"],
  events: eventFields("involvedObject"),
  "replicasets.apps": ["status.replicas"],
  "jobs.batch": ["status.successful"],
};

/**
 * `a=b,c!=d` on the fields that this resource has for it (by qualified name). Throws ApiError "BadRequest" for others.
 */
export function parseFieldSelector(text: string, resource: string, kind: string): ObjectFilter {
  const allowed = [...COMMON_FIELDS, ...(FIELDS[resource] ?? [])];
  const requirements = text.split(",").flatMap((part) => {
    if (part.trim() === "") return [];
    const [, field, operator, value] = /^([^=!]+?)\s*(==|=|!=)\s*(.*)$/.exec(part.trim()) ?? [];
    if (field === undefined || value === undefined) {
      throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`);
    }
    if (!allowed.includes(field)) {
      throw badRequest(`field label not supported: ${field} (of ${kind}; supported: ${allowed.join(", ")})`);
    }
    return [{ path: field.split("."), isNegated: operator === "!=", value: unescape(value) }];
  });
  return (object) =>
    requirements.every(({ path, isNegated, value }) => (textAt(object, path) === value) !== isNegated);
}

/** Booleans that are left out when they are false. */
const FALSE_WHEN_ABSENT: ReadonlySet<string> = new Set(["spec.unschedulable", "spec.hostNetwork"]);

/** Numbers and booleans compare as they print; what is not there as an empty text. */
function textAt(object: KubeObject, path: readonly string[]): string {
  const value = valueAt(object, ...path);
  if (value === undefined && FALSE_WHEN_ABSENT.has(path.join("."))) return "false";
  return typeof value === "object" || value === undefined ? "" : String(value);
}

function unescape(value: string): string {
  return value.replaceAll(/\\([\\,=])/g, "$1");
}

function eventFields(subject: string): readonly string[] {
  const parts = ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"];
  return [...parts.map((part) => `${subject}.${part}`), "reason", "reportingComponent", "source", "type"];
}
