/**
 * Structural equality of plain values: primitives, arrays, plain objects, Map, Set of primitives and byte arrays.
 * An own property that is `undefined` differs from one that is absent. Values must not contain cycles.
 */
export function isEqual(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) {
    return true;
  }
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) {
    return false;
  }
  if (Array.isArray(left)) {
    return Array.isArray(right) && areItemsEqual(left, right);
  }
  if (left instanceof Uint8Array) {
    return right instanceof Uint8Array && areItemsEqual(left, right);
  }
  if (left instanceof Map) {
    return right instanceof Map && areMapsEqual(left, right);
  }
  if (left instanceof Set) {
    return right instanceof Set && left.size === right.size && [...left].every((item) => right.has(item));
  }
  return areRecordsEqual(left, right);
}

function areItemsEqual(left: ArrayLike<unknown>, right: ArrayLike<unknown>): boolean {
  if (left.length !== right.length) {
    return false;
  }
  for (let index = 0; index < left.length; index += 1) {
    if (!isEqual(left[index], right[index])) {
      return false;
    }
  }
  return true;
}

function areMapsEqual(left: ReadonlyMap<unknown, unknown>, right: ReadonlyMap<unknown, unknown>): boolean {
  if (left.size !== right.size) {
    return false;
  }
  for (const [key, value] of left) {
    if (!right.has(key) || !isEqual(value, right.get(key))) {
      return false;
    }
  }
  return true;
}

function areRecordsEqual(left: object, right: object): boolean {
  if (Object.getPrototypeOf(left) !== Object.getPrototypeOf(right) || !isRecord(left) || !isRecord(right)) {
    return false;
  }
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) {
    return false;
  }
  return keys.every((key) => Object.hasOwn(right, key) && isEqual(left[key], right[key]));
}

/** Any object is one for the purpose of reading its own properties. */
function isRecord(_value: object): _value is Readonly<Record<string, unknown>> {
  return true;
}
