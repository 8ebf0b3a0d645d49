/** The form of an answer that a client asks for in its Accept header. */
import { ApiError } from "@ambit/kube-objects";

/** Objects as they are, as rows of a table, or their metadata only; discovery in one document. */
export interface Representation {
  readonly form: "object" | "table" | "metadata" | "discovery";
  /** Of the form's own kind: `v1`, `v1beta1`, `v2`. */
  readonly version: string;
}

/** As it is. */
export const AS_OBJECT: Representation = { form: "object", version: "v1" };

const FORMS: Readonly<
  Record<string, { readonly form: Representation["form"]; readonly versions: readonly string[] }>
> = {
  Table: { form: "table", versions: ["v1", "v1beta1"] },
  PartialObjectMetadata: { form: "metadata", versions: ["v1", "v1beta1"] },
  PartialObjectMetadataList: { form: "metadata", versions: ["v1", "v1beta1"] },
  APIGroupDiscoveryList: { form: "discovery", versions: ["v2", "v2beta1"] },
};

/** The first that can be served, in the client's order. Throws ApiError "NotAcceptable". */
export function negotiate(accept: string): Representation {
  const ranges = accept.split(",").map((range) => range.trim());
  if (accept.trim() === "") return AS_OBJECT;
  for (const range of ranges) {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim());
    if (!JSON_RANGES.has(type.toLowerCase())) continue;
    const found = representationOf(new Map(parameters.map(splitParameter)));
    if (found !== undefined) return found;
  }
  throw new ApiError("NotAcceptable", "only the following media types are accepted: application/json");
}

const JSON_RANGES: ReadonlySet<string> = new Set(["application/json", "application/*", "*/*"]);

function representationOf(parameters: ReadonlyMap<string, string>): Representation | undefined {
  const as = parameters.get("as");
  if (as === undefined) return AS_OBJECT;
  const known = FORMS[as];
  const version = parameters.get("v") ?? "v1";
  return known?.versions.includes(version) === true ? { form: known.form, version } : undefined;
}

function splitParameter(parameter: string): readonly [string, string] {
  const equals = parameter.indexOf("=");
  return equals < 0 ? [parameter, ""] : [parameter.slice(0, equals), parameter.slice(equals + 1)];
}
