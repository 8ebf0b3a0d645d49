/**
 * Field numbers of the few messages that kubectl sends as protobuf whatever a server offers: what its `create`
 * sub-commands make, token requests, and questions about access. From the generated.proto files of k8s.io/api.
 */

/** How a field's value is read. */
export type FieldType =
  | "string"
  | "integer"
  /** An integer of which 0 means none. */
  | "count"
  | "boolean"
  /** Repeated strings. */
  | "strings"
  /** map<string, string>. */
  | "map"
  /** map<string, bytes>, in base64. */
  | "bytes-map"
  /** A number or a string. */
  | "int-or-string"
  | { readonly message: MessageName }
  | { readonly repeated: MessageName };

/** Name and type by number. Others are skipped. */
export type MessageFields = Readonly<Record<number, readonly [name: string, type: FieldType]>>;

const META = ["metadata", { message: "ObjectMeta" }] as const;
const REFERENCE = {
  1: ["kind", "string"],
  2: ["namespace", "string"],
  3: ["name", "string"],
  4: ["uid", "string"],
  5: ["apiVersion", "string"],
} as const;

/** By the message's own name. */
export const MESSAGES = {
  ObjectMeta: {
    1: ["name", "string"],
    2: ["generateName", "string"],
    3: ["namespace", "string"],
    5: ["uid", "string"],
    6: ["resourceVersion", "string"],
    11: ["labels", "map"],
    12: ["annotations", "map"],
    14: ["finalizers", "strings"],
  },
  Namespace: { 1: META },
  ConfigMap: { 1: META, 2: ["data", "map"], 3: ["binaryData", "bytes-map"], 4: ["immutable", "boolean"] },
  Secret: {
    1: META,
    2: ["data", "bytes-map"],
    3: ["type", "string"],
    4: ["stringData", "map"],
    5: ["immutable", "boolean"],
  },
  ServiceAccount: {
    1: META,
    2: ["secrets", { repeated: "ObjectReference" }],
    3: ["imagePullSecrets", { repeated: "LocalObjectReference" }],
    4: ["automountServiceAccountToken", "boolean"],
  },
  ObjectReference: REFERENCE,
  LocalObjectReference: { 1: ["name", "string"] },
  Service: { 1: META, 2: ["spec", { message: "ServiceSpec" }] },
  ServiceSpec: {
    1: ["ports", { repeated: "ServicePort" }],
    2: ["selector", "map"],
    3: ["clusterIP", "string"],
    4: ["type", "string"],
    5: ["externalIPs", "strings"],
    7: ["sessionAffinity", "string"],
    8: ["loadBalancerIP", "string"],
    10: ["externalName", "string"],
    18: ["clusterIPs", "strings"],
  },
  ServicePort: {
    1: ["name", "string"],
    2: ["protocol", "string"],
    3: ["port", "count"],
    4: ["targetPort", "int-or-string"],
    5: ["nodePort", "count"],
    6: ["appProtocol", "string"],
  },
  TokenRequest: { 1: META, 2: ["spec", { message: "TokenRequestSpec" }] },
  TokenRequestSpec: {
    1: ["audiences", "strings"],
    3: ["boundObjectRef", { message: "BoundObjectReference" }],
    4: ["expirationSeconds", "integer"],
  },
  BoundObjectReference: {
    1: ["kind", "string"],
    2: ["apiVersion", "string"],
    3: ["name", "string"],
    4: ["uid", "string"],
  },
  TokenReview: { 1: META, 2: ["spec", { message: "TokenReviewSpec" }] },
  TokenReviewSpec: { 1: ["token", "string"], 2: ["audiences", "strings"] },
  SelfSubjectReview: { 1: META },
  SelfSubjectAccessReview: { 1: META, 2: ["spec", { message: "SelfSubjectAccessReviewSpec" }] },
  SelfSubjectAccessReviewSpec: {
    1: ["resourceAttributes", { message: "ResourceAttributes" }],
    2: ["nonResourceAttributes", { message: "NonResourceAttributes" }],
  },
  SubjectAccessReview: { 1: META, 2: ["spec", { message: "SubjectAccessReviewSpec" }] },
  SubjectAccessReviewSpec: {
    1: ["resourceAttributes", { message: "ResourceAttributes" }],
    2: ["nonResourceAttributes", { message: "NonResourceAttributes" }],
    3: ["user", "string"],
    4: ["groups", "strings"],
  },
  ResourceAttributes: {
    1: ["namespace", "string"],
    2: ["verb", "string"],
    3: ["group", "string"],
    4: ["version", "string"],
    5: ["resource", "string"],
    6: ["subresource", "string"],
    7: ["name", "string"],
  },
  NonResourceAttributes: { 1: ["path", "string"], 2: ["verb", "string"] },
  DeleteOptions: {
    1: ["gracePeriodSeconds", "integer"],
    2: ["preconditions", { message: "Preconditions" }],
    3: ["orphanDependents", "boolean"],
    4: ["propagationPolicy", "string"],
    5: ["dryRun", "strings"],
  },
  Preconditions: { 1: ["uid", "string"], 2: ["resourceVersion", "string"] },
} as const satisfies Readonly<Record<string, Readonly<Record<number, readonly [string, unknown]>>>>;

/** A message of the table. */
export type MessageName = keyof typeof MESSAGES;

/** Kinds that are taken as protobuf, by name: none of them is in two groups. */
export const PROTOBUF_KINDS: ReadonlySet<string> = new Set([
  "Namespace",
  "ConfigMap",
  "Secret",
  "ServiceAccount",
  "Service",
  "TokenRequest",
  "TokenReview",
  "SelfSubjectReview",
  "SelfSubjectAccessReview",
  "SubjectAccessReview",
  "DeleteOptions",
] satisfies readonly MessageName[]);
