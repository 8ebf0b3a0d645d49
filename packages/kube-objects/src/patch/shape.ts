/**
 * How the parts of a kind merge. Where nothing is said, objects merge member by member and lists are replaced as a
 * whole.
 */

/** How one field merges. */
export type Shape = ObjectShape | KeyedListShape | SetShape | AtomicShape;

/** An object of which some members have shapes. */
export interface ObjectShape {
  readonly type: "object";
  readonly fields: Readonly<Record<string, Shape>>;
}

/** A list of objects that are told apart by some of their members. */
export interface KeyedListShape {
  readonly type: "keyed";
  /** The one member that strategic merge patches go by (patchMergeKey). */
  readonly strategicKey: string;
  /** The members that apply goes by (x-kubernetes-list-map-keys). */
  readonly applyKeys: readonly string[];
  /** What a member of `applyKeys` is when it is absent. */
  readonly keyDefaults: Readonly<Record<string, string>>;
  readonly item: Shape;
}

/** A list of different strings. */
export interface SetShape {
  readonly type: "set";
}

/** An object or list that is replaced as a whole by apply. Strategic merge patches merge objects all the same. */
export interface AtomicShape {
  readonly type: "atomic";
}

/** Nothing is said. */
export const PLAIN: ObjectShape = { type: "object", fields: {} };
/** Replaced as a whole. */
export const ATOMIC: AtomicShape = { type: "atomic" };
/** Different strings. */
export const SET: SetShape = { type: "set" };

/** An object with these members' shapes. */
export function objectShape(fields: Readonly<Record<string, Shape>>): ObjectShape {
  return { type: "object", fields };
}

/** A list whose items have one key. */
export function keyedBy(key: string, item: Shape = PLAIN): KeyedListShape {
  return { type: "keyed", strategicKey: key, applyKeys: [key], keyDefaults: {}, item };
}

/** A list of ports: apply tells them apart by protocol too, which is TCP unless said otherwise. */
export function portsBy(key: string): KeyedListShape {
  return {
    type: "keyed",
    strategicKey: key,
    applyKeys: [key, "protocol"],
    keyDefaults: { protocol: "TCP" },
    item: PLAIN,
  };
}

/** The shape of a member of an object; PLAIN where nothing is said. */
export function shapeOfField(shape: Shape, field: string): Shape {
  if (shape.type !== "object" || !Object.hasOwn(shape.fields, field)) return PLAIN;
  return shape.fields[field] ?? PLAIN;
}
