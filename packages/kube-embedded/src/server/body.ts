/** Bodies of requests: read up to a bound, then decoded from JSON or YAML. */
import type { IncomingMessage } from "node:http";
import { ApiError, badRequest } from "@ambit/kube-objects";
import type { JsonValue } from "@ambit/kube-objects/json";
import { parse as parseYaml } from "yaml";
import { decodeProtobuf, PROTOBUF_TYPE } from "./protobuf-body.ts";

/** Throws ApiError "RequestEntityTooLarge". */
export function readBody(incoming: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  incoming.on("data", (chunk: Uint8Array) => {
    bytes += chunk.byteLength;
    // The rest is read and dropped: a client that is still sending would not see the answer otherwise.
    if (bytes <= maxBytes) chunks.push(chunk);
    else reject(new ApiError("RequestEntityTooLarge", `Request entity too large: limit is ${maxBytes}`));
  });
  incoming.once("end", () => resolve(Buffer.concat(chunks)));
  const broken = (): void => {
    if (!incoming.complete) reject(badRequest("the body of the request does not end"));
  };
  incoming.once("error", broken);
  incoming.once("close", broken);
  return promise;
}

/** Throws ApiError "BadRequest", or "UnsupportedMediaType" for what is neither JSON nor YAML. */
export function decodeBody(bytes: Uint8Array, mediaType: string): JsonValue {
  if (mediaType === PROTOBUF_TYPE) return decodeProtobuf(bytes);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  if (mediaType === "application/yaml" || mediaType.endsWith("+yaml")) return decodeYaml(text);
  if (mediaType !== "" && mediaType !== "application/json" && !mediaType.endsWith("+json")) {
    throw new ApiError(
      "UnsupportedMediaType",
      `the body of the request was in an unknown format - accepted media types include: application/json, application/yaml (not ${mediaType})`,
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badRequest(`the body is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The type alone, without its parameters. */
export function mediaTypeOf(contentType: string): string {
  return (contentType.split(";")[0] ?? "").trim().toLowerCase();
}

function decodeYaml(text: string): JsonValue {
  try {
    // Aliases are not expanded without bound, and dates stay text.
    return parseYaml(text, { schema: "core", maxAliasCount: 100 });
  } catch (error) {
    throw badRequest(`the body is not YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
}
