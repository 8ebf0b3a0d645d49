/** Pods made by a template, and names that follow from one. */
import { type JsonObject, type JsonValue, objectOf } from "@ambit/kube-objects/json";
import type { ClusterKind } from "../objects/cluster-kinds.ts";
import { apiVersionOf, CLUSTER_KINDS } from "../objects/cluster-kinds.ts";
import type { Meta, TextMap } from "../objects/object-meta.ts";
import { type Action, createObject } from "./controller.ts";

/** Where a pod differs from its template. */
export interface PodDetails {
  /** A fixed name, or the beginning of one that the server completes. */
  readonly name: { readonly name: string } | { readonly generateName: string };
  readonly labels?: TextMap;
  readonly annotations?: TextMap;
  /** Over the template's. */
  readonly spec?: JsonObject;
}

/** A pod that belongs to its maker and goes with it. */
export function createPod(
  template: JsonObject,
  maker: { readonly kind: ClusterKind; readonly meta: Meta },
  details: PodDetails,
): Action {
  const metadata = objectOf(template.metadata);
  return createObject("pods", maker.meta.namespace, {
    metadata: {
      ...details.name,
      labels: { ...objectOf(metadata.labels), ...details.labels },
      annotations: { ...objectOf(metadata.annotations), ...details.annotations },
      ownerReferences: [ownerReference(maker.kind, maker.meta)],
    },
    spec: { ...objectOf(template.spec), ...details.spec },
  });
}

export function ownerReference(kind: ClusterKind, { name, uid }: Meta): JsonObject {
  return {
    apiVersion: apiVersionOf(kind),
    kind: CLUSTER_KINDS[kind].kind,
    name,
    uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** No vowels and nothing that looks like another character, as Kubernetes' own. */
const ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

/** Ten characters that are the same for equal values, whatever the order of their keys. */
export function hashOf(value: JsonValue): string {
  const text = canonicalText(value);
  return `${encode(fnv1a(text, 0x811c9dc5))}${encode(fnv1a(text, 0x01000193))}`;
}

function canonicalText(value: JsonValue): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

/** 32 bits of FNV-1a. */
function fnv1a(text: string, seed: number): number {
  let hash = seed;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

function encode(hash: number): string {
  let rest = hash;
  return Array.from({ length: 5 }, () => {
    const char = ALPHABET.charAt(rest % ALPHABET.length);
    rest = Math.floor(rest / ALPHABET.length);
    return char;
  }).join("");
}
