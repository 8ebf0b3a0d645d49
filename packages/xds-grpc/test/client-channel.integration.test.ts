/** The connection to a control plane, below the calls: what its TLS has to have, and how a dead one is noticed. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { createServer, type TLSSocket, type TlsOptions } from "node:tls";
import { systemClock } from "@ambit/lifecycle";
import { type Client, status } from "@grpc/grpc-js";
import { afterEach, describe, expect, test, vi } from "vitest";
import { connectChannel, createChannel } from "../src/client-channel.ts";
import type { ControlPlaneTls } from "../src/index.ts";
import { aCertificate, anAuthority } from "./certificates.ts";

const EMPTY_SETTINGS = Uint8Array.of(0, 0, 0, 4, 0, 0, 0, 0, 0);
const PREFACE_BYTES = 24;
const FRAME_HEADER_BYTES = 9;
const HEADERS = 1;
const PING = 6;

/** Shakes hands, sends its SETTINGS, and never says another word. */
class MuteServer implements AsyncDisposable {
  readonly url: string;
  readonly rootsPem: string;
  readonly #server: ReturnType<typeof createServer>;
  readonly #sockets = new Set<TLSSocket>();
  #received = Buffer.alloc(0);

  private constructor(server: ReturnType<typeof createServer>, rootsPem: string) {
    this.#server = server;
    this.url = `https://localhost:${(server.address() as AddressInfo).port}`;
    this.rootsPem = rootsPem;
    server.on("secureConnection", (socket) => {
      this.#sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => this.#sockets.delete(socket));
      socket.on("data", (bytes) => {
        this.#received = Buffer.concat([this.#received, bytes]);
      });
      socket.write(EMPTY_SETTINGS);
    });
  }

  static async listen(options: TlsOptions = {}): Promise<MuteServer> {
    const {
      certificatePem: cert,
      keyPem: key,
      rootsPem,
    } = aCertificate(anAuthority(), { dnsNames: ["localhost"] });
    const server = createServer({ cert, key, ALPNProtocols: ["h2"], ...options }).listen(0);
    await once(server, "listening");
    return new MuteServer(server, rootsPem);
  }

  get connectionCount(): number {
    return this.#sockets.size;
  }

  /** Types of the frames that have come. */
  get frames(): readonly number[] {
    const types: number[] = [];
    for (let at = PREFACE_BYTES; at + FRAME_HEADER_BYTES <= this.#received.length; ) {
      types.push(this.#received.readUInt8(at + 3));
      at += FRAME_HEADER_BYTES + this.#received.readUIntBE(at, 3);
    }
    return types;
  }

  channel(tls: ControlPlaneTls = {}): Client {
    return createChannel({ url: this.url, roots: { kind: "pem", pem: this.rootsPem }, tls }, this.rootsPem);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }
}

async function isConnected(client: Client): Promise<boolean> {
  try {
    await connectChannel(client, systemClock, new AbortController().signal);
    return true;
  } catch {
    return false;
  } finally {
    client.close();
  }
}

/** By turns of the loop, while the clock stands still. */
async function until(isDone: () => boolean): Promise<void> {
  while (!isDone()) await nextTurn();
}

describe("a connection to a control plane", () => {
  afterEach(() => vi.useRealTimers());

  test.each<{ server: string; client: string; isUp: boolean; offered: TlsOptions; wanted: ControlPlaneTls }>([
    {
      server: "TLS 1.2",
      client: "TLS 1.3",
      isUp: false,
      offered: { maxVersion: "TLSv1.2" },
      wanted: { minVersion: "1.3" },
    },
    {
      server: "TLS 1.2",
      client: "TLS 1.2 at least",
      isUp: true,
      offered: { maxVersion: "TLSv1.2" },
      wanted: { minVersion: "1.2" },
    },
    {
      server: "P-256",
      client: "X25519MLKEM768",
      isUp: false,
      offered: { ecdhCurve: "P-256" },
      wanted: { groups: "X25519MLKEM768" },
    },
    { server: "P-256", client: "any key exchange", isUp: true, offered: { ecdhCurve: "P-256" }, wanted: {} },
    {
      server: "X25519MLKEM768",
      client: "X25519MLKEM768",
      isUp: true,
      offered: { ecdhCurve: "X25519MLKEM768" },
      wanted: { groups: "X25519MLKEM768" },
    },
    {
      server: "ChaCha20",
      client: "the suites of HBONE",
      isUp: false,
      offered: { ciphers: "TLS_CHACHA20_POLY1305_SHA256", minVersion: "TLSv1.3" },
      wanted: {},
    },
  ])(
    "to a server that has $server, by a client that wants $client: $isUp",
    async ({ isUp, offered, wanted }) => {
      await using server = await MuteServer.listen(offered);
      expect(await isConnected(server.channel(wanted))).toBe(isUp);
    },
  );

  test("is asked by PING after 30 s whether it lives, and given up after 10 s without an answer", async () => {
    await using server = await MuteServer.listen();
    const client = server.channel();
    await connectChannel(client, systemClock, new AbortController().signal);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const call = client.makeBidiStreamRequest(
      "/a/B",
      () => Buffer.alloc(0),
      () => undefined,
    );
    const ends: number[] = [];
    call.on("error", ({ code }: { readonly code: number }) => ends.push(code));
    await until(() => server.frames.includes(HEADERS));
    await vi.advanceTimersByTimeAsync(29_000);
    expect(server.frames).not.toContain(PING);
    await vi.advanceTimersByTimeAsync(1_000);
    await until(() => server.frames.includes(PING));
    await vi.advanceTimersByTimeAsync(9_000);
    expect(ends).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_000);
    await until(() => ends.length > 0 && server.connectionCount === 0);
    expect(ends).toEqual([status.UNAVAILABLE]);
    client.close();
  });
});
