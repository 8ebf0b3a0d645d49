/** Who sends a request. */
export interface User {
  readonly name: string;
  readonly uid: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** May do everything, as in Kubernetes. */
export const ADMIN_GROUP = "system:masters";

/** Who holds the administrator's token. */
export const ADMIN: User = {
  name: "kubernetes-admin",
  uid: "",
  groups: [ADMIN_GROUP, "system:authenticated"],
  extra: {},
};

/** Who shows nothing. */
export const ANONYMOUS: User = {
  name: "system:anonymous",
  uid: "",
  groups: ["system:unauthenticated"],
  extra: {},
};
