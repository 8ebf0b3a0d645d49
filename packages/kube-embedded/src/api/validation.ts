/** The rules for names and labels that Kubernetes refuses objects by. Nothing else of an object is checked. */
import { invalid, type KubeObject, nameOf, namespaceOf, type StatusCause } from "@ambit/kube-objects";
import { objectOf, stringOf } from "@ambit/kube-objects/json";
import { DEFINITIONS, decodeDefinition, type Resource } from "@ambit/kube-objects/resources";

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED_NAME = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
const MAX_LABEL_CHARS = 63;
const SUBDOMAIN_CHARS = 253;

const SUBDOMAIN_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const LABEL_RULE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";

/** Names that are labels of DNS, not whole names. */
const LABEL_NAMES: ReadonlySet<string> = new Set(["namespaces", "services"]);
/** Names that may be any path segment. */
const FREE_NAMES: ReadonlySet<string> = new Set([
  "clusterroles.rbac.authorization.k8s.io",
  "clusterrolebindings.rbac.authorization.k8s.io",
  "roles.rbac.authorization.k8s.io",
  "rolebindings.rbac.authorization.k8s.io",
]);

/** Throws ApiError "Invalid" that names every broken rule. */
export function validateObject(resource: Resource, object: KubeObject): void {
  const causes = [
    ...nameCauses(resource, nameOf(object)),
    ...namespaceCauses(resource, object),
    ...labelCauses(object),
  ];
  if (causes.length > 0) throw invalid(resource, nameOf(object), causes);
  if (resource.storageKey === DEFINITIONS) decodeDefinition(object);
}

function nameCauses(resource: Resource, name: string): readonly StatusCause[] {
  if (name === "") {
    return [
      {
        reason: "FieldValueRequired",
        message: "Required value: name or generateName is required",
        field: "metadata.name",
      },
    ];
  }
  if (FREE_NAMES.has(resource.storageKey)) {
    const isSegment = name !== "." && name !== ".." && !/[/%]/.test(name);
    return isSegment
      ? []
      : [invalidValue("metadata.name", name, "may not be '.' or '..' or contain '/' or '%'")];
  }
  const [pattern, rule, limit] = LABEL_NAMES.has(resource.storageKey)
    ? ([LABEL, LABEL_RULE, MAX_LABEL_CHARS] as const)
    : ([SUBDOMAIN, SUBDOMAIN_RULE, SUBDOMAIN_CHARS] as const);
  if (name.length > limit)
    return [invalidValue("metadata.name", name, `must be no more than ${limit} characters`)];
  return pattern.test(name) ? [] : [invalidValue("metadata.name", name, rule)];
}

function namespaceCauses(resource: Resource, object: KubeObject): readonly StatusCause[] {
  const namespace = namespaceOf(object);
  if (!resource.namespaced || LABEL.test(namespace)) return [];
  return [invalidValue("metadata.namespace", namespace, LABEL_RULE)];
}

function labelCauses(object: KubeObject): readonly StatusCause[] {
  return Object.entries(objectOf(object.metadata.labels)).flatMap(([key, value]) => {
    const text = stringOf(value) ?? "";
    const causes: StatusCause[] = [];
    if (!QUALIFIED_NAME.test(key)) {
      causes.push(
        invalidValue(
          "metadata.labels",
          key,
          "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        ),
      );
    }
    if (text.length > MAX_LABEL_CHARS || !LABEL_VALUE.test(text)) {
      causes.push(
        invalidValue(
          "metadata.labels",
          text,
          "a valid label must be an empty string or consist of at most 63 alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        ),
      );
    }
    return causes;
  });
}

function invalidValue(field: string, value: string, rule: string): StatusCause {
  return { reason: "FieldValueInvalid", message: `Invalid value: ${JSON.stringify(value)}: ${rule}`, field };
}
