/**
 * From the bytes of one xDS resource to a domain value. Each resource stands alone: a bad one is an error that says
 * which field, and the others of its push are none the worse.
 */
import { decodeWithUnknowns } from "@ambit/proto/authorization";
import { Address } from "@ambit/proto/workload";
import type { MeshResource } from "../mesh-batch.ts";
import { ModelError } from "../model-error.ts";
import { decodePolicy } from "./decode-policy.ts";
import { decodeService } from "./decode-service.ts";
import { decodeWorkload } from "./decode-workload.ts";
import { SharedValues } from "./shared-values.ts";

/** A resource that is used, and what of it could not be: each sentence is for a log. */
export interface DecodedResource {
  readonly resource: MeshResource;
  readonly warnings: readonly string[];
}

/** An `istio.workload.Address`; the resources of one push share their values. Throws ModelError "invalid-resource". */
export function decodeAddress(payload: Uint8Array, shared = new SharedValues()): DecodedResource {
  const address = decodeMessage(() => Address.decode(payload));
  // Of a oneof that is there twice, the later one counts.
  const { type, workload, service } = address;
  if (type === "workload" && workload) return { resource: decodeWorkload(workload, shared), warnings: [] };
  if (type === "service" && service) return { resource: decodeService(service), warnings: [] };
  throw new ModelError("invalid-resource", "address is neither a workload nor a service");
}

/** An `istio.security.Authorization`. Throws ModelError "invalid-resource". */
export function decodeAuthorization(payload: Uint8Array): DecodedResource {
  const message = decodeMessage(() => decodeWithUnknowns(payload));
  const { policy, warnings } = decodePolicy(message);
  return { resource: { kind: "policy", policy }, warnings };
}

function decodeMessage<T>(decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : "unreadable";
    throw new ModelError("invalid-resource", `not a message of this type: ${reason}`, { cause });
  }
}
