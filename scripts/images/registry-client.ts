/**
 * Puts content into a registry (OCI distribution specification 1.1). What a registry has already is not sent again; what
 * can be repeated is, a few times. Everything is checked by its digest.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { digestOf } from "./layer.ts";
import { type Blob, type Descriptor, encodeReferrers, type ImageContent, INDEX_TYPE } from "./oci.ts";

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface RegistryOptions {
  /** Host, with a port where it is not 443. */
  readonly registry: string;
  /** Plain HTTP, for a registry on this machine. */
  readonly isPlain: boolean;
  readonly credentials: Credentials | undefined;
  /** First pause before a repeated request; each further one is twice as long. */
  readonly retryPauseMs?: number;
}

interface Request {
  readonly method: "GET" | "HEAD" | "POST" | "PUT";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

const ATTEMPTS = 4;
const RETRY_PAUSE_MS = 500;
/** A layer of some 40 MB over a slow line. */
const REQUEST_TIMEOUT_MS = 600_000;
/** Of what a registry said, for an error. */
const SHOWN_CHARS = 300;

export class RegistryClient {
  readonly #options: RegistryOptions;
  readonly #origin: string;
  /** Value of the header, by repository. */
  readonly #authorizations = new Map<string, string>();
  /** A repository that has it, by digest: all images share their lowest layer. */
  readonly #homes = new Map<string, string>();

  constructor(options: RegistryOptions) {
    this.#options = options;
    this.#origin = `${options.isPlain ? "http" : "https"}://${options.registry}`;
  }

  /** Sends an image, its manifest last, under its digest. */
  async pushImage(repository: string, { manifest, config, layers }: ImageContent): Promise<void> {
    for (const blob of [...layers, config]) await this.#pushBlob(repository, blob);
    await this.pushManifest(repository, manifest);
  }

  /** Sends a manifest or an index whose parts are there, under its digest or a tag. */
  async pushManifest(repository: string, { descriptor, bytes }: Blob, tag?: string): Promise<void> {
    const path = `${repository}/manifests/${tag ?? descriptor.digest}`;
    const headers = { "content-type": descriptor.mediaType };
    const answer = await this.#send(repository, path, { method: "PUT", headers, body: bytes });
    await requireStatus(answer, [201], `PUT ${path}`);
    const digest = answer.headers.get("docker-content-digest");
    if (digest !== null && digest !== descriptor.digest) {
      throw new Error(`${path} was stored as ${digest}, and is ${descriptor.digest}`);
    }
  }

  /** Sends what belongs to an image. A registry without a list of such things gets one, under the tag for that. */
  async pushReferrer(repository: string, subject: Descriptor, referrer: ImageContent): Promise<void> {
    for (const blob of [...referrer.layers, referrer.config]) await this.#pushBlob(repository, blob);
    const { descriptor, bytes } = referrer.manifest;
    const path = `${repository}/manifests/${descriptor.digest}`;
    const headers = { "content-type": descriptor.mediaType };
    const answer = await this.#send(repository, path, { method: "PUT", headers, body: bytes });
    await requireStatus(answer, [201], `PUT ${path}`);
    if (answer.headers.has("oci-subject")) return;
    const tag = subject.digest.replace(":", "-");
    const known = await this.#listedReferrers(repository, tag);
    if (known.some(({ digest }) => digest === descriptor.digest)) return;
    await this.pushManifest(repository, encodeReferrers([...known, descriptor]), tag);
  }

  async #listedReferrers(repository: string, tag: string): Promise<readonly Descriptor[]> {
    const path = `${repository}/manifests/${tag}`;
    const answer = await this.#send(repository, path, { method: "GET", headers: { accept: INDEX_TYPE } });
    if (answer.status === 404) return [];
    await requireStatus(answer, [200], `GET ${path}`);
    const { manifests } = (await answer.json()) as { readonly manifests?: readonly Descriptor[] };
    return manifests ?? [];
  }

