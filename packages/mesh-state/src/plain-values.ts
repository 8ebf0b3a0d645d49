/** Comparing and freezing of the plain data that resources are made of: objects, arrays, maps and primitives. */

/** Compares by content. Maps and objects are equal in any order of their keys. */
export function isDeepEqual(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) {
    return true;
  }
  if (left instanceof Map && right instanceof Map) {
    return areMapsEqual(left, right);
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => isDeepEqual(item, right[index]));
  }
  return isPlainObject(left) && isPlainObject(right) && areObjectsEqual(left, right);
}

/** Freezes objects and arrays all the way down. Maps cannot be frozen; their type keeps readers from writing. */
export function deepFreeze<T>(value: T): T {
  if (Array.isArray(value) || isPlainObject(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) {
      deepFreeze(item);
    }
  }
  return value;
}

function areMapsEqual(left: ReadonlyMap<unknown, unknown>, right: ReadonlyMap<unknown, unknown>): boolean {
  if (left.size !== right.size) {
    return false;
  }
  for (const [key, value] of left) {
    if (!right.has(key) || !isDeepEqual(value, right.get(key))) {
      return false;
    }
  }
  return true;
}

type PlainObject = Readonly<Record<string, unknown>>;

function areObjectsEqual(left: PlainObject, right: PlainObject): boolean {
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && isDeepEqual(left[key], right[key]))
  );
}

function isPlainObject(value: unknown): value is PlainObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return false;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
