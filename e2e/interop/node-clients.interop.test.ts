// node:http2 (nghttp2 underneath) as client of http2, tls and reactor put together.

import { once } from "node:events";
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type Settings,
} from "node:http2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addToChecksum, downloadByte } from "../h2spec/responder.ts";
import { startTestServer, type TestServer } from "./support/test-server.ts";
import { tlsOptions } from "./support/tls-bridge.ts";

const { NGHTTP2_CANCEL, NGHTTP2_REFUSED_STREAM } = constants;
const MEBIBYTE = 1024 * 1024;

interface Answer {
  readonly status: number;
  readonly body: Buffer;
  readonly trailers: IncomingHttpHeaders;
}

describe("node's client", () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer();
  });

  afterAll(async () => {
    await server[Symbol.asyncDispose]();
  });

  function open(settings: Settings = {}): ClientHttp2Session & Disposable {
    const session = connect(`https://127.0.0.1:${server.port}`, {
      ...tlsOptions(server),
      settings,
      // Megabytes; with the default node itself resets streams whose bodies wait for the window.
      maxSessionMemory: 1_000,
    });
    session.on("error", () => undefined);
    return Object.assign(session, { [Symbol.dispose]: () => session.destroy() });
  }

  async function ask(
    session: ClientHttp2Session,
    headers: OutgoingHttpHeaders,
    body?: { readonly bytes: Uint8Array; readonly trailers?: OutgoingHttpHeaders },
  ): Promise<Answer> {
    const stream = session.request(headers, {
      endStream: body === undefined,
      waitForTrailers: body?.trailers !== undefined,
    });
    stream.on("wantTrailers", () => stream.sendTrailers(body?.trailers ?? {}));
    if (body !== undefined) stream.end(body.bytes);
    return await collect(stream);
  }

  test("gets hello", async () => {
    using session = open();
    expect(await ask(session, { ":path": "/" })).toMatchObject({
      status: 200,
      body: Buffer.from("hello from the test server\n"),
    });
  });

  test("gets no body for HEAD, but its length", async () => {
    using session = open();
    const stream = session.request({ ":path": "/", ":method": "HEAD" });
    const [headers] = await once(stream, "response");
    expect(headers["content-length"]).toBe("27");
    expect((await collect(stream)).body).toHaveLength(0);
  });

  test.each([
    { name: "one byte", settings: { initialWindowSize: 1 }, bytes: 3_000 },
    {
      name: "three bytes and the least frame size",
      settings: { initialWindowSize: 3, maxFrameSize: 16_384 },
      bytes: 9_000,
    },
    {
      name: "half a mebibyte and large frames",
      settings: { initialWindowSize: MEBIBYTE / 2, maxFrameSize: MEBIBYTE },
      bytes: 8 * MEBIBYTE,
    },
  ])("downloads through a stream window of $name", async ({ settings, bytes }) => {
    using session = open(settings);
    const { body } = await ask(session, { ":path": `/bytes/${bytes}` });
    expect(body.length).toBe(bytes);
    expect(body.findIndex((byte, index) => byte !== downloadByte(index))).toBe(-1);
  });

  test("starts and stops a stream with changes of SETTINGS_INITIAL_WINDOW_SIZE", async () => {
    using session = open({ initialWindowSize: 0 });
    const stream = session.request({ ":path": "/bytes/100000" });
    const answer = collect(stream);
    await once(stream, "response");
    for (const initialWindowSize of [10, 0, 20_000, 200_000]) {
      session.settings({ initialWindowSize });
      await once(session, "localSettings");
    }
    expect((await answer).body.length).toBe(100_000);
  });

  test("uploads 32 MiB on each of 4 streams", async () => {
    using session = open();
    const bytes = Buffer.from(Uint8Array.from({ length: 32 * MEBIBYTE }, (_, index) => downloadByte(index)));
    const expected = `${bytes.length} bytes, checksum ${addToChecksum(0, bytes, 0, bytes.length)}\n`;
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => ask(session, { ":path": "/upload", ":method": "POST" }, { bytes })),
    );
    expect(answers.map(({ body }) => body.toString())).toEqual([expected, expected, expected, expected]);
  });

  test("gets its bytes back from an echo that it reads slowly", async () => {
    using session = open({ initialWindowSize: 1_000 });
    const bytes = Buffer.from(Uint8Array.from({ length: MEBIBYTE }, (_, index) => downloadByte(index)));
    const { body } = await ask(session, { ":path": "/echo", ":method": "POST" }, { bytes });
    expect(body.equals(bytes)).toBe(true);
  });

  test("exchanges trailers in both directions", async () => {
    using session = open();
    const body = { bytes: Buffer.from("body"), trailers: { "x-sent": "yes" } };
    const answer = await ask(session, { ":path": "/trailers", ":method": "POST" }, body);
    expect(answer.trailers).toMatchObject({ "x-result": "done" });
  });

  test("sends header fields of 30 KB in CONTINUATION frames", async () => {
    using session = open();
    const fields = Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [`x-large-${index}`, `${index}`.repeat(3_000)]),
    );
    expect((await ask(session, { ":path": "/", ...fields })).status).toBe(200);
  });

  test("is refused header fields beyond the announced list size, and goes on", async () => {
    using session = open();
    await ask(session, { ":path": "/" });
    const fields = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`x-large-${index}`, "z".repeat(3_000)]),
    );
    await expect(ask(session, { ":path": "/", ...fields })).rejects.toThrow();
    using other = open();
    expect((await ask(other, { ":path": "/" })).status).toBe(200);
  });

  test("is told REFUSED_STREAM by a reset", async () => {
    using session = open();
    const stream = session.request({ ":path": "/refuse" });
    await expect(collect(stream)).rejects.toThrow("NGHTTP2_REFUSED_STREAM");
    expect(stream.rstCode).toBe(NGHTTP2_REFUSED_STREAM);
    expect((await ask(session, { ":path": "/" })).status).toBe(200);
  });

  test("cancels downloads, and the connection lives on", async () => {
    using session = open();
    for (let count = 0; count < 100; count++) {
      const stream = session.request({ ":path": "/bytes/10000000" });
      await once(stream, "data");
      stream.close(NGHTTP2_CANCEL);
      await once(stream, "close");
    }
    expect((await ask(session, { ":path": "/bytes/1000000" })).body.length).toBe(1_000_000);
  });

  test("finishes its streams after its own GOAWAY", async () => {
    using session = open();
    const answer = ask(session, { ":path": "/bytes/5000000" });
    await once(session, "remoteSettings");
    session.goaway();
    expect((await answer).body.length).toBe(5_000_000);
  });

  test("never gets more streams than announced, and all requests are answered", async () => {
    using session = open();
    await ask(session, { ":path": "/" });
    expect(session.remoteSettings.maxConcurrentStreams).toBe(100);
    const answers = await Promise.all(
      Array.from({ length: 3_000 }, () => ask(session, { ":path": "/bytes/2000" })),
    );
    expect(answers.every(({ status, body }) => status === 200 && body.length === 2_000)).toBe(true);
  });
});

async function collect(stream: ClientHttp2Stream): Promise<Answer> {
  const chunks: Buffer[] = [];
  let status = 0;
  let trailers: IncomingHttpHeaders = {};
  stream.on("response", (headers) => {
    status = headers[":status"] ?? 0;
  });
  stream.on("trailers", (fields) => {
    trailers = fields;
  });
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  stream.once("close", resolve);
  stream.once("error", reject);
  await promise;
  return { status, body: Buffer.concat(chunks), trailers };
}
