/** Delta-xDS messages between bytes and the values of `xds`. */
import { DeltaDiscoveryRequest, DeltaDiscoveryResponse } from "@ambit/proto/discovery";
import { decodeStruct, encodeStruct } from "@ambit/proto/struct";
import type { DeltaRequest, DeltaResponse, XdsNode } from "@ambit/xds";
import { splitVersions } from "./version-map.ts";

/** Throws if the bytes are no such message. */
export function decodeDeltaRequest(bytes: Uint8Array): DeltaRequest {
  const { rest, versions } = splitVersions(bytes);
  const message = DeltaDiscoveryRequest.decode(rest);
  const { node, errorDetail } = message;
  return {
    typeUrl: message.typeUrl,
    subscribe: message.resourceNamesSubscribe,
    unsubscribe: message.resourceNamesUnsubscribe,
    initialVersions: versions,
    responseNonce: message.responseNonce,
    ...(node ? { node: { id: node.id ?? "", metadata: decodeStruct(node.metadata) } } : {}),
    ...(errorDetail ? { error: { code: errorDetail.code ?? 0, message: errorDetail.message ?? "" } } : {}),
  };
}

export function encodeDeltaRequest(request: DeltaRequest): Buffer {
  const { node, error } = request;
  const bytes = DeltaDiscoveryRequest.encode({
    typeUrl: request.typeUrl,
    resourceNamesSubscribe: [...request.subscribe],
    resourceNamesUnsubscribe: [...request.unsubscribe],
    initialResourceVersions: Object.fromEntries(request.initialVersions),
    responseNonce: request.responseNonce,
    ...(node ? { node: encodeNode(node) } : {}),
    ...(error ? { errorDetail: { code: error.code, message: error.message } } : {}),
  }).finish();
  return asBuffer(bytes);
}

/** Payloads are views of `bytes`. The type of each Any is not looked at: the response's counts. Throws as above. */
export function decodeDeltaResponse(bytes: Uint8Array): DeltaResponse {
  const message = DeltaDiscoveryResponse.decode(bytes);
  return {
    typeUrl: message.typeUrl,
    nonce: message.nonce,
    systemVersion: message.systemVersionInfo,
    removed: message.removedResources,
    hasAliases: true,
    resources: message.resources.map(({ name, version, aliases, resource }) => ({
      name: name ?? "",
      version: version ?? "",
      aliases: aliases ?? [],
      payload: resource?.value ?? new Uint8Array(),
    })),
  };
}

/** The same bytes, as gRPC wants them. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function encodeNode({ id, metadata }: XdsNode): { id: string; metadata: ReturnType<typeof encodeStruct> } {
  return { id, metadata: encodeStruct(metadata) };
}
