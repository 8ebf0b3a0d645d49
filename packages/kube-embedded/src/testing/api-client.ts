import { request as httpRequest, type IncomingMessage } from "node:http";
import { isJsonObject, type JsonObject, type JsonValue, stringOf, valueAt } from "@ambit/kube-objects/json";

/** An answer with its decoded body. */
export interface ClientAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: JsonObject;
  /** `metadata.resourceVersion` of the body, or an empty text. */
  readonly resourceVersion: string;
}

/** What a request may have besides its path. */
export interface ClientRequest {
  readonly body?: JsonValue | string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A bare HTTP client of the API, for tests: it shows what is on the wire. Paths may have a query. */
export class ApiClient {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    this.#url = url;
    this.#headers = headers;
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<ClientAnswer> {
    return this.send("GET", path, { headers });
  }

  post(path: string, body: JsonValue): Promise<ClientAnswer> {
    return this.send("POST", path, { body });
  }

  put(path: string, body: JsonValue): Promise<ClientAnswer> {
    return this.send("PUT", path, { body });
  }

  delete(path: string, body?: JsonValue): Promise<ClientAnswer> {
    return this.send("DELETE", path, body === undefined ? {} : { body });
  }

  /** `type` is what follows `application/` in the patch's media type: `merge-patch+json`, `apply-patch+yaml` ... */
  patch(path: string, type: string, body: JsonValue): Promise<ClientAnswer> {
    return this.send("PATCH", path, { body, headers: { "content-type": `application/${type}` } });
  }

  async send(
    method: string,
    path: string,
    { body, headers = {} }: ClientRequest = {},
  ): Promise<ClientAnswer> {
    const incoming = await this.#open(method, path, { ...(body === undefined ? {} : { body }), headers });
    const chunks: Uint8Array[] = [];
    for await (const chunk of incoming) {
      if (chunk instanceof Uint8Array) chunks.push(chunk);
    }
    const text = Buffer.concat(chunks).toString();
    const contentType = incoming.headers["content-type"] ?? "";
    const decoded: unknown = contentType.startsWith("application/json") ? JSON.parse(text) : { text };
    if (!isJsonObject(decoded)) throw new Error(`${method} ${path} did not answer with an object: ${text}`);
    return {
      status: incoming.statusCode ?? 0,
      contentType,
      body: decoded,
      resourceVersion: stringOf(valueAt(decoded, "metadata", "resourceVersion")) ?? "",
    };
  }

  /** An open watch: `watch=true` is added to the query. */
  async watch(path: string, headers: Readonly<Record<string, string>> = {}): Promise<ClientWatch> {
    const separator = path.includes("?") ? "&" : "?";
    return new ClientWatch(await this.#open("GET", `${path}${separator}watch=true`, { headers }));
  }

  #open(method: string, path: string, { body, headers }: ClientRequest): Promise<IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const outgoing = httpRequest(`${this.#url}${path}`, {
      method,
      agent: false,
      headers: {
        ...(text === undefined ? {} : { "content-type": "application/json" }),
        ...this.#headers,
        ...headers,
      },
    });
    outgoing.once("response", resolve);
    outgoing.once("error", reject);
    outgoing.end(text);
    return promise;
  }
}

/** Lines of a watch, as they come. */
export class ClientWatch implements AsyncDisposable {
  readonly #incoming: IncomingMessage;
  readonly #events: JsonObject[] = [];
  readonly #wakeups = new Set<() => void>();
  #rest = "";
  #isEnded = false;

  constructor(incoming: IncomingMessage) {
    this.#incoming = incoming;
    incoming.setEncoding("utf8");
    incoming.on("data", (chunk: string) => this.#receive(chunk));
    const end = (): void => {
      this.#isEnded = true;
      this.#wake();
    };
    incoming.once("end", end);
    incoming.once("close", end);
    incoming.on("error", end);
  }

  get status(): number {
    return this.#incoming.statusCode ?? 0;
  }

  /** The next events, in order; fewer when the watch ends before. */
  async take(count: number): Promise<readonly JsonObject[]> {
    while (this.#events.length < count && !this.#isEnded) await this.#next();
    return this.#events.splice(0, count);
  }

  /** Everything until the server ends the watch. */
  async rest(): Promise<readonly JsonObject[]> {
    while (!this.#isEnded) await this.#next();
    return this.#events.splice(0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#incoming.destroy();
    while (!this.#isEnded) await this.#next();
  }

  #next(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wakeups.add(resolve);
    return promise;
  }

  #receive(chunk: string): void {
    const lines = `${this.#rest}${chunk}`.split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      const event: unknown = JSON.parse(line);
      if (isJsonObject(event)) this.#events.push(event);
    }
    this.#wake();
  }

  #wake(): void {
    for (const wakeup of this.#wakeups) wakeup();
    this.#wakeups.clear();
  }
}
