/** What the control plane sends to proxies, and proxies to it. */
import { type MeshResource, ModelError } from "@ambit/model";
import { decodeAddress, decodeAuthorization, SharedValues } from "@ambit/model/proto";
import { encodeResource } from "@ambit/model/testing";
import { DeltaDiscoveryRequest, DeltaDiscoveryResponse } from "@ambit/proto/discovery";
import { parseXdsNodeId } from "@ambit/xds";
import fc from "fast-check";
import { meshMessage } from "../../../e2e/fuzz/arbitraries.ts";
import { anyResources } from "../../../packages/model/src/testing/arbitraries.ts";
import { decodeDeltaRequest, decodeDeltaResponse } from "../../../packages/xds-grpc/src/delta-codec.ts";
import { bytesOf, type FuzzTarget, refuses, textOf } from "../fuzz-target.ts";

const payloadOf = (resource: MeshResource): Uint8Array => encodeResource(resource).payload;
const payloads = (isPolicy: boolean): readonly Uint8Array[] =>
  fc
    .sample(anyResources(), { seed: 1, numRuns: 30 })
    .flat()
    .filter(({ kind }) => (kind === "policy") === isPolicy)
    .map(payloadOf);

const text = fc.oneof(fc.constantFrom("", "a", "ns/host"), fc.string({ maxLength: 20 }));
const texts = fc.array(text, { maxLength: 4 });
const request = fc
  .record({
    typeUrl: text,
    responseNonce: text,
    resourceNamesSubscribe: texts,
    resourceNamesUnsubscribe: texts,
    initialResourceVersions: fc.dictionary(text, text, { maxKeys: 4 }),
    node: fc.record({ id: text, metadata: fc.constant(undefined) }),
  })
  .map(({ node, ...fields }) => DeltaDiscoveryRequest.encode({ ...fields, node: { id: node.id } }).finish());
const response = fc
  .record({
    typeUrl: text,
    nonce: text,
    removedResources: texts,
    resources: fc.array(
      fc.record({
        name: text,
        version: text,
        aliases: texts,
        resource: fc.record({
          typeUrl: text,
          value: fc.oneof(meshMessage, fc.uint8Array({ maxLength: 30 })),
        }),
      }),
      { maxLength: 4 },
    ),
  })
  .map((fields) => DeltaDiscoveryResponse.encode(fields).finish());
const NODE_IDS = [
  "ztunnel~10.0.0.1~ztunnel-x.istio-system~istio-system.svc.cluster.local",
  "waypoint~~a.b~c",
];

export const XDS_TARGETS: readonly FuzzTarget[] = [
  {
    name: "xds-address",
    corpus: payloads(false),
    structured: meshMessage,
    run: (input) => decodeTwice(input, decodeAddress),
  },
  {
    name: "xds-authorization",
    corpus: payloads(true),
    structured: meshMessage,
    run: (input) => decodeTwice(input, decodeAuthorization),
  },
  {
    name: "xds-request",
    corpus: fc.sample(request, { seed: 1, numRuns: 30 }),
    structured: fc.oneof(request, meshMessage),
    run: readRequest,
  },
  {
    name: "xds-response",
    corpus: fc.sample(response, { seed: 1, numRuns: 30 }),
    structured: fc.oneof(response, meshMessage),
    // Whoever reads from gRPC takes any error for a message that is none.
    run: (input) => refuses([Error], () => decodeDeltaResponse(input)),
  },
  {
    name: "xds-node",
    corpus: NODE_IDS.map(bytesOf),
    structured: fc
      .array(fc.oneof(fc.constantFrom("~", ".", "ztunnel"), fc.string({ maxLength: 6 })), { maxLength: 12 })
      .map((parts) => bytesOf(parts.join(""))),
    run: (input) => void parseXdsNodeId(textOf(input)),
  },
];

/** Alone and with values shared, a resource is the same; what it is does not depend on what was read before. */
function decodeTwice(
  input: Uint8Array,
  decode: (payload: Uint8Array, shared?: SharedValues) => { readonly resource: MeshResource },
): void {
  refuses([ModelError], () => {
    const alone = decode(input);
    const shared = new SharedValues();
    decode(input, shared);
    const again = decode(input, shared);
    if (shownResource(alone.resource) !== shownResource(again.resource)) throw new Error("another resource");
  });
}

function shownResource(resource: MeshResource): string {
  return JSON.stringify(resource, (_, value: unknown) =>
    value instanceof Map || value instanceof Set ? [...value] : value,
  );
}

/** Versions are read by hand: the generated code finds the same, where it finds any (it is stricter). */
function readRequest(input: Uint8Array): void {
  let versions: ReadonlyMap<string, string> | undefined;
  let reference: readonly string[] = [];
  refuses([Error], () => {
    versions = decodeDeltaRequest(input).initialVersions;
  });
  if (versions === undefined) return;
  refuses([Error], () => {
    reference = Object.keys(DeltaDiscoveryRequest.decode(input).initialResourceVersions);
  });
  const missing = reference.filter((name) => versions?.has(name) !== true);
  if (missing.length > 0) throw new Error(`the version of ${JSON.stringify(missing)} is missing`);
}
