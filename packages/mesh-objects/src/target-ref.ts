import type { ObjectReader } from "./object-reader.ts";

/** The object a policy or a route names. */
export interface TargetRef {
  /** Empty for the core group. */
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  /** `undefined`: that of the object which names it. */
  readonly namespace: string | undefined;
}

export function readTargetRef(reader: ObjectReader): TargetRef {
  return {
    group: reader.field("group").text() ?? "",
    kind: reader.field("kind").text() ?? "",
    name: reader.field("name").text() ?? "",
    namespace: reader.field("namespace").text(),
  };
}
