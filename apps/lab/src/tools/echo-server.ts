/** `echo`: an HTTP server that says who it is and who asked, and may ask others first. */
import { createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

/** How a server is. */
export interface EchoOptions {
  readonly name: string;
  readonly version: string;
  readonly ports: readonly number[];
  /** URLs that are asked for every request; their answers are in the answer. */
  readonly upstreams: readonly string[];
}

/** What it answers; `upstreams` are the answers of those it asked. */
export interface EchoAnswer {
  readonly service: string;
  readonly version: string;
  readonly pod: string;
  readonly node: string;
  readonly client: string;
  readonly path: string;
  readonly upstreams: readonly unknown[];
}

/** Where it runs, from the downward API. */
export interface EchoPlace {
  readonly pod: string;
  readonly node: string;
}

const UPSTREAM_TIMEOUT_MS = 5_000;
const MAX_UPSTREAM_BYTES = 1024 * 1024;
/** A server that is asked to end goes on for as long as proxies may still send it new connections. */
const GRACE_MS = 1_000;

/** Listens on every address, of both families where there are two. Never resolves. */
export async function runEchoServer(options: EchoOptions, place: EchoPlace): Promise<void> {
  const servers = options.ports.map((port) =>
    createServer((request, response) => {
      answer(request, response, options, place).catch((error: unknown) => response.destroy(asError(error)));
    }).listen(port),
  );
  process.on("SIGTERM", () => {
    setTimeout(() => {
      for (const server of servers) server.close();
      process.exit(0);
    }, GRACE_MS);
  });
  await new Promise(() => {});
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { name, version, upstreams }: EchoOptions,
  { pod, node }: EchoPlace,
): Promise<void> {
  request.resume();
  const asked = await Promise.all(upstreams.map(askUpstream));
  const failed = asked.some(({ ok }) => !ok);
  const client = request.socket.remoteAddress?.replace(/^::ffff:/, "") ?? "";
  const body: EchoAnswer = {
    service: name,
    version,
    pod,
    node,
    client,
    path: request.url ?? "",
    upstreams: asked.map(({ value }) => value),
  };
  response.writeHead(failed ? 502 : 200, { "content-type": "application/json" });
  response.end(`${JSON.stringify(body)}\n`);
}

/** A connection for each request, so that each is decided anew. */
async function askUpstream(url: string): Promise<{ readonly ok: boolean; readonly value: unknown }> {
  try {
    const response = await send(url);
    const body = (await text(response)).slice(0, MAX_UPSTREAM_BYTES);
    if (response.statusCode !== 200)
      return { ok: false, value: { url, error: `status ${response.statusCode}` } };
    return { ok: true, value: JSON.parse(body) as unknown };
  } catch (error) {
    return { ok: false, value: { url, error: asError(error).message } };
  }
}

function send(url: string): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = get(url, { agent: false, timeout: UPSTREAM_TIMEOUT_MS }, resolve);
  request.once("timeout", () => request.destroy(new Error("no answer in time")));
  request.once("error", reject);
  return promise;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
