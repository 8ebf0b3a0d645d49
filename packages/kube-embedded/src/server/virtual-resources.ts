/** Resources that store nothing: creating one asks a question, and the answer comes back at once. */

/** One of them, as discovery shows it. */
export interface VirtualResource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

/** All of them. */
export const VIRTUAL_RESOURCES: readonly VirtualResource[] = [
  virtual("authentication.k8s.io", "TokenReview"),
  virtual("authentication.k8s.io", "SelfSubjectReview"),
  virtual("authorization.k8s.io", "SelfSubjectAccessReview"),
  virtual("authorization.k8s.io", "SubjectAccessReview"),
];

function virtual(group: string, kind: string): VirtualResource {
  const singular = kind.toLowerCase();
  return {
    group,
    version: "v1",
    plural: `${singular}s`,
    singular,
    kind,
    namespaced: false,
    verbs: ["create"],
  };
}
