import type { RenderedObject } from "@ambit/chart";

/** Something that somebody asks the API server to do. */
export interface Access {
  readonly verb: string;
  readonly group: string;
  /** With its subresource: `pods/status`. */
  readonly resource: string;
  /** Empty for all, and for what has none. */
  readonly namespace: string;
  readonly name: string;
}

/** One right: a verb on a resource, in one namespace or (empty) in all. */
export interface Grant {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly names: readonly string[];
  readonly namespace: string;
}

/** What roles of a chart grant an account. */
export function grantsOf(objects: readonly RenderedObject[], account: string): readonly Grant[] {
  return objects
    .filter(({ kind }) => kind.endsWith("RoleBinding"))
    .flatMap((binding) => {
      const subjects = listOf(binding["subjects"]).map((subject) => fieldsOf(subject)["name"]);
      if (!subjects.includes(account)) return [];
      const { kind, name } = fieldsOf(binding["roleRef"]);
      const role = objects.find((one) => one.kind === kind && one.metadata.name === name);
      const namespace = binding.kind === "RoleBinding" ? String(binding.metadata["namespace"]) : "";
      return listOf(role?.["rules"]).flatMap((rule) => grantsOfRule(fieldsOf(rule), namespace));
    });
}

function grantsOfRule(rule: Readonly<Record<string, unknown>>, namespace: string): readonly Grant[] {
  const [groups = [], resources = [], verbs = [], names = []] = [
    "apiGroups",
    "resources",
    "verbs",
    "resourceNames",
  ].map((field) => listOf(rule[field]).map(String));
  return groups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.map((verb): Grant => ({ verb, group, resource, names, namespace })),
    ),
  );
}

export function isGranted(grant: Grant, access: Access): boolean {
  return (
    grant.verb === access.verb &&
    grant.group === access.group &&
    grant.resource === access.resource &&
    (grant.namespace === "" || grant.namespace === access.namespace) &&
    (grant.names.length === 0 || grant.names.includes(access.name))
  );
}

const PATH =
  /^\/(?:api|apis\/(?<group>[^/]+))\/v[^/]+(?:\/namespaces\/(?<namespace>[^/]+)(?=\/[a-z]))?\/(?<plural>[^/]+)(?:\/(?<name>[^/]+)(?:\/(?<part>[^/]+))?)?$/;

/** Undefined for what is no resource, such as /version. */
export function accessOf(method: string, url: string): Access | undefined {
  const { pathname, searchParams } = new URL(url, "http://server");
  const match = PATH.exec(pathname)?.groups;
  if (match === undefined) return undefined;
  const { group = "", namespace = "", plural = "", name = "", part } = match;
  const isStatusOfNamespace = namespace !== "" && plural === "status";
  if (isStatusOfNamespace)
    return { verb: "patch", group, resource: "namespaces/status", namespace: "", name: namespace };
  return {
    verb: verbOf(method, name, searchParams.get("watch") === "true"),
    group,
    resource: part === undefined ? plural : `${plural}/${part}`,
    namespace,
    name,
  };
}

function verbOf(method: string, name: string, isWatch: boolean): string {
  if (method === "GET") return name !== "" ? "get" : isWatch ? "watch" : "list";
  return { POST: "create", PUT: "update", PATCH: "patch", DELETE: "delete" }[method] ?? method.toLowerCase();
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
