// Peers that break every rule at port 15008: what each is told, what is logged and counted, and who is served next.
import { randomBytes } from "node:crypto";
import { parseSocketAddress } from "@ambit/addr";
import { CertificateAuthority } from "@ambit/identity";
import { eventually } from "@ambit/lifecycle/testing";
import { TestAuthority } from "@ambit/tls/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeNetns } from "../src/describe-netns.ts";
import { sumOfMetric } from "../src/metrics-text.ts";
import { type Answer, BadClient, connectFrame } from "./support/bad-client.ts";
import { frame, literalFields, PREFACE, settingsFrame, TYPE, wordFrame } from "./support/frames.ts";
import { callThroughTunnel } from "./support/good-client.ts";
import { formatMesh } from "./support/mesh.ts";
import { issue, type PeerCertificate } from "./support/peer-identity.ts";
import { startZtunnelPod, type ZtunnelPod } from "./support/ztunnel-pod.ts";

const POD_IP = "10.201.2.47";
const PEER_IP = "10.200.0.1";
const TARGET = parseSocketAddress(`${POD_IP}:15008`);
const APP = `${POD_IP}:9090`;
const SILENT_APP = `${POD_IP}:9091`;
const NO_APP = `${POD_IP}:7777`;
const GOOD_URI = "spiffe://cluster.local/ns/app/sa/client";
const MESH = formatMesh([{ name: "server", ip: POD_IP, revision: "v1" }], []);
const MEBIBYTE = 1024 * 1024;
/** Bounds of docs/LIMITS.md and of HTTP/2 PING (10 s, then 20 s without an answer), and the timers' grain. */
const HANDSHAKE_MS = 10_000;
const PING_MS = 30_000;
const GRAIN_MS = 1_500;
const END_STREAM = 1;
const END_HEADERS = 4;
const MAX_WINDOW = 0x7fffffff;

interface Expected extends Partial<Omit<Answer, "afterMs">> {
  /** Of the log line and the metric; undefined where nothing failed that is ours to report. */
  readonly code: string | undefined;
  /** The broken rule, as the log line's message has it. */
  readonly reason?: string;
}

interface BadCase {
  readonly name: string;
  readonly act: () => Promise<BadClient>;
  readonly expected: Expected;
  /** How long the peer is borne, if it does nothing at all. */
  readonly endsAfterMs?: number;
  /** So much is sent that the socket is closed with input unread, and the kernel's reset may overtake the GOAWAY. */
  readonly overflows?: boolean;
}

