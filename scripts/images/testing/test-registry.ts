/** A registry in memory, on loopback: as much of the OCI distribution specification as a push needs, strict about it. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { digestOf } from "../layer.ts";

export interface TestRegistryOptions {
  /** Asks for a token, which these credentials get. */
  readonly login?: { readonly username: string; readonly password: string };
  /** Whether it keeps what refers to an image itself. */
  readonly hasReferrers?: boolean;
  /** Whether it takes content from another repository of its own. */
  readonly canMount?: boolean;
  /** How many requests it fails with 503 before it works. */
  readonly failures?: number;
}

interface Manifest {
  readonly mediaType: string;
  readonly bytes: Buffer;
}

interface Content {
  readonly config?: { readonly digest: string };
  readonly layers?: readonly { readonly digest: string }[];
  readonly manifests?: readonly { readonly digest: string }[];
  readonly subject?: { readonly digest: string };
}

const TOKEN = "a-token";

export class TestRegistry implements AsyncDisposable {
  /** By repository and digest. */
  readonly blobs = new Map<string, Buffer>();
  /** By repository and digest or tag. */
  readonly manifests = new Map<string, Manifest>();
  /** Method and path. */
  readonly requests: string[] = [];
  readonly #options: TestRegistryOptions;
  readonly #server: Server;
  #failures: number;

  private constructor(options: TestRegistryOptions) {
    this.#options = options;
    this.#failures = options.failures ?? 0;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async open(options: TestRegistryOptions = {}): Promise<TestRegistry> {
    const registry = new TestRegistry(options);
    registry.#server.listen(0, "127.0.0.1");
    await once(registry.#server, "listening");
    return registry;
  }

  /** As it is written in names of images. */
  get host(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `127.0.0.1:${port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const { method = "", headers } = request;
    const url = new URL(request.url ?? "", `http://${this.host}`);
    this.requests.push(`${method} ${url.pathname}`);
    const end = (
      status: number,
      fields: Record<string, string> = {},
      content?: Uint8Array | string,
    ): void => {
      response.writeHead(status, fields).end(content);
    };
    if (this.#failures > 0) {
      this.#failures -= 1;
      return end(503);
    }
    if (url.pathname === "/token") return this.#giveToken(headers.authorization, url, end);
    if (this.#options.login !== undefined && headers.authorization !== `Bearer ${TOKEN}`) {
      const realm = `Bearer realm="http://${this.host}/token",service="test"`;
      return end(401, { "www-authenticate": realm });
    }
    const [, repository = "", kind, name = ""] =
      /^\/v2\/(.+)\/(blobs|manifests)\/(.+)$/.exec(url.pathname.replace(/\/uploads\/$/, "/uploads")) ?? [];
    if (kind === "blobs") return this.#answerBlob({ method, repository, name, url, body }, end);
    if (kind === "manifests")
      return this.#answerManifest({ method, repository, name, url, body }, headers, end);
    return end(404);
  }

  #giveToken(authorization: string | undefined, url: URL, end: End): void {
    const { username, password } = this.#options.login ?? { username: "", password: "" };
    const expected = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
    const isAsked = url.searchParams.get("service") === "test" && url.searchParams.has("scope");
    if (authorization !== expected || !isAsked) end(403, {}, "who are you?");
    else end(200, { "content-type": "application/json" }, JSON.stringify({ token: TOKEN }));
  }

  #answerBlob({ method, repository, name, url, body }: Call, end: End): void {
    const key = `${repository} ${name}`;
    if (method === "HEAD") return end(this.blobs.has(key) ? 200 : 404);
    if (method === "POST" && name === "uploads") {
      const mounted = this.blobs.get(`${url.searchParams.get("from")} ${url.searchParams.get("mount")}`);
      if (mounted !== undefined && this.#options.canMount === true) {
        this.blobs.set(`${repository} ${url.searchParams.get("mount")}`, mounted);
        return end(201);
      }
      return end(202, { location: `/v2/${repository}/blobs/upload-1?state=x` });
    }
    const digest = url.searchParams.get("digest") ?? "";
    const isExpected = method === "PUT" && url.searchParams.get("state") === "x";
    if (!isExpected || digest !== digestOf(body)) return end(400, {}, "digest invalid");
    this.blobs.set(`${repository} ${digest}`, body);
    return end(201);
  }

  #answerManifest({ method, repository, name, body }: Call, headers: Headers, end: End): void {
    const key = `${repository} ${name}`;
    if (method === "GET") {
      const found = this.manifests.get(key);
      return found === undefined ? end(404) : end(200, { "content-type": found.mediaType }, found.bytes);
    }
    const { config, layers = [], manifests = [], subject } = JSON.parse(body.toString()) as Content;
    const missing = [...layers, ...(config === undefined ? [] : [config])].find(
      ({ digest }) => !this.blobs.has(`${repository} ${digest}`),
    );
    const unknown = manifests.find(({ digest }) => !this.manifests.has(`${repository} ${digest}`));
    const digest = digestOf(body);
    if (missing !== undefined || unknown !== undefined)
      return end(400, {}, "manifest names what is not there");
    if (name.startsWith("sha256:") && name !== digest) return end(400, {}, "digest invalid");
    const manifest = { mediaType: headers["content-type"] ?? "", bytes: body };
    this.manifests.set(`${repository} ${digest}`, manifest).set(key, manifest);
    const listed = subject !== undefined && this.#options.hasReferrers === true;
    end(201, { "docker-content-digest": digest, ...(listed ? { "oci-subject": subject.digest } : {}) });
  }
}

type Headers = IncomingMessage["headers"];
type End = (status: number, fields?: Record<string, string>, content?: Uint8Array | string) => void;

interface Call {
  readonly method: string;
  readonly repository: string;
  readonly name: string;
  readonly url: URL;
  readonly body: Buffer;
}
