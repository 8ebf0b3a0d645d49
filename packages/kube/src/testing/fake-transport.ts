import type { HttpRequest, HttpResponse, HttpTransport } from "../http-transport.ts";

/** What a test answers with; a body in parts comes part by part. */
export interface FakeAnswer {
  readonly status?: number;
  readonly retryAfter?: string;
  readonly body?: unknown;
  readonly parts?: AsyncIterable<string> | Iterable<string>;
}

/** HTTP without a network: a test answers each request. */
export class FakeTransport implements HttpTransport {
  readonly requests: HttpRequest[] = [];
  renewals = 0;
  isDisposed = false;
  readonly #answer: (request: HttpRequest, count: number) => FakeAnswer | Promise<FakeAnswer>;

  constructor(answer: (request: HttpRequest, count: number) => FakeAnswer | Promise<FakeAnswer>) {
    this.#answer = answer;
  }

  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    this.requests.push(request);
    const { status = 200, retryAfter, body, parts } = await this.#answer(request, this.requests.length);
    const text = typeof body === "string" ? body : JSON.stringify(body ?? {});
    return { status, retryAfter, body: encode(parts ?? [text], signal) };
  }

  renewCredentials(): void {
    this.renewals += 1;
  }

  [Symbol.dispose](): void {
    this.isDisposed = true;
  }
}

/** As a socket does, it breaks when the signal aborts. */
async function* encode(
  parts: AsyncIterable<string> | Iterable<string>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  const broken = new Promise<never>((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(new Error("socket destroyed")), { once: true });
  });
  broken.catch(() => {});
  const iterator = Symbol.asyncIterator in parts ? parts[Symbol.asyncIterator]() : parts[Symbol.iterator]();
  for (;;) {
    const next = await Promise.race([iterator.next(), broken]);
    if (next.done === true) {
      return;
    }
    yield Buffer.from(next.value);
  }
}
