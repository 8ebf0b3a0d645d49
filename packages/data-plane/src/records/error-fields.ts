/** The stable code of a failure in a log line, and where it is explained; formatted once for each code. */
import { FieldGroup } from "@ambit/telemetry";
import { type FailureCode, RESPONSE_FLAG } from "./failure.ts";

const FIELDS: ReadonlyMap<string, FieldGroup> = new Map(
  Object.keys(RESPONSE_FLAG).map((code) => [
    code,
    new FieldGroup({ "error.code": code, "error.doc": `docs/ERRORS.md#${code}` }),
  ]),
);

/** `error.code` and `error.doc`. */
export function errorFields(code: FailureCode): FieldGroup | undefined {
  return FIELDS.get(code);
}
