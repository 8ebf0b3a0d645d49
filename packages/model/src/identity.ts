import { ModelError } from "./model-error.ts";

/** A SPIFFE identity of a Kubernetes service account. Grammar and comparisons are case-sensitive. */
export interface Identity {
  readonly trustDomain: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

const SCHEME = "spiffe://";
const SEGMENTS = 5;

/** `spiffe://<trust domain>/ns/<namespace>/sa/<service account>`. */
export function formatIdentity(identity: Identity): string {
  return `${SCHEME}${identity.trustDomain}/ns/${identity.namespace}/sa/${identity.serviceAccount}`;
}

/** Throws ModelError "invalid-identity" for anything but a service account's identity. */
export function parseIdentity(text: string): Identity {
  const identity = findIdentity(text);
  if (identity === undefined) {
    throw new ModelError(
      "invalid-identity",
      `not a SPIFFE identity of a service account: ${JSON.stringify(text)}`,
    );
  }
  return identity;
}

/** As `parseIdentity`, for text from a peer. Segments may be empty, as in ztunnel; a trailing slash may not be there. */
export function findIdentity(text: string): Identity | undefined {
  if (!text.startsWith(SCHEME)) {
    return undefined;
  }
  const segments = text.slice(SCHEME.length).split("/", SEGMENTS + 1);
  const [trustDomain, ns, namespace, sa, serviceAccount] = segments;
  if (segments.length !== SEGMENTS || ns !== "ns" || sa !== "sa") {
    return undefined;
  }
  if (trustDomain === undefined || namespace === undefined || serviceAccount === undefined) {
    return undefined;
  }
  return { trustDomain, namespace, serviceAccount };
}

/** Same trust domain, namespace and service account. Takes whatever has the three. */
export function isSameIdentity(left: Identity, right: Identity): boolean {
  return (
    left.trustDomain === right.trustDomain &&
    left.namespace === right.namespace &&
    left.serviceAccount === right.serviceAccount
  );
}
