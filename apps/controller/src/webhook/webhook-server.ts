/** The port of the webhooks: HTTPS with the controller's own certificate. Taken at the start, answering when ready. */

import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { formatErrorChain } from "@ambit/errors";
import { HttpServerError } from "@ambit/http-server";
import type { Logger } from "@ambit/telemetry";
import type { ServingCertificate } from "../ca/serving-certificate.ts";

/** What a path answers; the body is JSON. */
export interface WebhookAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface WebhookServerOptions {
  readonly host: string;
  readonly port: number;
  /** Replaced before anybody is answered. */
  readonly placeholder: ServingCertificate;
  /** Scope `validation`. */
  readonly logger: Logger;
  readonly onHttpError: (status: number) => void;
}

/** Both objects of an update, each as large as the API server takes them, and what goes around them. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;
const MAX_CONNECTIONS = 128;
/** The API server itself gives a webhook ten seconds. */
const REQUEST_TIMEOUT_MS = 10_000;
const HEADERS_TIMEOUT_MS = 5_000;

const VALIDATE = "/validate";
const READY = "/httpsReady";

/** Takes the port. Throws HttpServerError "bind-failed". */
export async function bindWebhookServer(options: WebhookServerOptions): Promise<WebhookServer> {
  const { host, port, placeholder } = options;
  const server = createServer({
    ...secureContext(placeholder),
    minVersion: "TLSv1.2",
    requestTimeout: REQUEST_TIMEOUT_MS,
    headersTimeout: HEADERS_TIMEOUT_MS,
  });
  server.maxConnections = MAX_CONNECTIONS;
  const bound = new WebhookServer(server, options);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", (cause) =>
    reject(new HttpServerError("bind-failed", `cannot listen on ${host}:${port} (webhook)`, { cause })),
  );
  server.listen({ host, port }, resolve);
  await promise;
  server.on("error", (error) => options.logger.warn("listener error", { error: formatErrorChain(error) }));
  return bound;
}

/** A taken port. Made by bindWebhookServer. Disposing cuts everything off. */
export class WebhookServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #options: WebhookServerOptions;
  #validate: ((review: unknown) => WebhookAnswer) | undefined;

  constructor(server: Server, options: WebhookServerOptions) {
    this.#server = server;
    this.#options = options;
    server.on("request", (request, response) => void this.#serve(request, response));
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** For connections from now on. */
  setCertificate(serving: ServingCertificate): void {
    this.#server.setSecureContext({ ...secureContext(serving), minVersion: "TLSv1.2" });
  }

  /** Answers from now on. */
  serve(validate: (review: unknown) => WebhookAnswer): void {
    this.#validate = validate;
  }

  /** No new connections; who asks is still answered. */
  drain(): void {
    this.#server.close();
    this.#server.closeIdleConnections();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    this.#server.closeAllConnections();
    await promise;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on("error", () => undefined);
    try {
      const { status, body } = await this.#answer(request);
      if (status >= 400) this.#options.onHttpError(status);
      const text = JSON.stringify(body);
      response.writeHead(status, {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(text),
      });
      response.end(text);
    } catch (error) {
      this.#options.logger.error("a webhook request failed", { error: formatErrorChain(error) });
      this.#options.onHttpError(500);
      response.writeHead(500).end();
    }
  }

  async #answer(request: IncomingMessage): Promise<WebhookAnswer> {
    const path = (request.url ?? "").split("?", 1)[0];
    const validate = this.#validate;
    if (path === READY) return { status: validate === undefined ? 503 : 200, body: {} };
    if (path !== VALIDATE) return refusal(404, "there is no such webhook");
    if (validate === undefined) return refusal(503, "not ready");
    if (request.method !== "POST") return refusal(405, "send an AdmissionReview with POST");
    const text = await readBody(request);
    if (text === undefined) return refusal(413, `more than ${MAX_BODY_BYTES} bytes`);
    let review: unknown;
    try {
      review = JSON.parse(text);
    } catch {
      return refusal(400, "the body is no JSON");
    }
    return validate(review);
  }
}

/** Undefined when it is too long; the connection ends then. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > MAX_BODY_BYTES) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function refusal(status: number, message: string): WebhookAnswer {
  return { status, body: { message } };
}

function secureContext({ certificatePem, keyPem }: ServingCertificate): { cert: string; key: string } {
  return { cert: certificatePem, key: keyPem };
}
