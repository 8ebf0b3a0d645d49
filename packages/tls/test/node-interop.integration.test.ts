import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type ConnectionOptions, connect, createServer, type TLSSocket, type TlsOptions } from "node:tls";
import { parseIpAddress } from "@ambit/addr";
import {
  acceptSocket,
  allocateArea,
  bindSocket,
  closeFd,
  connectSocket,
  listenSocket,
  localAddress,
  sendFrom,
  tcpSocket,
} from "@ambit/linux";
import { describe, expect, test } from "vitest";
import { outputClear, outputPending, outputRange, TLS_AGAIN, TlsContext, TlsSession } from "../src/index.ts";
import { acceptAll, CLIENT_ID, intermediate, readRecord, root, SERVER_ID } from "./support.ts";

// node:tls and our sessions share OpenSSL, its error queue and this thread.
const LOOPBACK = parseIpAddress("127.0.0.1");
const MAX_TURNS = 20_000;
const area = allocateArea(65536);
const nodeLeaf = intermediate.leaf({ uriSans: [CLIENT_ID] });
const ourMaterial = intermediate.material({ uriSans: [SERVER_ID] });
const nodeIdentity = {
  key: nodeLeaf.privateKeyPem,
  cert: nodeLeaf.certificatePem + intermediate.certificatePem,
  ca: root.certificatePem,
};

/** Waits for something that node:tls, on the same thread, makes happen. */
async function until<T>(attempt: () => T | undefined): Promise<T> {
  for (let turn = 0; turn < MAX_TURNS; turn += 1) {
    const result = attempt();
    if (result !== undefined) {
      return result;
    }
    await nextTurn();
  }
  throw new Error("it did not happen");
}

function flush(fd: number): void {
  if (outputPending() > 0) {
    sendFrom(fd, outputRange(), 0, outputPending());
    outputClear();
  }
}

function finishHandshake(fd: number, session: TlsSession): Promise<string> {
  return until(() => {
    const result = session.handshake();
    flush(fd);
    return result === "again" ? undefined : result;
  });
}

function writeText(fd: number, session: TlsSession, text: string): void {
  const bytes = new TextEncoder().encode(text);
  area.bytes.set(bytes);
  session.write(area, 0, bytes.length);
  flush(fd);
}

async function readText(fd: number, session: TlsSession): Promise<string> {
  const length = await until(() => {
    const result = readRecord(session, area, 0, area.length);
    flush(fd);
    return result === TLS_AGAIN ? undefined : result;
  });
  return new TextDecoder().decode(area.bytes.subarray(0, Math.max(length, 0)));
}

/** A node:tls client against a session of ours. */
async function againstOurServer(
  options: ConnectionOptions,
  run: (peer: { fd: number; session: TlsSession; node: TLSSocket }) => Promise<void>,
  minVersion: "1.2" | "1.3" = "1.3",
): Promise<void> {
  const listener = tcpSocket(4);
  bindSocket(listener, { ip: LOOPBACK, port: 0 });
  listenSocket(listener, 1);
  const port = localAddress(listener)?.port ?? 0;
  const node = connect({ port, host: LOOPBACK, checkServerIdentity: () => undefined, ...options });
  node.on("error", () => undefined);
  const fd = await until(() => {
    const accepted = acceptSocket(listener);
    return accepted >= 0 ? accepted : undefined;
  });
  const context = TlsContext.create({ role: "server", material: ourMaterial, minVersion });
  const session = new TlsSession(context, fd, acceptAll);
  try {
    await run({ fd, session, node });
  } finally {
    node.destroy();
    session.free();
    context.free();
    closeFd(fd);
    closeFd(listener);
  }
}

/** A session of ours as a client of a node:tls server. */
async function againstNodeServer(
  options: TlsOptions,
  run: (peer: { fd: number; session: TlsSession; accepted: Promise<TLSSocket[]> }) => Promise<void>,
): Promise<void> {
  const server = createServer({ ...nodeIdentity, requestCert: true, ALPNProtocols: ["h2"], ...options });
  server.on("tlsClientError", () => undefined);
  server.listen(0, LOOPBACK);
  await once(server, "listening");
  const accepted = once(server, "secureConnection");
  const fd = tcpSocket(4);
  connectSocket(fd, { ip: LOOPBACK, port: (server.address() as AddressInfo).port });
  await nextTurn();
  const context = TlsContext.create({ role: "client", material: ourMaterial });
  const session = new TlsSession(context, fd, acceptAll);
  try {
    await run({ fd, session, accepted });
  } finally {
    session.free();
    context.free();
    closeFd(fd);
    server.close();
  }
}

