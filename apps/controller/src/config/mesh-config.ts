/**
 * The mesh configuration (Istio's MeshConfig) as far as the ambient control plane goes by it. Other keys are for
 * components that this program does not have, and are ignored.
 */
import { parse } from "yaml";
import { type LabelSelector, readLabelSelector } from "../objects/label-selector.ts";
import type { ObjectProblem } from "../objects/object-problem.ts";
import { ObjectReader } from "../objects/object-reader.ts";

export interface MeshConfig {
  readonly trustDomain: string;
  /** Policies and PeerAuthentications of this namespace are for the whole mesh. */
  readonly rootNamespace: string;
  /** Namespaces that match one of these exist for the mesh; all do when there is none. */
  readonly discoverySelectors: readonly LabelSelector[];
  /** Undefined: visibility is not configured, and no object is told about it. */
  readonly serviceEntryVisibility: ServiceEntryVisibilityConfig | undefined;
}

export type Visibility = "PUBLIC" | "NAMESPACE" | "NONE";

/** From which namespaces ServiceEntries can be reached. */
export interface ServiceEntryVisibilityConfig {
  readonly defaultVisibility: Visibility;
  /** The first whose rules all match the namespace of the ServiceEntry decides. */
  readonly policies: readonly VisibilityPolicy[];
}

export interface VisibilityPolicy {
  readonly visibility: Visibility;
  readonly namespaceSelectors: readonly LabelSelector[];
}

/** What was read, and what of it could not be used. */
export interface MeshConfigResult {
  readonly config: MeshConfig;
  readonly problems: readonly ObjectProblem[];
}

/** What holds where the configuration says nothing. */
export const DEFAULT_MESH_CONFIG: MeshConfig = {
  trustDomain: "cluster.local",
  rootNamespace: "istio-system",
  discoverySelectors: [],
  serviceEntryVisibility: undefined,
};

/** Istio's rule for trust domains, and what fits into a certificate. */
const TRUST_DOMAIN = /^[a-z0-9]([a-z0-9._-]{0,251}[a-z0-9])?$/;
const NAMESPACE = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const VISIBILITIES = ["PUBLIC", "NAMESPACE", "NONE", "VISIBILITY_UNSPECIFIED", "UNSPECIFIED"] as const;

/** Reads YAML or JSON; empty text is the default. Whatever cannot be used is a problem and keeps its default. */
export function readMeshConfig(text: string): MeshConfigResult {
  let value: unknown;
  try {
    // The alias limit of the library stays on, so nested anchors cannot blow up; warnings do not go to the console.
    value = parse(text, { logLevel: "error" });
  } catch (error) {
    const [firstLine = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    return {
      config: DEFAULT_MESH_CONFIG,
      problems: [{ path: "", reason: `the text is not YAML: ${firstLine}` }],
    };
  }
  const reader = new ObjectReader(value);
  const config: MeshConfig = {
    trustDomain: readName(reader.field("trustDomain"), TRUST_DOMAIN) ?? DEFAULT_MESH_CONFIG.trustDomain,
    rootNamespace: readName(reader.field("rootNamespace"), NAMESPACE) ?? DEFAULT_MESH_CONFIG.rootNamespace,
    discoverySelectors: reader
      .field("discoverySelectors")
      .list()
      .map(readLabelSelector)
      .filter((selector) => selector !== undefined),
    serviceEntryVisibility: readVisibility(reader.field("serviceEntryVisibility")),
  };
  return { config, problems: reader.problems };
}

function readName(reader: ObjectReader, form: RegExp): string | undefined {
  const text = reader.text();
  if (text === undefined || text === "") return undefined;
  return form.test(text)
    ? text
    : reader.report(`expected a name, found ${JSON.stringify(text.slice(0, 80))}`);
}

function readVisibility(reader: ObjectReader): ServiceEntryVisibilityConfig | undefined {
  if (!reader.isPresent) return undefined;
  return {
    defaultVisibility: visibilityOf(reader.field("defaultVisibility")),
    policies: reader.field("policies").list().map(readPolicy),
  };
}

function readPolicy(reader: ObjectReader): VisibilityPolicy {
  const selectors = reader
    .field("matchingRules")
    .list()
    .map((rule) => readLabelSelector(rule.field("namespaceSelector")))
    .filter((selector) => selector !== undefined);
  return { visibility: visibilityOf(reader.field("visibility")), namespaceSelectors: selectors };
}

/** What is not said is public. */
function visibilityOf(reader: ObjectReader): Visibility {
  const word = reader.word(...VISIBILITIES);
  return word === "NAMESPACE" || word === "NONE" ? word : "PUBLIC";
}