describeNetns("port 15008", () => {
  let pod: ZtunnelPod;
  let good: PeerCertificate;
  let residentBefore = 0;

  beforeAll(async () => {
    pod = await startZtunnelPod({
      prefix: "badin",
      podAddress: `${POD_IP}/8`,
      peerAddress: `${PEER_IP}/8`,
      workload: "app/server/server",
      mesh: MESH,
    });
    await pod.app.listen(parseSocketAddress(APP), (socket) => {
      socket.on("error", () => undefined);
      socket.pipe(socket);
    });
    await pod.app.listen(parseSocketAddress(SILENT_APP), (socket) => {
      socket.on("error", () => undefined);
      socket.pause();
    });
    good = issue(pod.authority, GOOD_URI);
    for (let count = 0; count < 5; count++) await expectServed();
    residentBefore = pod.residentBytes();
  });

  afterAll(async () => {
    await pod?.[Symbol.asyncDispose]();
  });

  async function expectServed(): Promise<void> {
    expect(pod.isRunning()).toBe(true);
    expect(await callThroughTunnel(pod, good, { target: TARGET, authority: APP }, "ping")).toEqual({
      status: 200,
      echo: "ping",
    });
  }

  const tcp = async (...pieces: readonly Uint8Array[]): Promise<BadClient> => {
    const client = await BadClient.tcp(pod.peer, TARGET);
    client.send(...pieces);
    return client;
  };
  const tls = (credentials?: PeerCertificate, alpn: readonly string[] = ["h2"]): Promise<BadClient> =>
    BadClient.tls(pod.peer, { target: TARGET, alpn, ...(credentials === undefined ? {} : { credentials }) });
  const greeted = async (...pieces: readonly Uint8Array[]): Promise<BadClient> => {
    const client = await tls(good);
    await client.greet();
    client.send(...pieces);
    return client;
  };
  const certificateOf = (uri: string): PeerCertificate => issue(pod.authority, uri);

  async function expectCase({ act, expected, endsAfterMs, overflows }: BadCase): Promise<void> {
    const { code, reason, ...answer } = expected;
    const countBefore = await earlyFailures(code);
    using client = await act();
    const waitMs = endsAfterMs === undefined ? 3_000 : endsAfterMs + GRAIN_MS;
    const got = await client.answer(waitMs);
    const isCutOff = overflows === true && got.goaway === undefined;
    expect(got).toMatchObject({ isClosed: true, ...(isCutOff ? {} : answer) });
    if (endsAfterMs !== undefined) expect(got.afterMs).toBeGreaterThan(endsAfterMs - GRAIN_MS);
    if (reason !== undefined)
      await eventually(() => expect(errorsOf(client.port)).toContain(`h2 failed: ${reason}`));
    await expectReported(code, client.port, countBefore);
    await expectServed();
  }

  function errorsOf(port: number): readonly (string | undefined)[] {
    const address = `${PEER_IP}:${port}`;
    return pod.logLines().flatMap(({ fields }) => (fields["src.addr"] === address ? [fields.error] : []));
  }

  async function expectReported(code: string | undefined, port: number, countBefore: number): Promise<void> {
    const address = `${PEER_IP}:${port}`;
    const codes = (): readonly (string | undefined)[] =>
      pod.logLines().flatMap(({ fields }) => (fields["src.addr"] === address ? [fields["error.code"]] : []));
    if (code === undefined) {
      expect(codes().filter((found) => found !== undefined)).toEqual([]);
      return;
    }
    await eventually(() => expect(codes()).toContain(code), { timeoutMs: 3_000 });
    await eventually(async () => expect(await earlyFailures(code)).toBeGreaterThan(countBefore), {
      timeoutMs: 4_000,
    });
  }

  async function earlyFailures(code: string | undefined): Promise<number> {
    if (code === undefined) return 0;
    const labels = { reporter: "destination", code };
    return sumOfMetric(await pod.metrics(), "ambit_early_failures_total", labels);
  }

  const notTls: readonly BadCase[] = [
    {
      name: "random bytes",
      act: () => tcp(Buffer.of(1), randomBytes(2_000)),
      expected: { code: "tls-failed" },
    },
    {
      name: "plain HTTP/1.1",
      act: () => tcp(Buffer.from("GET / HTTP/1.1\r\nhost: pod\r\n\r\n")),
      expected: { code: "tls-failed" },
    },
    {
      name: "plain HTTP/2",
      act: () => tcp(PREFACE, settingsFrame()),
      expected: { code: "tls-failed" },
    },
    {
      name: "a record with a length beyond the protocol's",
      act: () => tcp(Buffer.of(22, 3, 1, 255, 255), randomBytes(70_000)),
      expected: { alert: "some", code: "tls-failed" },
    },
    { name: "nothing, then the end", act: async () => hangUp(await tcp()), expected: { code: "tls-failed" } },
  ];
  test.each(notTls)("refuses $name", expectCase);

  const badCertificates: readonly BadCase[] = [
    {
      name: "no certificate",
      act: () => tls(),
      expected: { alert: "certificate_required", code: "tls-failed" },
    },
    {
      name: "a certificate of another trust domain",
      act: () => tls(certificateOf("spiffe://other.example/ns/app/sa/client")),
      expected: { alert: "bad_certificate", code: "tls-failed" },
    },
    {
      name: "a certificate of another root",
      act: () => {
        const leaf = TestAuthority.root().leaf({ uriSans: [GOOD_URI] });
        return tls({ cert: leaf.certificatePem, key: leaf.privateKeyPem });
      },
      expected: { alert: "unknown_ca", code: "tls-failed" },
    },
    {
      name: "a certificate of another root with the same name",
      act: () => {
        const other = CertificateAuthority.generate({ trustDomain: "cluster.local", nowMs: Date.now() });
        return tls(issue(other, GOOD_URI));
      },
      expected: { alert: "decrypt_error", code: "tls-failed" },
    },
    {
      name: "an expired certificate",
      act: () => tls(issue(pod.authority, GOOD_URI, { nowMs: Date.now() - 30_000, ttlMs: 10_000 })),
      expected: { alert: "certificate_expired", code: "tls-failed" },
    },
    {
      name: "another protocol in ALPN",
      act: () => tls(good, ["http/1.1"]),
      expected: { alert: "no_application_protocol", code: "tls-failed" },
    },
  ];
  test.each(badCertificates)("refuses $name", expectCase);

  test.each([
    { authority: "10.201.1.135:9090", what: "another pod's address", status: 400, code: "bad-destination" },
    {
      authority: "nosuch.app.svc.cluster.local:80",
      what: "an unknown host",
      status: 503,
      code: "bad-destination",
    },
    { authority: "garbage", what: "no port", status: 400, code: "bad-request" },
    { authority: `${POD_IP}:15008`, what: "its own tunnel port", status: 503, code: "recursive-call" },
    { authority: `${POD_IP}:99999`, what: "a port that is none", status: 400, code: "bad-request" },
  ])("answers $status to CONNECT for $what", async ({ authority, status, code }) => {
    const countBefore = await earlyFailures(code);
    const { status: got, port } = await callThroughTunnel(
      pod,
      good,
      { target: TARGET, authority },
      undefined,
    );
    expect(got).toBe(status);
    await expectReported(code, port ?? 0, countBefore);
    await expectServed();
  });

  const badFrames: readonly BadCase[] = [
    {
      name: "HTTP/1.1 within TLS",
      act: async () => {
        const client = await tls(good);
        client.send(Buffer.from("GET / HTTP/1.1\r\nhost: pod\r\n\r\n"));
        return client;
      },
      expected: { goaway: "PROTOCOL_ERROR", code: "http2-failed", reason: "bad-preface" },
    },
    {
      name: "a header block of 1 MB in one frame",
      act: () => greeted(frame(TYPE.HEADERS, END_HEADERS, 1, Buffer.alloc(MEBIBYTE, 0x40))),
      expected: { goaway: "ENHANCE_YOUR_CALM", code: "http2-failed", reason: "header-block-too-large" },
      overflows: true,
    },
    {
      name: "a header block of 1 MB in CONTINUATION frames",
      act: () =>
        greeted(connectHead(), ...repeat(64, frame(TYPE.CONTINUATION, 0, 1, Buffer.alloc(16_384, 0x40)))),
      expected: { goaway: "ENHANCE_YOUR_CALM", code: "http2-failed", reason: "header-block-too-large" },
      overflows: true,
    },
    {
      name: "empty CONTINUATION frames without end",
      act: () => greeted(connectHead(), ...repeat(1_000, frame(TYPE.CONTINUATION, 0, 1))),
      expected: { goaway: "ENHANCE_YOUR_CALM", code: "http2-failed", reason: "too-many-continuations" },
      overflows: true,
    },
    {
      name: "a block that HPACK cannot decode",
      act: () => greeted(frame(TYPE.HEADERS, END_HEADERS, 1, Buffer.of(0xff, 0xff, 0xff, 0xff, 0xff))),
      expected: { goaway: "COMPRESSION_ERROR", code: "http2-failed", reason: "compression" },
    },
    {
      name: "a frame beyond the announced size",
      act: () => greeted(Buffer.of(0xff, 0xff, 0xff, TYPE.DATA, 0, 0, 0, 0, 1)),
      expected: { goaway: "FRAME_SIZE_ERROR", code: "http2-failed", reason: "frame-too-large" },
    },
    {
      name: "rapid resets",
      // Nothing listens there: an application of the same machine would have answered before the reset.
      act: () =>
        greeted(...streams(400, (id) => [connectFrame(id, NO_APP), wordFrame(TYPE.RST_STREAM, id, 8)])),
      expected: { goaway: "ENHANCE_YOUR_CALM", code: "http2-failed", reason: "too-many-resets" },
      overflows: true,
    },
    {
      name: "a flood of SETTINGS",
      act: () => greeted(...repeat(3_000, settingsFrame([4, 65_535]))),
      expected: { goaway: "ENHANCE_YOUR_CALM", code: "http2-failed", reason: "control-flood" },
      overflows: true,
    },
    {
      name: "a flood of PING",
      act: () => greeted(...repeat(6_000, frame(TYPE.PING, 0, 0, Buffer.alloc(8)))),
      expected: { goaway: "ENHANCE_YOUR_CALM", code: "http2-failed", reason: "control-flood" },
      overflows: true,
    },
    {
      name: "a flood of empty DATA",
      act: () => greeted(connectFrame(1, SILENT_APP), ...repeat(6_000, frame(TYPE.DATA, 0, 1))),
      expected: { goaway: "ENHANCE_YOUR_CALM", code: "http2-failed", reason: "control-flood" },
      overflows: true,
    },
    {
      name: "a flood of PRIORITY",
      act: () => greeted(...repeat(6_000, frame(TYPE.PRIORITY, 0, 1, Buffer.of(0, 0, 0, 3, 1)))),
      expected: { goaway: "ENHANCE_YOUR_CALM", code: "http2-failed", reason: "control-flood" },
      overflows: true,
    },
    {
      name: "a flood of frames of an unknown type",
      act: () => greeted(...repeat(6_000, frame(0x77, 0, 0, Buffer.alloc(8)))),
      expected: { goaway: "ENHANCE_YOUR_CALM", code: "http2-failed", reason: "control-flood" },
      overflows: true,
    },
    {
      name: "an overflow of the connection's window",
      act: () => greeted(wordFrame(TYPE.WINDOW_UPDATE, 0, MAX_WINDOW)),
      expected: { goaway: "FLOW_CONTROL_ERROR", code: "http2-failed", reason: "window-overflow" },
    },
    {
      name: "PUSH_PROMISE of a client",
      act: () => greeted(frame(TYPE.PUSH_PROMISE, END_HEADERS, 1, Buffer.of(0, 0, 0, 2))),
      expected: { goaway: "PROTOCOL_ERROR", code: "http2-failed", reason: "push-promise" },
    },
    {
      name: "DATA on a stream that was never opened",
      act: () => greeted(frame(TYPE.DATA, END_STREAM, 5, Buffer.from("x"))),
      expected: { goaway: "PROTOCOL_ERROR", code: "http2-failed", reason: "stream-idle" },
    },
  ];
  test.each(badFrames)("ends a connection with $name", expectCase);

  const badStreams: readonly BadCase[] = [
    {
      name: "an overflow of its window",
      act: async () => {
        const client = await greeted(connectFrame(1, SILENT_APP));
        await client.until(() => client.log.ofType("HEADERS", 1).length === 1);
        client.send(wordFrame(TYPE.WINDOW_UPDATE, 1, MAX_WINDOW));
        return client;
      },
      expected: { resets: { 1: "FLOW_CONTROL_ERROR" }, code: undefined },
    },
    {
      name: "a number above 200 at once",
      act: () => greeted(...streams(201, (id) => [connectFrame(id, SILENT_APP)])),
      expected: { resets: { 401: "REFUSED_STREAM" }, code: undefined },
    },
  ];
  test.each(badStreams)("resets a stream with $name", async ({ act, expected }) => {
    using client = await act();
    await eventually(() =>
      expect(client.soFar()).toMatchObject({ resets: expected.resets, isClosed: false }),
    );
    expect(client.soFar().goaway).toBeUndefined();
    await expectServed();
  });

  test("does not take more DATA than the window allows, and keeps no more of it", async () => {
    using client = await greeted(connectFrame(1, SILENT_APP));
    await client.until(() => client.log.ofType("HEADERS", 1).length === 1);
    const piece = frame(TYPE.DATA, 0, 1, Buffer.alloc(MEBIBYTE));
    // A stream's window is 4 MiB; what the application's socket buffers take is given back as credit.
    for (let count = 0; count < 40 && !client.soFar().isClosed; count++) client.send(piece);
    const wasTold = (): boolean =>
      client.soFar().goaway === "FLOW_CONTROL_ERROR" || client.soFar().resets[1] === "FLOW_CONTROL_ERROR";
    await client.until(wasTold);
    expect(wasTold()).toBe(true);
    await expectServed();
  });

  const slowPeers: readonly BadCase[] = [
    {
      name: "says nothing",
      act: () => tcp(),
      endsAfterMs: HANDSHAKE_MS,
      expected: { code: "http2-failed" },
    },
    {
      name: "says its TLS hello slowly",
      act: async () => trickling(await tcp(), Buffer.of(22, 3, 1, 2, 0, 1, 0, 1, 252, ...randomBytes(500))),
      endsAfterMs: HANDSHAKE_MS,
      expected: { code: "http2-failed" },
    },
    {
      name: "says its preface slowly",
      act: async () => trickling(await tls(good), Buffer.concat([PREFACE, settingsFrame()]), 1_000),
      endsAfterMs: HANDSHAKE_MS,
      expected: { code: "http2-failed" },
    },
    {
      name: "never says its preface",
      act: () => tls(good),
      endsAfterMs: HANDSHAKE_MS,
      expected: { code: "http2-failed" },
    },
    {
      name: "says its HEADERS slowly",
      act: async () => trickling(await greeted(), connectHead(), 2_000),
      endsAfterMs: PING_MS,
      expected: { goaway: "NO_ERROR", code: "http2-failed" },
    },
    {
      name: "says CONTINUATION slowly",
      act: async () =>
        trickling(await greeted(connectHead()), frame(TYPE.CONTINUATION, 0, 1, Buffer.alloc(500)), 500),
      endsAfterMs: PING_MS,
      expected: { goaway: "NO_ERROR", code: "http2-failed" },
    },
  ];
  test("ends every slow peer in time, while others are served", async () => {
    const outcomes = await Promise.allSettled(slowPeers.map((slow) => expectCase(slow)));
    const failures = outcomes.flatMap((outcome, index) =>
      outcome.status === "rejected" ? [`${slowPeers[index]?.name}: ${String(outcome.reason)}`] : [],
    );
    expect(failures).toEqual([]);
  });

  test("bears a thousand of the bad ones in bounded memory", async () => {
    for (let round = 0; round < 20; round++) {
      const clients = await Promise.all(
        Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? tls() : tcp(randomBytes(100)))),
      );
      await Promise.all(clients.map((client) => client.answer()));
      for (const client of clients) client[Symbol.dispose]();
    }
    await expectServed();
    expect(pod.residentBytes() - residentBefore).toBeLessThan(100 * MEBIBYTE);
  });
});

function hangUp(client: BadClient): BadClient {
  client[Symbol.dispose]();
  return client;
}

/** Goes on in the background; it ends with the connection. */
function trickling(client: BadClient, bytes: Uint8Array, intervalMs = 100): BadClient {
  void client.trickle(bytes, intervalMs);
  return client;
}

/** HEADERS without END_HEADERS. */
function connectHead(): Buffer {
  return frame(TYPE.HEADERS, 0, 1, literalFields([[":method", "CONNECT"]]));
}

function repeat(count: number, piece: Uint8Array): Uint8Array[] {
  return Array.from({ length: count }, () => piece);
}

function streams(count: number, make: (id: number) => readonly Uint8Array[]): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => make(index * 2 + 1)).flat();
}