describe("a node:tls client against a session of ours", () => {
  test("agrees on h2 and carries data", async () => {
    await againstOurServer(
      { ...nodeIdentity, ALPNProtocols: ["http/1.1", "h2"] },
      async ({ fd, session, node }) => {
        expect(await finishHandshake(fd, session)).toBe("done");
        expect(session.facts()).toMatchObject({
          version: "TLSv1.3",
          alpn: "h2",
          peerSerial: nodeLeaf.serialNumber,
        });
        expect(session.peer?.uriSans).toEqual([CLIENT_ID]);
        node.write("from node");
        expect(await readText(fd, session)).toBe("from node");
        writeText(fd, session, "from us");
        const [chunk] = (await once(node, "data")) as [Buffer];
        expect(chunk.toString()).toBe("from us");
        expect(node.alpnProtocol).toBe("h2");
        expect(node.isSessionReused()).toBe(false);
      },
    );
  });

  test("may name any server", async () => {
    const options = { ...nodeIdentity, ALPNProtocols: ["h2"], servername: "some.host.example" };
    await againstOurServer(options, async ({ fd, session }) => {
      expect(await finishHandshake(fd, session)).toBe("done");
    });
  });

  test("gets no session ticket", async () => {
    await againstOurServer({ ...nodeIdentity, ALPNProtocols: ["h2"] }, async ({ fd, session, node }) => {
      let tickets = 0;
      node.on("session", () => {
        tickets += 1;
      });
      expect(await finishHandshake(fd, session)).toBe("done");
      // What the handshake leaves behind would come before the first bytes.
      writeText(fd, session, "from us");
      await once(node, "data");
      expect(tickets).toBe(0);
    });
  });

  test("is tolerated without ALPN", async () => {
    await againstOurServer(nodeIdentity, async ({ fd, session }) => {
      expect(await finishHandshake(fd, session)).toBe("done");
      expect(session.facts().alpn).toBeUndefined();
    });
  });

  test("is refused with no_application_protocol when its list lacks h2", async () => {
    await againstOurServer(
      { ...nodeIdentity, ALPNProtocols: ["http/1.1"] },
      async ({ fd, session, node }) => {
        const failed = once(node, "error", { signal: AbortSignal.timeout(5000) }).catch((error: unknown) => [
          error,
        ]);
        expect(await finishHandshake(fd, session)).toBe("failed");
        expect(session.failure().code).toBe("no-application-protocol");
        expect(String((await failed)[0])).toMatch(/no application protocol/i);
      },
    );
  });

  test("is refused with certificate_required without a certificate", async () => {
    await againstOurServer({ ca: nodeIdentity.ca, ALPNProtocols: ["h2"] }, async ({ fd, session, node }) => {
      const failed = once(node, "error", { signal: AbortSignal.timeout(5000) }).catch((error: unknown) => [
        error,
      ]);
      expect(await finishHandshake(fd, session)).toBe("failed");
      expect(session.failure().code).toBe("no-client-certificate");
      expect(session.peer).toBeUndefined();
      expect(String((await failed)[0])).toMatch(/certificate required/i);
    });
  });

  test("is refused when it speaks TLS 1.2 only, unless that is allowed", async () => {
    const options: ConnectionOptions = { ...nodeIdentity, ALPNProtocols: ["h2"], maxVersion: "TLSv1.2" };
    await againstOurServer(options, async ({ fd, session }) => {
      expect(await finishHandshake(fd, session)).toBe("failed");
      expect(session.failure().code).toBe("protocol");
    });
    await againstOurServer(
      options,
      async ({ fd, session }) => {
        expect(await finishHandshake(fd, session)).toBe("done");
        expect(session.facts()).toMatchObject({
          version: "TLSv1.2",
          cipher: "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          alpn: "h2",
        });
      },
      "1.2",
    );
  });

  test("is refused when it has ChaCha20 only", async () => {
    const options = { ...nodeIdentity, ciphers: "TLS_CHACHA20_POLY1305_SHA256" };
    await againstOurServer(options, async ({ fd, session }) => {
      expect(await finishHandshake(fd, session)).toBe("failed");
      expect(session.failure().code).toBe("protocol");
    });
  });

  test("that gives up on our certificate without an alert, as node:tls does, shows as closed", async () => {
    const options = { ...nodeIdentity, ca: intermediate.leaf().certificatePem };
    await againstOurServer(options, async ({ fd, session }) => {
      expect(await finishHandshake(fd, session)).toBe("failed");
      expect(session.failure().code).toBe("closed");
    });
  });
});

describe("a session of ours against a node:tls server", () => {
  test("agrees on h2, sends its certificate and no server name, and ignores session tickets", async () => {
    await againstNodeServer({}, async ({ fd, session, accepted }) => {
      expect(await finishHandshake(fd, session)).toBe("done");
      const [node] = await accepted;
      expect(node?.authorized).toBe(true);
      expect(node?.servername).toBe(false);
      expect(node?.alpnProtocol).toBe("h2");
      expect(node?.getPeerCertificate().subjectaltname).toBe(`URI:${SERVER_ID}`);
      writeText(fd, session, "from us");
      const [chunk] = node === undefined ? [] : ((await once(node, "data")) as [Buffer]);
      expect(chunk?.toString()).toBe("from us");
      node?.write("from node");
      // The tickets that node:tls sends first are handled by the same read.
      expect(await readText(fd, session)).toBe("from node");
      expect(session.peer?.uriSans).toEqual([CLIENT_ID]);
      node?.destroy();
    });
  });

  test.each([
    ["ECDH on X25519 only", { ecdhCurve: "X25519" }, "x25519"],
    ["ECDH on P-256 only", { ecdhCurve: "P-256" }, "secp256r1"],
  ])("falls back to %s", async (_name, options, group) => {
    await againstNodeServer(options, async ({ fd, session }) => {
      expect(await finishHandshake(fd, session)).toBe("done");
      expect(session.facts().group).toBe(group);
    });
  });

  test("is alone with its ALPN list when the server has none", async () => {
    await againstNodeServer({ ALPNProtocols: [] }, async ({ fd, session }) => {
      expect(await finishHandshake(fd, session)).toBe("done");
      expect(session.facts().alpn).toBeUndefined();
    });
  });
});
