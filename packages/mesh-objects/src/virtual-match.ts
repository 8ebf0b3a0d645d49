/** What a route of a VirtualService asks for. A match that cannot be read in full is left out: it takes nothing. */
import type { ObjectReader } from "./object-reader.ts";

/** Istio's StringMatch. */
export type VirtualText = { readonly kind: "exact" | "prefix" | "regex"; readonly value: string };

/** A header or query parameter, and what it has to be. */
export interface VirtualPart {
  readonly name: string;
  /** `undefined`: it is there. */
  readonly text: VirtualText | undefined;
}

/** What an HTTP route of a VirtualService takes: all that is there has to agree. */
export interface VirtualMatch {
  readonly uri: VirtualText | undefined;
  readonly ignoresUriCase: boolean;
  readonly scheme: VirtualText | undefined;
  readonly method: VirtualText | undefined;
  readonly authority: VirtualText | undefined;
  /** Names in lower case, but for those of claims. */
  readonly headers: readonly VirtualPart[];
  readonly withoutHeaders: readonly VirtualPart[];
  readonly query: readonly VirtualPart[];
  readonly port: number | undefined;
  readonly sourceNamespace: string | undefined;
  readonly gateways: readonly string[];
}

/** One that asks for labels of the client is left out too: a waypoint does not know them. */
export function readVirtualMatch(reader: ObjectReader): readonly VirtualMatch[] {
  const before = reader.problemCount;
  if (Object.keys(reader.field("sourceLabels").textMap()).length > 0) {
    reader.field("sourceLabels").report("waypoints do not know the labels of clients: the match is left out");
  }
  const match: VirtualMatch = {
    uri: findText(reader.field("uri")),
    ignoresUriCase: reader.field("ignoreUriCase").boolean() ?? false,
    scheme: findText(reader.field("scheme")),
    method: findText(reader.field("method")),
    authority: findText(reader.field("authority")),
    headers: readParts(reader.field("headers"), true),
    withoutHeaders: readParts(reader.field("withoutHeaders"), true),
    query: readParts(reader.field("queryParams"), false),
    port: reader.field("port").integer(1, 0xffff),
    sourceNamespace: reader.field("sourceNamespace").text() || undefined,
    gateways: reader.field("gateways").texts(),
  };
  return reader.problemCount === before ? [match] : [];
}

/** None for an object that is empty. */
export function readVirtualText(reader: ObjectReader): readonly VirtualText[] {
  const text = findText(reader);
  return text === undefined ? [] : [text];
}

function findText(reader: ObjectReader): VirtualText | undefined {
  for (const kind of ["exact", "prefix", "regex"] as const) {
    const value = reader.field(kind).text();
    if (value !== undefined) return { kind, value };
  }
  return undefined;
}

function readParts(reader: ObjectReader, isHeader: boolean): readonly VirtualPart[] {
  return reader.entries().map(([name, item]) => {
    const text = findText(item);
    const isPresence = text === undefined || (text.kind === "regex" && text.value === "*");
    return {
      name: isHeader && !name.startsWith("@") ? name.toLowerCase() : name,
      text: isPresence || (!isHeader && text.value === "") ? undefined : text,
    };
  });
}
