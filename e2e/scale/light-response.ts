/**
 * Reads of a delta response what a simulated client needs, without making an object of every resource: 200 clients
 * with 22,000 resources each are to load the controller and not the machine.
 */
import { Resource } from "@ambit/proto/discovery";
import { Address } from "@ambit/proto/workload";
import protobuf from "protobufjs/minimal.js";

export interface LightResponse {
  readonly typeUrl: string;
  readonly nonce: string;
  readonly bytes: number;
  /** Encoded `Resource` messages. */
  readonly resources: readonly Uint8Array[];
}

/** Field numbers of DeltaDiscoveryResponse. */
const FIELD = { resources: 2, typeUrl: 4, nonce: 5 } as const;
const FIELD_SHIFT = 3;
const WIRE_TYPE_MASK = 7;

export function readResponse(message: Uint8Array): LightResponse {
  const reader = protobuf.Reader.create(message);
  const resources: Uint8Array[] = [];
  let [typeUrl, nonce] = ["", ""];
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    switch (tag >>> FIELD_SHIFT) {
      case FIELD.resources:
        resources.push(reader.bytes());
        break;
      case FIELD.typeUrl:
        typeUrl = reader.string();
        break;
      case FIELD.nonce:
        nonce = reader.string();
        break;
      default:
        reader.skipType(tag & WIRE_TYPE_MASK);
    }
  }
  return { typeUrl, nonce, bytes: message.length, resources };
}

/** The canonical revision of a workload, "" for a service. */
export function readRevision(resource: Uint8Array): string {
  const value = Resource.decode(resource).resource?.value;
  return value === null || value === undefined
    ? ""
    : (Address.decode(value).workload?.canonicalRevision ?? "");
}

export function readVersion(resource: Uint8Array): { readonly name: string; readonly version: string } {
  const { name, version } = Resource.decode(resource);
  return { name: name ?? "", version: version ?? "" };
}
