import { KubeError } from "./kube-error.ts";

/** Where a kind is served: `{ group: "", version: "v1", plural: "pods", isNamespaced: true }`. */
export interface KubeResource {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly isNamespaced: boolean;
}

/** The namespace is absent for cluster-scoped kinds. */
export interface ObjectName {
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** Metadata as the API server sends it. Name is checked; the rest has the types that the API server enforces. */
export interface ObjectMeta extends ObjectName {
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
  readonly [field: string]: unknown;
}

/** The object that this one goes away with. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** Parsed JSON of one object. What is below `metadata` is as it came: decode it before use. */
export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

/** An object to be created or applied: the server may make its name from `metadata.generateName`. */
export interface NewKubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** The identity of an object within its kind. */
export function objectKey({ namespace = "", name }: ObjectName): string {
  return `${namespace}/${name}`;
}

/** Checks what an object is known by. Throws KubeError "bad-response". */
export function decodeKubeObject(value: unknown): KubeObject {
  if (!isRecord(value) || !isRecord(value["metadata"])) {
    throw new KubeError("bad-response", "an object without metadata");
  }
  const { name, namespace } = value["metadata"];
  if (typeof name !== "string" || name === "") {
    throw new KubeError("bad-response", "an object without a name");
  }
  if (namespace !== undefined && typeof namespace !== "string") {
    throw new KubeError("bad-response", `object ${name}: its namespace is no text`);
  }
  return value as unknown as KubeObject;
}

/** Whether it is a JSON object: neither a list nor null. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
