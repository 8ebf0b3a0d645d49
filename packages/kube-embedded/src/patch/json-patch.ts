import jsonPatch from "fast-json-patch";
import { ApiError, badRequest } from "../api-error.ts";
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "../json.ts";

/** As Kubernetes: enough for any program, and what a patch can copy stays bounded. */
const MAX_OPERATIONS = 10_000;

const OPERATIONS: ReadonlySet<JsonValue | undefined> = new Set([
  "add",
  "remove",
  "replace",
  "move",
  "copy",
  "test",
]);

/** RFC 6902. Throws ApiError "BadRequest" for what is no patch, "Invalid" for one that does not fit the document. */
export function applyJsonPatch(document: JsonObject, patch: JsonValue): JsonObject {
  if (!isJsonArray(patch)) throw badRequest("a JSON patch is a list of operations");
  if (patch.length > MAX_OPERATIONS) {
    throw new ApiError(
      "RequestEntityTooLarge",
      `The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${patch.length}`,
    );
  }
  for (const operation of patch) checkOperation(operation);
  let result: unknown;
  try {
    // The library changes its copy in place and refuses what an operation does not find.
    result = jsonPatch.applyPatch(
      structuredClone(document),
      decodeOperations(patch),
      true,
      false,
    ).newDocument;
  } catch (error) {
    const reason = error instanceof jsonPatch.JsonPatchError ? error.name : "patch does not apply";
    throw new ApiError(
      "Invalid",
      `the server rejected our request due to an error in our request: ${reason}`,
    );
  }
  if (!isJsonObject(result)) throw new ApiError("Invalid", "the patched document is not an object");
  return result;
}

function checkOperation(operation: JsonValue): void {
  if (!isJsonObject(operation) || !OPERATIONS.has(operation.op) || typeof operation.path !== "string") {
    throw badRequest(`no JSON patch operation: ${JSON.stringify(operation)}`);
  }
}

function decodeOperations(patch: readonly JsonValue[]): jsonPatch.Operation[] {
  // Checked one by one above; the library validates the rest.
  return structuredClone(patch) as unknown as jsonPatch.Operation[];
}
