/** One scrape's answer: content type by Accept, compression by Accept-Encoding (RFC 9110 section 12.5). */
import { promisify } from "node:util";
import { brotliCompress, constants, deflate, gzip, zstdCompress } from "node:zlib";
import { acceptsOpenMetrics, type MetricsText } from "@ambit/telemetry";
import type { HttpRequest, HttpResponse } from "./http-server.ts";

/** What is served; a `MetricsRegistry` is one. */
export interface MetricsSource {
  render(client: { readonly acceptsOpenMetrics: boolean }): Promise<MetricsText>;
}

/** Content codings this server can apply, the preferred one first among equals. */
const CODINGS = {
  gzip: (text: string) => promisify(gzip)(text),
  // The default quality (11) costs seconds per megabyte; this one is as quick as gzip.
  br: (text: string) => promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  zstd: (text: string) => promisify(zstdCompress)(text),
  deflate: (text: string) => promisify(deflate)(text),
} as const satisfies Record<string, (text: string) => Promise<Uint8Array>>;

type Coding = keyof typeof CODINGS;

/** The metrics as this client takes them. */
export async function metricsResponse(metrics: MetricsSource, request: HttpRequest): Promise<HttpResponse> {
  const accept = request.header("accept");
  return compress(request, await metrics.render({ acceptsOpenMetrics: acceptsOpenMetrics(accept) }));
}

/** The coding of the highest weight; undefined: send it as it is. */
export function chooseCoding(acceptEncoding: string | undefined): Coding | undefined {
  const items = listItems(acceptEncoding);
  const weightOf = (name: string): number | undefined => items.find((item) => item.name === name)?.weight;
  const weights = codingNames().map((coding) => ({ coding, weight: weightOf(coding) ?? weightOf("*") ?? 0 }));
  const best = weights.reduce((a, b) => (b.weight > a.weight ? b : a));
  const identity = weightOf("identity") ?? 0;
  return best.weight > 0 && best.weight >= identity ? best.coding : undefined;
}

async function compress(
  request: HttpRequest,
  { contentType, body: text }: MetricsText,
): Promise<HttpResponse> {
  const headers = { "content-type": contentType, vary: "accept-encoding" };
  const coding = chooseCoding(request.header("accept-encoding"));
  if (coding === undefined) return { status: 200, headers, body: text };
  const body = await CODINGS[coding](text);
  return { status: 200, headers: { ...headers, "content-encoding": coding }, body };
}

interface ListItem {
  readonly name: string;
  readonly weight: number;
}

/** Items of an Accept-like header, lower-case, with their q weight (1 when absent, 0 when unreadable). */
function listItems(header: string | undefined): readonly ListItem[] {
  return (header ?? "").split(",").map((item) => {
    const [name = "", ...parameters] = item.split(";").map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith("q="));
    return { name, weight: quality === undefined ? 1 : parseWeight(quality.slice(2)) };
  });
}

/** RFC 9110 section 12.4.2. */
function parseWeight(text: string): number {
  return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(text) ? Number(text) : 0;
}

function codingNames(): readonly Coding[] {
  return ["gzip", "br", "zstd", "deflate"];
}
