/** Fetches a text by HTTP from a place that a user has named: every redirect and every address is checked. */
import { lookup as lookupName } from "node:dns";
import { get as getHttp, type IncomingMessage } from "node:http";
import { get as getHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { JwksError } from "./jwks-error.ts";

export interface FetchOptions {
  /** Ends the whole fetch. */
  readonly signal: AbortSignal;
  readonly isAllowedAddress: (ip: string) => boolean;
  /** PEM, instead of the authorities that Node trusts. */
  readonly ca?: string;
}

const MAX_REDIRECTS = 3;
const MAX_DOCUMENT_BYTES = 256 * 1024;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Throws JwksError. */
export async function fetchDocument(url: string, options: FetchOptions): Promise<string> {
  let place = parseUrl(url);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await request(place, options);
    const { statusCode = 0, headers } = response;
    if (!REDIRECTS.has(statusCode) || headers.location === undefined) return readBody(place, response);
    response.destroy();
    const next = parseUrl(headers.location, place);
    if (place.protocol === "https:" && next.protocol !== "https:") {
      throw new JwksError(
        "refused-address",
        `${place.href} redirects to ${next.href}, which is not encrypted`,
      );
    }
    place = next;
  }
  throw new JwksError("fetch-failed", `${url} redirects more than ${MAX_REDIRECTS} times`);
}

function parseUrl(text: string, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  const isHttp = url?.protocol === "https:" || url?.protocol === "http:";
  if (url === null || !isHttp || url.username !== "" || url.password !== "") {
    throw new JwksError("bad-url", `${JSON.stringify(text.slice(0, 256))} is no URL of http or https`);
  }
  return url;
}

async function request(url: URL, { signal, isAllowedAddress, ca }: FetchOptions): Promise<IncomingMessage> {
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (isIP(host) !== 0 && !isAllowedAddress(host)) throw refusedAddress(host);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const get = url.protocol === "https:" ? getHttps : getHttp;
  const headers = { accept: "application/json", "user-agent": "ambit-controller" };
  const trust = ca === undefined ? {} : { ca };
  get(url, { agent: false, headers, signal, lookup: lookupAllowed(isAllowedAddress), ...trust }, resolve).on(
    "error",
    (cause) => reject(failure(url, cause)),
  );
  return promise;
}

/** Checked is what is connected to: a name that is looked up twice may say two things. */
function lookupAllowed(isAllowed: FetchOptions["isAllowedAddress"]): LookupFunction {
  return (hostname, options, callback) => {
    lookupName(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const allowed = found.filter(({ address }) => isAllowed(address));
      const [first] = allowed;
      if (first === undefined) callback(refusedAddress(hostname), []);
      else if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

async function readBody(url: URL, response: IncomingMessage): Promise<string> {
  const { statusCode } = response;
  if (statusCode !== 200) {
    response.destroy();
    throw new JwksError("fetch-failed", `${url.href} answers with status ${statusCode}`);
  }
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response) {
      const bytes = Buffer.from(chunk);
      length += bytes.length;
      if (length > MAX_DOCUMENT_BYTES) break;
      chunks.push(bytes);
    }
  } catch (cause) {
    throw failure(url, cause);
  }
  if (length > MAX_DOCUMENT_BYTES) {
    throw new JwksError("too-long", `${url.href} is longer than ${MAX_DOCUMENT_BYTES} bytes`);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function refusedAddress(host: string): JwksError {
  return new JwksError("refused-address", `${host} is an address of this machine or of its link`);
}

function failure(url: URL, cause: unknown): JwksError {
  if (cause instanceof JwksError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new JwksError("fetch-failed", `${url.href}: ${reason}`, { cause });
}
