/** Objects of YAML texts, each with the place where it stands. */
import { type Document, isMap, LineCounter, parseAllDocuments } from "yaml";

/** One object of a file. */
export interface Manifest {
  /** `file:line`. */
  readonly place: string;
  readonly group: string;
  readonly kind: string;
  /** `ns/name`, or the name alone. */
  readonly key: string;
  readonly object: Readonly<Record<string, unknown>>;
}

/** A part of a file that is no object. */
export interface UnreadableManifest {
  readonly place: string;
  readonly reason: string;
}

/** A file, by the name to show. */
export interface ManifestText {
  readonly file: string;
  readonly text: string;
}

const MOST_ALIASES = 100;

/** Lists are taken apart. Objects that name no namespace are in `namespace`. */
export function readManifests(
  { file, text }: ManifestText,
  namespace: string,
): { readonly manifests: readonly Manifest[]; readonly unreadable: readonly UnreadableManifest[] } {
  const lines = new LineCounter();
  const manifests: Manifest[] = [];
  const unreadable: UnreadableManifest[] = [];
  for (const document of parseAllDocuments(text, { lineCounter: lines, logLevel: "error" })) {
    const place = `${file}:${lines.linePos(startOf(document)).line}`;
    const [error] = document.errors;
    if (error !== undefined) {
      const [first = ""] = error.message.split("\n");
      unreadable.push({ place: `${file}:${lines.linePos(error.pos[0]).line}`, reason: first });
      continue;
    }
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    if (value === null || value === undefined) continue;
    const found = itemsOf(value).map((item) => manifestOf(item, place, namespace));
    manifests.push(...found.flatMap((manifest) => manifest ?? []));
    if (found.includes(undefined))
      unreadable.push({ place, reason: "an object needs apiVersion, kind and metadata.name" });
  }
  return { manifests, unreadable };
}

function startOf(document: Document): number {
  const { contents } = document;
  return isMap(contents) ? (contents.range?.[0] ?? 0) : (document.range?.[0] ?? 0);
}

function itemsOf(value: unknown): readonly unknown[] {
  const { kind, items } = recordOf(value);
  return kind === "List" && Array.isArray(items) ? items : [value];
}

function manifestOf(value: unknown, place: string, ownNamespace: string): Manifest | undefined {
  const object = recordOf(value);
  const { apiVersion, kind } = object;
  const metadata = recordOf(object["metadata"]);
  const name = metadata["name"] ?? metadata["generateName"];
  if (typeof apiVersion !== "string" || typeof kind !== "string" || typeof name !== "string")
    return undefined;
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
  const isOfCluster = OF_CLUSTER.has(`${group}/${kind}`);
  const namespace = typeof metadata["namespace"] === "string" ? metadata["namespace"] : ownNamespace;
  const placed = isOfCluster ? { ...metadata, name } : { ...metadata, name, namespace };
  return {
    place,
    group,
    kind,
    key: isOfCluster ? name : `${namespace}/${name}`,
    object: { ...object, metadata: placed },
  };
}

/** Of the kinds that are looked at. */
const OF_CLUSTER: ReadonlySet<string> = new Set([
  "/Namespace",
  "/Node",
  "gateway.networking.k8s.io/GatewayClass",
]);

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
