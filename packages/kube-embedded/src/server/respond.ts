/** Answers on the wire. */
import type { ServerResponse } from "node:http";
import { ApiError, encodeStatus } from "@ambit/kube-objects";
import type { ApiAnswer } from "./api-request.ts";

/** Writes a whole answer. */
export function writeAnswer(
  response: ServerResponse,
  answer: Exclude<ApiAnswer, { readonly kind: "watch" }>,
): void {
  if (response.destroyed || response.headersSent) return;
  const [text, contentType] =
    answer.kind === "text"
      ? [answer.text, "text/plain"]
      : [`${JSON.stringify(answer.body)}\n`, answer.contentType ?? "application/json"];
  response.writeHead(answer.status, {
    "content-type": contentType,
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-cache, private",
    ...(answer.kind === "document" ? answer.headers : {}),
  });
  response.end(text);
}

/** Writes a failure as a Status; whatever is not an ApiError is a mistake of the server's. */
export function writeError(response: ServerResponse, error: unknown): void {
  const failure =
    error instanceof ApiError
      ? error
      : new ApiError(
          "InternalError",
          `Internal error occurred: ${error instanceof Error ? error.message : String(error)}`,
        );
  const retryAfter = failure.details?.retryAfterSeconds;
  writeAnswer(response, {
    kind: "document",
    status: failure.httpStatus,
    body: encodeStatus(failure),
    headers: {
      ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
      // What is left of a body that is too large is nobody's next request.
      ...(failure.code === "RequestEntityTooLarge" ? { connection: "close" } : {}),
    },
  });
}
