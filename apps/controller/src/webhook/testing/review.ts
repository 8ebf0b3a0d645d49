/** What an API server asks about an AuthorizationPolicy that is being created. */
export function aReview(request: object): object {
  return {
    apiVersion: "admission.k8s.io/v1",
    kind: "AdmissionReview",
    request: {
      uid: "u-1",
      kind: { group: "security.istio.io", version: "v1", kind: "AuthorizationPolicy" },
      resource: { group: "security.istio.io", version: "v1", resource: "authorizationpolicies" },
      operation: "CREATE",
      namespace: "app",
      ...request,
    },
  };
}

/** The policy `p` of the namespace `app`. */
export function aPolicy(spec: object, metadata: object = {}): object {
  return {
    apiVersion: "security.istio.io/v1",
    kind: "AuthorizationPolicy",
    metadata: { name: "p", namespace: "app", ...metadata },
    spec,
  };
}
