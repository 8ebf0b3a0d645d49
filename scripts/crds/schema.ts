/** Structural schemas of the API server, and the words to write them with. */

/** A rule in the Common Expression Language, and what is said where it does not hold. */
export interface Rule {
  readonly rule: string;
  readonly message: string;
}

/** The part of OpenAPI that structural schemas are made of. */
export interface Schema {
  readonly type?: "object" | "array" | "string" | "integer" | "boolean" | "number";
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly "x-kubernetes-preserve-unknown-fields"?: true;
  readonly "x-kubernetes-int-or-string"?: true;
  readonly "x-kubernetes-list-type"?: "map" | "set" | "atomic";
  readonly "x-kubernetes-list-map-keys"?: readonly string[];
  readonly "x-kubernetes-validations"?: readonly Rule[];
}

type Limits = Omit<Schema, "type" | "items" | "properties" | "additionalProperties">;

/** These fields and no others: what is misspelt is refused by clients that ask for it, and dropped for the others. */
export function object(properties: Readonly<Record<string, Schema>>, limits: Limits = {}): Schema {
  return { type: "object", ...limits, properties };
}

/** These fields, and whatever else there is: its meaning is somebody else's. */
export function openObject(properties: Readonly<Record<string, Schema>> = {}, limits: Limits = {}): Schema {
  return { ...object(properties, limits), "x-kubernetes-preserve-unknown-fields": true };
}

export function list(items: Schema, limits: Limits = {}): Schema {
  return { type: "array", ...limits, items };
}

/** Any keys, values alike. */
export function mapOf(additionalProperties: Schema, limits: Limits = {}): Schema {
  return { type: "object", ...limits, additionalProperties };
}

export function text(limits: Limits = {}): Schema {
  return { type: "string", ...limits };
}

export function oneOf(...words: readonly string[]): Schema {
  return { type: "string", enum: words };
}

export function integer(minimum: number, maximum: number, limits: Limits = {}): Schema {
  return { type: "integer", ...limits, minimum, maximum };
}

export const flag: Schema = { type: "boolean" };

/** Rules beside a schema. */
export function rules(...entries: readonly Rule[]): Pick<Schema, "x-kubernetes-validations"> {
  return { "x-kubernetes-validations": entries };
}
