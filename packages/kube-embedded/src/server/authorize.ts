/**
 * Who may do what. This is not RBAC: roles and bindings are stored like any object and nobody reads them. The rule
 * below is for a lab on one machine; a caller of the server may pass a narrower one.
 */
import { ApiError } from "@ambit/kube-objects";
import { ADMIN_GROUP, type User } from "./user.ts";

/** What somebody wants to do. */
export interface AccessAttributes {
  /** get, list, watch, create, update, patch, delete, deletecollection. */
  readonly verb: string;
  readonly group: string;
  /** Empty for a path that is no resource. */
  readonly plural: string;
  readonly subresource: string;
  /** Empty for all, and for cluster-wide resources. */
  readonly namespace: string;
  readonly name: string;
  /** Of a request that is for no resource. */
  readonly path: string | undefined;
}

/** Whether they may. Must not throw. */
export type Authorizer = (user: User, attributes: AccessAttributes) => boolean;

const TRUSTED_GROUPS: ReadonlySet<string> = new Set([ADMIN_GROUP, "system:serviceaccounts", "system:nodes"]);

/** Everybody may ask who they are; the administrator, nodes and service accounts may do everything. */
export const authorizeTrusted: Authorizer = (user, { group, plural }) =>
  user.groups.some((name) => TRUSTED_GROUPS.has(name)) || (isKnown(user) && isAboutSelf(group, plural));

/** Throws ApiError "Forbidden". */
export function requireAccess(authorize: Authorizer, user: User, attributes: AccessAttributes): void {
  if (authorize(user, attributes)) return;
  const { name, group, plural, path } = attributes;
  const why = describeAccess(user, attributes);
  if (path !== undefined) throw new ApiError("Forbidden", `forbidden: ${why}`, {});
  const subject = group === "" ? plural : `${plural}.${group}`;
  throw new ApiError("Forbidden", `${subject}${name === "" ? "" : ` "${name}"`} is forbidden: ${why}`, {
    ...(name === "" ? {} : { name }),
    ...(group === "" ? {} : { group }),
    kind: plural,
  });
}

/** `User "x" cannot list resource "pods" in API group "" in the namespace "default"`. */
function describeAccess(user: User, attributes: AccessAttributes): string {
  const { verb, group, plural, subresource, namespace, path } = attributes;
  if (path !== undefined) return `User "${user.name}" cannot ${verb} path "${path}"`;
  const resource = subresource === "" ? plural : `${plural}/${subresource}`;
  const where = namespace === "" ? "at the cluster scope" : `in the namespace "${namespace}"`;
  return `User "${user.name}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`;
}

function isKnown(user: User): boolean {
  return user.groups.includes("system:authenticated");
}

function isAboutSelf(group: string, plural: string): boolean {
  return (
    (group === "authentication.k8s.io" && plural === "selfsubjectreviews") ||
    (group === "authorization.k8s.io" && plural === "selfsubjectaccessreviews")
  );
}
