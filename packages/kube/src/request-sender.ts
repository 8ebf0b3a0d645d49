/** Sends one request: its turn, its deadline, what is tried again, and what becomes of refusals. */
import { type Clock, sleep } from "@ambit/lifecycle";
import { errorFromAnswer, parseRetryAfterMs } from "./api-status.ts";
import { Deadline } from "./deadline.ts";
import type { HttpRequest, HttpResponse, HttpTransport } from "./http-transport.ts";
import type { RequestOptions } from "./kube-api.ts";
import { KubeError } from "./kube-error.ts";
import { RequestLimiter, type RequestRate } from "./request-limiter.ts";

/** What a request asks for. */
export interface Call {
  readonly method: HttpRequest["method"];
  readonly path: string;
  /** From the question mark on, or empty. */
  readonly query?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly contentType?: string;
  /** Whether it does no harm twice. Unless given: all but POST, which creates something. */
  readonly isRepeatable?: boolean;
}

/** A stream that ends by itself, when `lifetimeMs` is over, or when it is silent. */
export interface StreamOptions {
  readonly signal?: AbortSignal | undefined;
  readonly lifetimeMs: number;
}

const REQUEST_TIMEOUT_MS = 30_000;
/** Servers send a bookmark a minute: after two that did not come, something between us swallows the stream. */
const STREAM_IDLE_TIMEOUT_MS = 150_000;
/** Beyond the lifetime that the server was asked for. */
const STREAM_GRACE_MS = 30_000;
const MAX_BODY_BYTES = 64 * 1024 * 1024;
/** A refusal is a few lines. */
const MAX_ERROR_BYTES = 1024 * 1024;
const MAX_ATTEMPTS = 5;
/** Who is asked to wait longer than that is told so instead. */
const MAX_RETRY_WAIT_MS = 5_000;
/** Where the server refuses for its load and does not say how long. */
const RETRY_WAIT_MS = 1_000;

interface Attempt {
  readonly deadline: Deadline;
  readonly isWatch: boolean;
  readonly isUrgent: boolean;
}

/** Everything it throws is a KubeError or the reason of the caller's signal. */
export class RequestSender implements Disposable {
  readonly #transport: HttpTransport;
  readonly #clock: Clock;
  readonly #limiter: RequestLimiter;

  constructor(
    transport: HttpTransport,
    { clock, rate }: { readonly clock: Clock; readonly rate: RequestRate },
  ) {
    this.#transport = transport;
    this.#clock = clock;
    this.#limiter = new RequestLimiter(rate, clock);
  }

  [Symbol.dispose](): void {
    this.#limiter[Symbol.dispose]();
    this.#transport[Symbol.dispose]();
  }

  /** The parsed JSON of the answer. */
  async call(call: Call, { signal, timeoutMs, isUrgent = false }: RequestOptions): Promise<unknown> {
    const what = `${call.method} ${call.path}`;
    using deadline = new Deadline(this.#clock, signal);
    try {
      deadline.set(timeoutMs ?? REQUEST_TIMEOUT_MS, `${what}: no complete answer`);
      const response = await this.#send(call, { deadline, isWatch: false, isUrgent });
      const answer = parseJson(await readText(response.body, { what, maxBytes: MAX_BODY_BYTES }));
      if (answer === undefined) {
        throw new KubeError("bad-response", `${what}: the answer is no JSON`);
      }
      return answer;
    } catch (error) {
      throw deadline.failure(error, what);
    }
  }

  /** The answer's bytes as they come. */
  async *stream(call: Call, { signal, lifetimeMs }: StreamOptions): AsyncGenerator<Uint8Array, void, void> {
    const what = `watch of ${call.path}`;
    using deadline = new Deadline(this.#clock, signal);
    const endMs = this.#clock.nowMs() + lifetimeMs + STREAM_GRACE_MS;
    const expectMore = () => {
      const leftMs = Math.max(0, endMs - this.#clock.nowMs());
      deadline.set(Math.min(STREAM_IDLE_TIMEOUT_MS, leftMs), `${what}: neither a line nor the end`);
    };
    try {
      deadline.set(REQUEST_TIMEOUT_MS, `${what}: no answer`);
      const response = await this.#send(call, { deadline, isWatch: true, isUrgent: false });
      expectMore();
      for await (const chunk of response.body) {
        expectMore();
        yield chunk;
      }
    } catch (error) {
      throw deadline.failure(error, what);
    }
  }

  /** Sends until there is an answer to go on with. Throws what the API refuses with. */
  async #send(call: Call, options: Attempt): Promise<HttpResponse> {
    const { signal } = options.deadline;
    for (let attempt = 1; ; attempt += 1) {
      if (!options.isUrgent) {
        await this.#limiter.take(signal);
      }
      const answer = await this.#attempt(call, options);
      if (!(answer instanceof KubeError)) {
        return answer;
      }
      const waitMs = retryWaitMs(answer, attempt);
      if (waitMs === undefined) {
        throw answer;
      }
      if (answer.code === "unauthorized") {
        this.#transport.renewCredentials();
      }
      await sleep(this.#clock, waitMs, signal);
    }
  }

  /** The answer if it is good, the error that it tells otherwise. */
  async #attempt(call: Call, { deadline, isWatch }: Attempt): Promise<HttpResponse | KubeError> {
    const { method, path, query = "", contentType, isRepeatable = method !== "POST" } = call;
    const body = call.body === undefined ? undefined : JSON.stringify(call.body);
    const request: HttpRequest = { method, path: path + query, body, contentType, isWatch, isRepeatable };
    const response = await deadline.race(this.#transport.send(request, deadline.signal));
    if (response.status >= 200 && response.status < 300) {
      return response;
    }
    const what = `${method} ${path}`;
    const failed = {
      what,
      status: response.status,
      retryAfterMs: parseRetryAfterMs(response.retryAfter),
    };
    const refusal = await readText(response.body, { what, maxBytes: MAX_ERROR_BYTES });
    return errorFromAnswer(failed, parseJson(refusal) ?? refusal);
  }
}

/** Undefined where trying again is not for us: the caller has to decide. */
function retryWaitMs(error: KubeError, attempt: number): number | undefined {
  const { code, retryAfterMs } = error;
  if (code === "unauthorized") {
    return attempt === 1 ? 0 : undefined;
  }
  const isRefusedForLoad =
    code === "too-many-requests" || (code === "unavailable" && retryAfterMs !== undefined);
  const waitMs = retryAfterMs ?? RETRY_WAIT_MS;
  return isRefusedForLoad && attempt < MAX_ATTEMPTS && waitMs <= MAX_RETRY_WAIT_MS ? waitMs : undefined;
}

interface ReadOptions {
  readonly what: string;
  readonly maxBytes: number;
}

async function readText(body: AsyncIterable<Uint8Array>, { what, maxBytes }: ReadOptions): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw new KubeError("too-large", `${what}: the answer is longer than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** Undefined for what is no JSON. The parser's own words are dropped: they quote the text, which may be a Secret. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
