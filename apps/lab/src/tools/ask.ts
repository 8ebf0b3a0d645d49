/** `ask`: asks URLs once each, all at the same time and each on a connection of its own, and says what came of it. */
import { get } from "node:http";
import { text } from "node:stream/consumers";

/** What is asked. */
export interface AskOptions {
  readonly urls: readonly string[];
  readonly timeoutMs: number;
}

/** What came of one URL: an answer's body, read as JSON where it is some, or why there is none. */
export interface AskAnswer {
  readonly url: string;
  readonly status?: number;
  readonly body?: unknown;
  readonly failure?: string;
}

/** More of one answer is not read. */
const MAX_BODY_BYTES = 1024 * 1024;

/** In the order of the URLs. Never rejects: that nobody answers is what may be wanted. */
export function askAll({ urls, timeoutMs }: AskOptions): Promise<readonly AskAnswer[]> {
  return Promise.all(urls.map((url) => ask(url, timeoutMs)));
}

async function ask(url: string, timeoutMs: number): Promise<AskAnswer> {
  const signal = AbortSignal.timeout(timeoutMs);
  const { promise, resolve } = Promise.withResolvers<AskAnswer>();
  const fail = (error: Error): void => {
    resolve({ url, failure: signal.aborted ? `no answer within ${timeoutMs} ms` : error.message });
  };
  get(url, { agent: false, signal }, (response) => {
    text(response).then((said) => {
      resolve({ url, status: response.statusCode ?? 0, body: parsed(said.slice(0, MAX_BODY_BYTES)) });
    }, fail);
  }).once("error", fail);
  return promise;
}

function parsed(said: string): unknown {
  try {
    return JSON.parse(said) as unknown;
  } catch {
    return said;
  }
}
