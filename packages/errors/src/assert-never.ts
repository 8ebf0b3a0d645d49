/** Closes an exhaustive `switch`: does not compile while a case is missing, throws if the types were wrong. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected value ${String(JSON.stringify(value))}`);
}