  async #pushBlob(repository: string, { descriptor, bytes }: Blob): Promise<void> {
    const { digest } = descriptor;
    if (digestOf(bytes) !== digest) throw new Error(`content of ${digest} is something else`);
    const found = await this.#send(repository, `${repository}/blobs/${digest}`, { method: "HEAD" });
    const home = this.#homes.get(digest) ?? repository;
    this.#homes.set(digest, repository);
    if (found.status === 200) return;
    // A registry that does not take it from there begins an upload.
    const query = home === repository ? "" : `?mount=${digest}&from=${home}`;
    const opened = await this.#send(repository, `${repository}/blobs/uploads/${query}`, { method: "POST" });
    if (opened.status === 201) return;
    await requireStatus(opened, [202], `POST ${repository}/blobs/uploads/`);
    const location = opened.headers.get("location");
    if (location === null) throw new Error(`${this.#options.registry} does not say where ${digest} goes`);
    const target = new URL(location, this.#origin);
    target.searchParams.set("digest", digest);
    const headers = { "content-type": "application/octet-stream" };
    const answer = await this.#send(repository, target, { method: "PUT", headers, body: bytes });
    await requireStatus(answer, [201], `PUT ${digest}`);
  }

  /** With authorization as the registry asks for it, and again where that may help. */
  async #send(repository: string, path: string | URL, request: Request): Promise<Response> {
    const url = typeof path === "string" ? new URL(`/v2/${path}`, this.#origin) : path;
    let pauseMs = this.#options.retryPauseMs ?? RETRY_PAUSE_MS;
    let mayAuthorize = true;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#sendOnce(repository, url, request).catch((cause: unknown) => {
        if (attempt === ATTEMPTS) throw new Error(`${request.method} ${url.host}: no answer`, { cause });
        return undefined;
      });
      const challenge = answer?.status === 401 ? answer.headers.get("www-authenticate") : null;
      if (challenge !== null && mayAuthorize) {
        mayAuthorize = false;
        await answer?.body?.cancel();
        this.#authorizations.set(repository, await this.#authorize(challenge, repository));
        continue;
      }
      const isTransient = answer === undefined || answer.status === 429 || answer.status >= 500;
      if (answer !== undefined && (!isTransient || attempt === ATTEMPTS)) return answer;
      await answer?.body?.cancel();
      await sleep(pauseMs);
      pauseMs *= 2;
    }
  }

  async #sendOnce(repository: string, url: URL, { method, headers, body }: Request): Promise<Response> {
    // An upload may lead to a store elsewhere, which is not to see the token.
    const authorization = url.origin === this.#origin ? this.#authorizations.get(repository) : undefined;
    return fetch(url, {
      method,
      headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) },
      ...(body === undefined ? {} : { body: new Uint8Array(body) }),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
  }

  /** The header's value. `Bearer` has a token fetched for this repository; `Basic` is the credentials themselves. */
  async #authorize(challenge: string, repository: string): Promise<string> {
    const { credentials, registry } = this.#options;
    const basic =
      credentials === undefined
        ? undefined
        : `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64")}`;
    const { scheme, parameters } = parseChallenge(challenge);
    if (scheme === "basic") {
      if (basic === undefined) throw new Error(`${registry} asks for credentials, and there are none`);
      return basic;
    }
    const realm = parameters.get("realm");
    if (scheme !== "bearer" || realm === undefined) throw new Error(`${registry} asks for ${challenge}`);
    const url = new URL(realm);
    if (url.protocol !== "https:" && !this.#options.isPlain) {
      throw new Error(`${registry} wants credentials sent to ${url.origin} without TLS`);
    }
    const service = parameters.get("service");
    if (service !== undefined) url.searchParams.set("service", service);
    url.searchParams.set("scope", parameters.get("scope") ?? `repository:${repository}:pull,push`);
    const answer = await fetch(url, {
      headers: basic === undefined ? {} : { authorization: basic },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    await requireStatus(answer, [200], `a token of ${url.host}`);
    const { token, access_token } = (await answer.json()) as { token?: string; access_token?: string };
    const value = token ?? access_token;
    if (value === undefined) throw new Error(`${url.host} gives no token`);
    return `Bearer ${value}`;
  }
}

/** `Bearer realm="https://auth.example/token",service="registry"` in parts. */
export function parseChallenge(challenge: string): {
  readonly scheme: string;
  readonly parameters: ReadonlyMap<string, string>;
} {
  const [scheme = "", rest = ""] = challenge.split(/ (.*)/s);
  const parameters = [...rest.matchAll(/([a-z_]+)="([^"]*)"/gi)].map(
    ([, name = "", value = ""]) => [name.toLowerCase(), value] as const,
  );
  return { scheme: scheme.toLowerCase(), parameters: new Map(parameters) };
}

async function requireStatus(answer: Response, accepted: readonly number[], what: string): Promise<void> {
  if (accepted.includes(answer.status)) return;
  const said = (await answer.text()).slice(0, SHOWN_CHARS).trim();
  throw new Error(`${what}: ${answer.status} ${answer.statusText}${said === "" ? "" : `: ${said}`}`);
}
