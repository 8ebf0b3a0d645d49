// node:http2 (nghttp2 underneath) as server of our client.
import { once } from "node:events";
import {
  constants,
  createSecureServer,
  type Http2SecureServer,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  type Settings,
} from "node:http2";
import type { AddressInfo } from "node:net";
import type { HeaderField } from "@ambit/http2";
import { TestAuthority } from "@ambit/tls/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { addToChecksum, downloadByte } from "../h2spec/responder.ts";
import { EngineClient } from "./support/engine-client.ts";

const MEBIBYTE = 1024 * 1024;
const authority = TestAuthority.root();

type OnStream = (stream: ServerHttp2Stream, session: ServerHttp2Session) => void;

async function serve(onStream: OnStream, settings: Settings = {}): Promise<EngineClient> {
  const leaf = authority.leaf();
  const server: Http2SecureServer = createSecureServer({
    cert: leaf.certificatePem,
    key: leaf.privateKeyPem,
    ca: authority.rootPem,
    requestCert: true,
    settings,
  });
  const sessions: ServerHttp2Session[] = [];
  server.on("session", (session) => {
    sessions.push(session);
    session.on("error", () => undefined);
    session.on("stream", (stream) => {
      stream.on("error", () => undefined);
      onStream(stream, session);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = new EngineClient((server.address() as AddressInfo).port, authority.material());
  onTestFinished(() => {
    client[Symbol.dispose]();
    for (const session of sessions) session.destroy();
    server.close();
  });
  return client;
}

const GET: readonly HeaderField[] = [
  [":method", "GET"],
  [":scheme", "https"],
  [":path", "/"],
  [":authority", "localhost"],
];
const POST: readonly HeaderField[] = [[":method", "POST"], ...GET.slice(1)];
const CONNECT: readonly HeaderField[] = [
  [":method", "CONNECT"],
  [":authority", "10.0.0.1:80"],
];

const pattern = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => downloadByte(index));
const echo: OnStream = (stream) => {
  stream.respond({ ":status": 200 });
  stream.pipe(stream);
};

describe("our client at node's server", () => {
  test("carries bytes of a tunnel in both directions", async () => {
    const client = await serve(echo);
    const body = pattern(4 * MEBIBYTE);
    expect(await client.exchange(CONNECT, { body })).toMatchObject({
      bytes: body.length,
      checksum: addToChecksum(0, body, 0, body.length),
      isEnded: true,
      isReset: false,
    });
  });

  test.each([
    { name: "one byte", settings: { initialWindowSize: 1 }, bytes: 2_000 },
    { name: "100 bytes", settings: { initialWindowSize: 100 }, bytes: 50_000 },
    {
      name: "frames of 1 MiB",
      settings: { initialWindowSize: 4 * MEBIBYTE, maxFrameSize: MEBIBYTE },
      bytes: 8 * MEBIBYTE,
    },
  ])("uploads through a window of $name", async ({ settings, bytes }) => {
    const client = await serve(echo, settings);
    const body = pattern(bytes);
    const { checksum } = await client.exchange(POST, { body });
    expect(checksum).toBe(addToChecksum(0, body, 0, body.length));
  });

  test("downloads while it gives credit in large pieces only", async () => {
    const body = pattern(4 * MEBIBYTE);
    const client = await serve((stream) => {
      stream.respond({ ":status": 200 });
      stream.end(body);
    });
    const { bytes } = await client.exchange(POST, { consumeEvery: 200_000 });
    expect(bytes).toBe(body.length);
  });

  test("exchanges trailers in both directions", async () => {
    const received: string[] = [];
    const client = await serve((stream) => {
      stream.on("trailers", (fields) => received.push(String(fields["x-sent"])));
      stream.respond({ ":status": 200 }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "x-result": "done" }));
      stream.resume();
      stream.on("end", () => stream.end("body"));
    });
    const { heads } = await client.exchange(POST, { body: pattern(10), trailers: [["x-sent", "yes"]] });
    expect(received).toEqual(["yes"]);
    expect(heads.at(-1)).toEqual([["x-result", "done"]]);
  });

  test.each([
    constants.NGHTTP2_NO_ERROR,
    constants.NGHTTP2_REFUSED_STREAM,
    constants.NGHTTP2_CANCEL,
    constants.NGHTTP2_ENHANCE_YOUR_CALM,
  ])("learns of a reset with code %i, and the connection lives on", async (code) => {
    let count = 0;
    const client = await serve((stream, session) => {
      if (count++ > 0) echo(stream, session);
      else stream.close(code);
    });
    const body = pattern(100_000);
    const first = await client.exchange(POST, { body });
    if (code !== constants.NGHTTP2_NO_ERROR) expect(first).toMatchObject({ isReset: true, resetCode: code });
    expect(await client.exchange(POST, { body })).toMatchObject({ isReset: false, bytes: body.length });
  });

  test("takes response fields of 12 KB in one block", async () => {
    const client = await serve((stream) => {
      stream.respond({ ":status": 200, "x-large": "v".repeat(12_000) }, { endStream: true });
    });
    const { heads } = await client.exchange(POST);
    expect(heads[0]?.find(([name]) => name === "x-large")?.[1]).toHaveLength(12_000);
  });

  test("does not accept a field list beyond what it announced", async () => {
    const client = await serve((stream) => {
      stream.respond({ ":status": 200, "x-large": "v".repeat(60_000) }, { endStream: true });
    });
    expect((await client.exchange(POST)).isReset).toBe(true);
  });

  test("opens no stream after GOAWAY, and finishes the one it has", async () => {
    const client = await serve((stream, session) => {
      stream.respond({ ":status": 200 });
      session.goaway();
      setTimeout(() => stream.end("late"), 50);
    });
    expect(await client.exchange(POST)).toMatchObject({ bytes: 4, isReset: false });
    expect(client.socket.http.isDraining).toBe(true);
    expect(client.socket.http.canOpenStream).toBe(false);
  });

  test("keeps to the server's limit of streams, also when it is lowered", async () => {
    let open = 0;
    let most = 0;
    const client = await serve(
      (stream, session) => {
        most = Math.max(most, ++open);
        stream.on("close", () => open--);
        setTimeout(() => echo(stream, session), 5);
      },
      { maxConcurrentStreams: 3 },
    );
    await client.untilReady();
    await client.until(() => client.socket.http.peerMaxConcurrentStreams === 3);
    const body = pattern(10);
    for (let round = 0; round < 20; round++) {
      const exchanges: Promise<unknown>[] = [];
      while (client.socket.http.canOpenStream) exchanges.push(client.open(POST, { body }));
      await Promise.all(exchanges);
    }
    expect(most).toBe(3);
  });

  test("answers and sends PING while nothing else happens", async () => {
    let pongs = 0;
    const client = await serve((stream, session) => {
      session.ping(Buffer.from("12345678"), () => pongs++);
      setTimeout(() => echo(stream, session), 700);
    });
    await client.exchange(POST, { body: pattern(10) });
    expect(pongs).toBe(1);
    expect(client.end).toBeUndefined();
  });

  test("ends its streams when the server's socket is gone", async () => {
    const client = await serve((stream, session) => {
      stream.respond({ ":status": 200 });
      setTimeout(() => session.socket.destroy(), 20);
    });
    expect(await client.exchange(POST)).toMatchObject({ isReset: true, resetCode: undefined });
    expect(client.end?.wasUp).toBe(true);
  });
});
