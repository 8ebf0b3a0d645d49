import jsonPatch from "fast-json-patch";
import { ApiError, badRequest } from "../api-error.ts";
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, stringOf } from "../json.ts";

/** As Kubernetes: enough for any program, and what a patch can copy stays bounded. */
const MAX_OPERATIONS = 10_000;
/** What `copy` may add. */
const MAX_COPIED_CHARS = 3 * 1024 * 1024;

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
  // Changed in place from here on: a patch that fails is thrown away as a whole.
  let result: unknown = structuredClone(document);
  let copiedChars = 0;
  for (const operation of patch) {
    checkOperation(operation);
    copiedChars += copiedBy(result, operation);
    if (copiedChars > MAX_COPIED_CHARS) {
      throw new ApiError(
        "RequestEntityTooLarge",
        `the patch copies more than ${MAX_COPIED_CHARS} characters`,
      );
    }
    result = applyOperation(result, operation);
  }

  if (!isJsonObject(result)) throw new ApiError("Invalid", "the patched document is not an object");
  return result;
}

function checkOperation(operation: JsonValue): void {
  if (!isJsonObject(operation) || !OPERATIONS.has(operation.op) || typeof operation.path !== "string") {
    throw badRequest(`no JSON patch operation: ${JSON.stringify(operation)}`);
  }
}

function applyOperation(document: unknown, operation: JsonValue): unknown {
  if (isTestOfAbsence(document, operation)) return document;
  try {
    // Its frame is checked above; the library does the rest.
    const decoded = structuredClone(operation) as unknown as jsonPatch.Operation;
    return jsonPatch.applyOperation(document, decoded, true, true).newDocument;
  } catch (error) {
    const reason = error instanceof jsonPatch.JsonPatchError ? error.name : "the patch does not apply";
    const at = isJsonObject(operation) ? `${stringOf(operation.op)} ${stringOf(operation.path)}` : "";
    throw new ApiError(
      "Invalid",
      `the server rejected our request due to an error in our request: ${reason} (${at})`,
    );
  }
}

/** As the API server, to which an absent member is null: it is how a patch says "only if there is none". */
function isTestOfAbsence(document: unknown, operation: JsonValue): boolean {
  if (!isJsonObject(operation) || operation.op !== "test" || operation.value !== null) return false;
  try {
    return jsonPatch.getValueByPointer(document, stringOf(operation.path) ?? "") === undefined;
  } catch {
    return false;
  }
}

/** A document that is copied into itself doubles each time. */
function copiedBy(document: unknown, operation: JsonValue): number {
  if (!isJsonObject(operation) || operation.op !== "copy") return 0;
  try {
    const copied: unknown = jsonPatch.getValueByPointer(document, stringOf(operation.from) ?? "");
    return (JSON.stringify(copied) ?? "").length;
  } catch {
    // What is not there is the operation's own error.
    return 0;
  }
}
