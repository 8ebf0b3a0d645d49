import { randomBytes } from "node:crypto";
import { allocateArea, closeFd, sendFrom, shutdownWrite } from "@ambit/linux";
import { describe, expect, test } from "vitest";
import {
  outputPending,
  type PeerCheck,
  type PeerVerdict,
  TLS_AGAIN,
  TLS_CLOSED,
  TLS_FAILED,
} from "../src/index.ts";
import { TestAuthority } from "../src/testing/index.ts";
import {
  acceptAll,
  CLIENT_ID,
  clientMaterial,
  exchange,
  intermediate,
  readOnce,
  root,
  SERVER_ID,
  serverMaterial,
  TlsPair,
} from "./support.ts";

const HOUR_MS = 3_600_000;
const rawArea = allocateArea(65536);
const otherRoot = TestAuthority.root({ name: "other root", keyType: "rsa" });

describe("a handshake between two identities of one root", () => {
  test("ends on both sides with TLS 1.3, AES-256-GCM, the hybrid group and h2", () => {
    using pair = new TlsPair();
    expect(pair.handshake()).toEqual({ client: "done", server: "done" });
    const facts = {
      version: "TLSv1.3",
      cipher: "TLS_AES_256_GCM_SHA384",
      group: "X25519MLKEM768",
      alpn: "h2",
    };
    expect(pair.client.session.facts()).toMatchObject(facts);
    expect(pair.server.session.facts()).toMatchObject(facts);
    expect(pair.client.session.facts().peerSerial).toBe(pair.client.session.peer?.serialNumber);
  });

  test("shows each side the other's names and a chain of leaf and intermediate, without the root", () => {
    const seen: Record<string, readonly string[]> = {};
    const checkAs =
      (name: string): PeerCheck =>
      (uriSans) => {
        seen[name] = uriSans;
        return "ok";
      };
    const second = "spiffe://cluster.local/ns/shop/sa/second";
    using pair = new TlsPair({
      client: { check: checkAs("client") },
      server: { check: checkAs("server"), material: intermediate.material({ uriSans: [SERVER_ID, second] }) },
    });
    pair.handshake();
    expect(seen).toEqual({ client: [SERVER_ID, second], server: [CLIENT_ID] });
    expect(pair.client.session.peer?.chainLength).toBe(2);
    expect(pair.server.session.peer?.chainLength).toBe(2);
  });

  test("leaves out a root that comes with the chain", () => {
    const chainPem = [...serverMaterial.chainPem, root.certificatePem];
    using pair = new TlsPair({ server: { material: { ...serverMaterial, chainPem } } });
    expect(pair.handshake()).toEqual({ client: "done", server: "done" });
    expect(pair.client.session.peer?.chainLength).toBe(2);
  });

  test("gives the serial number to the check, as a decimal", () => {
    let serial = "";
    using pair = new TlsPair({
      client: {
        check: (_uriSans, serialNumber) => {
          serial = serialNumber;
          return "ok";
        },
      },
      server: { material: intermediate.material({ uriSans: [SERVER_ID], serialNumber: 0x80_00_00_00_01n }) },
    });
    pair.handshake();
    expect(serial).toBe("549755813889");
  });

  test.each([
    ["RSA leafs of an RSA root", otherRoot, "rsa" as const],
    ["EC leafs of an RSA root", otherRoot, "ec" as const],
    ["RSA leafs of an EC root", root, "rsa" as const],
  ])("works with %s", (_name, authority, keyType) => {
    const material = authority.material({ uriSans: [SERVER_ID], keyType });
    using pair = new TlsPair({ client: { material }, server: { material } });
    expect(pair.handshake()).toEqual({ client: "done", server: "done" });
  });

  test("takes an intermediate as an anchor when it is delivered as a root", () => {
    const rootsPem = [intermediate.certificatePem];
    using pair = new TlsPair({ client: { material: { ...clientMaterial, rootsPem } } });
    expect(pair.handshake()).toEqual({ client: "done", server: "done" });
  });

  test("takes a leaf without any extended key usage", () => {
    const material = intermediate.material({ uriSans: [SERVER_ID], extendedKeyUsage: [] });
    using pair = new TlsPair({ server: { material } });
    expect(pair.handshake()).toEqual({ client: "done", server: "done" });
  });
});

describe("groups", () => {
  test.each([
    ["X25519MLKEM768", "X25519MLKEM768", "X25519MLKEM768"],
    ["X25519:P-256", undefined, "x25519"],
    ["P-256", undefined, "secp256r1"],
    [undefined, "P-384", "secp384r1"],
  ])("client %s and server %s agree on %s", (client, server, agreed) => {
    using pair = new TlsPair({
      client: client === undefined ? {} : { groups: client },
      server: server === undefined ? {} : { groups: server },
    });
    expect(pair.handshake()).toEqual({ client: "done", server: "done" });
    expect(pair.client.session.facts().group).toBe(agreed);
  });

  test("none in common fails on both sides, with an alert for the client", () => {
    using pair = new TlsPair({ client: { groups: "X25519MLKEM768" }, server: { groups: "P-256" } });
    expect(pair.handshake()).toEqual({ client: "failed", server: "failed" });
    expect(pair.server.session.failure().code).toBe("protocol");
    expect(pair.client.session.failure()).toMatchObject({ code: "peer-alert", alert: "handshake_failure" });
  });
});

type Refusal = Exclude<PeerVerdict, "ok">;
const REFUSALS: readonly (readonly [Refusal, string])[] = [
  ["wrong-trust-domain", "bad_certificate"],
  ["wrong-identity", "bad_certificate"],
  ["no-identity", "certificate_unknown"],
  ["revoked", "certificate_revoked"],
];

const expired = { notBeforeMs: Date.now() - 2 * HOUR_MS, notAfterMs: Date.now() - HOUR_MS };
const notYetValid = { notBeforeMs: Date.now() + HOUR_MS, notAfterMs: Date.now() + 2 * HOUR_MS };
const BAD_CERTIFICATES = [
  { name: "of another root", make: () => otherRoot.material(), code: "unknown-ca", alert: "unknown_ca" },
  {
    name: "whose intermediate is missing",
    make: () => ({ ...intermediate.material(), chainPem: [intermediate.leaf().certificatePem] }),
    code: "unknown-ca",
    alert: "unknown_ca",
  },
  {
    name: "that is expired",
    make: () => intermediate.material(expired),
    code: "certificate-expired",
    alert: "certificate_expired",
  },
  {
    name: "that is not valid yet",
    make: () => intermediate.material(notYetValid),
    code: "bad-certificate",
    alert: "bad_certificate",
  },
] as const;

/** Material that trusts the usual root, whatever its own chain is. */
function trusting(material: ReturnType<TestAuthority["material"]>): typeof material {
  return { ...material, rootsPem: [root.rootPem] };
}

describe("a server refuses a client", () => {
  test.each(BAD_CERTIFICATES.filter(({ name }) => !name.includes("missing")))(
    "with a certificate $name: $code, alert $alert",
    ({ make, code, alert }) => {
      using pair = new TlsPair({ client: { material: trusting(make()) } });
      expect(pair.handshake().server).toBe("failed");
      expect(pair.server.session.failure().code).toBe(code);
      expect(readOnce(pair.client)).toMatchObject({
        result: TLS_FAILED,
        failure: { code: "peer-alert", alert },
      });
    },
  );

  test("whose certificate is for servers only: bad-certificate, alert unsupported_certificate", () => {
    const material = intermediate.material({ extendedKeyUsage: ["server"] });
    using pair = new TlsPair({ client: { material } });
    expect(pair.handshake().server).toBe("failed");
    expect(pair.server.session.failure().code).toBe("bad-certificate");
    expect(readOnce(pair.client).failure.alert).toBe("unsupported_certificate");
  });

  test.each(REFUSALS)("by the verdict %s, alert %s, which the client reads", (verdict, alert) => {
    using pair = new TlsPair({ server: { check: () => verdict } });
    // In TLS 1.3 the client is done before the server has judged it.
    expect(pair.handshake()).toEqual({ client: "done", server: "failed" });
    expect(pair.server.session.failure().code).toBe(verdict);
    expect(pair.server.session.peer?.uriSans).toEqual([CLIENT_ID]);
    expect(readOnce(pair.client)).toMatchObject({
      result: TLS_FAILED,
      failure: { code: "peer-alert", alert },
    });
  });
});

describe("a client refuses a server", () => {
  test.each(BAD_CERTIFICATES.filter(({ name }) => !name.includes("missing")))(
    "with a certificate $name: $code, alert $alert",
    ({ make, code, alert }) => {
      using pair = new TlsPair({ server: { material: trusting(make()) } });
      expect(pair.handshake()).toEqual({ client: "failed", server: "failed" });
      expect(pair.client.session.failure().code).toBe(code);
      expect(pair.server.session.failure()).toMatchObject({ code: "peer-alert", alert });
    },
  );

  test("that sends its leaf without the intermediate", () => {
    const leafOnly = { ...serverMaterial, chainPem: serverMaterial.chainPem.slice(0, 1) };
    using pair = new TlsPair({ server: { material: leafOnly } });
    expect(pair.handshake().client).toBe("failed");
    expect(pair.client.session.failure().code).toBe("unknown-ca");
  });

  test("whose certificate is for clients only", () => {
    const material = intermediate.material({ extendedKeyUsage: ["client"] });
    using pair = new TlsPair({ server: { material } });
    expect(pair.handshake()).toEqual({ client: "failed", server: "failed" });
    expect(pair.client.session.failure().code).toBe("bad-certificate");
    expect(pair.server.session.failure().alert).toBe("unsupported_certificate");
  });

  test.each(REFUSALS)(
    "by the verdict %s, alert %s, before it sends anything of a request",
    (verdict, alert) => {
      using pair = new TlsPair({ client: { check: () => verdict } });
      expect(pair.handshake()).toEqual({ client: "failed", server: "failed" });
      expect(pair.client.session.failure().code).toBe(verdict);
      expect(pair.server.session.failure()).toMatchObject({ code: "peer-alert", alert });
      expect(pair.client.session.write(rawArea, 0, 5)).toBe(TLS_FAILED);
      expect(outputPending()).toBe(0);
    },
  );
});

describe("a check that breaks", () => {
  test.each<readonly [string, PeerCheck]>([
    [
      "by a throw",
      () => {
        throw new Error("out of order");
      },
    ],
    ["by a verdict outside the type", () => "fine" as "ok"],
    ["by no verdict", () => undefined as unknown as "ok"],
  ])("%s refuses the peer and leaves the thread usable", (_name, check) => {
    {
      using pair = new TlsPair({ server: { check } });
      expect(pair.handshake().server).toBe("failed");
      expect(readOnce(pair.client)).toMatchObject({
        result: TLS_FAILED,
        failure: { alert: "internal_error" },
      });
    }
    using next = new TlsPair();
    expect(next.handshake()).toEqual({ client: "done", server: "done" });
  });

  test("shows the thrown message in the failure", () => {
    using pair = new TlsPair({
      server: {
        check: () => {
          throw new Error("out of order");
        },
      },
    });
    pair.handshake();
    expect(pair.server.session.failure()).toEqual({
      code: "internal",
      message: "the check of the peer failed: out of order",
    });
  });
});

describe("bytes that are no TLS", () => {
  test.each([
    ["an HTTP request", () => new TextEncoder().encode("GET / HTTP/1.1\r\nhost: x\r\n\r\n")],
    ["an HTTP/2 preface", () => new TextEncoder().encode("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")],
    ["zeros", () => new Uint8Array(64)],
    ["a handshake record with garbage", () => Uint8Array.of(0x16, 3, 1, 0, 40, ...randomBytes(40))],
    ["an unknown record type", () => Uint8Array.of(0x99, 3, 3, 0, 4, 1, 2, 3, 4)],
  ])("%s instead of a ClientHello fails as protocol", (_name, make) => {
    using pair = new TlsPair();
    const bytes = make();
    rawArea.bytes.set(bytes);
    sendFrom(pair.client.fd, rawArea, 0, bytes.length);
    expect(pair.server.handshake()).toBe("failed");
    expect(pair.server.session.failure().code).toBe("protocol");
    expect(pair.server.handshake()).toBe("failed");
    expect(pair.server.session.read(rawArea, 0, 10)).toBe(TLS_FAILED);
  });

  test("random bytes never crash and never succeed", () => {
    for (let round = 0; round < 300; round += 1) {
      using pair = new TlsPair();
      const bytes = randomBytes(1 + (round % 500));
      rawArea.bytes.set(bytes);
      sendFrom(pair.client.fd, rawArea, 0, bytes.length);
      shutdownWrite(pair.client.fd);
      expect(pair.server.handshake()).toBe("failed");
      expect(["protocol", "closed"]).toContain(pair.server.session.failure().code);
    }
  });

  test("a damaged record after the handshake fails the read and alerts the peer", () => {
    using pair = new TlsPair();
    pair.handshake();
    rawArea.bytes.set([0x17, 3, 3, 0, 20, ...randomBytes(20)]);
    sendFrom(pair.client.fd, rawArea, 0, 25);
    expect(readOnce(pair.server)).toMatchObject({ result: TLS_FAILED, failure: { code: "protocol" } });
    expect(readOnce(pair.client).failure.alert).toBe("bad_record_mac");
  });
});

describe("the end of a connection", () => {
  test("close_notify closes the other direction only", () => {
    using pair = new TlsPair();
    pair.handshake();
    pair.client.session.shutdown();
    expect(outputPending()).toBeGreaterThan(0);
    pair.client.flush();
    expect(readOnce(pair.server)).toMatchObject({ result: TLS_CLOSED, failure: { code: "closed" } });
    expect(exchange(pair.server, pair.client, "still here")).toBe("still here");
  });

  test("a bare end of the stream counts as closed, and writing goes on", () => {
    using pair = new TlsPair();
    pair.handshake();
    shutdownWrite(pair.client.fd);
    expect(readOnce(pair.server).result).toBe(TLS_CLOSED);
    expect(exchange(pair.server, pair.client, "still here")).toBe("still here");
  });

  test("an end in the middle of the handshake fails it as closed", () => {
    using pair = new TlsPair();
    pair.client.handshake();
    expect(pair.server.handshake()).toBe("again");
    shutdownWrite(pair.client.fd);
    expect(pair.server.handshake()).toBe("failed");
    expect(pair.server.session.failure().code).toBe("closed");
  });

  test("a broken descriptor fails as closed, with the errno in the message", () => {
    const pair = new TlsPair();
    pair.handshake();
    closeFd(pair.server.fd);
    const { result, failure } = readOnce(pair.server);
    pair[Symbol.dispose]();
    expect(result).toBe(TLS_FAILED);
    expect(failure).toEqual({ code: "closed", message: "Bad file descriptor (os error 9)" });
  });

  test("reading and writing before the end of the handshake is again, and shutdown does nothing", () => {
    using pair = new TlsPair();
    expect(pair.client.session.read(rawArea, 0, 10)).toBe(TLS_AGAIN);
    expect(pair.client.session.write(rawArea, 0, 10)).toBe(TLS_AGAIN);
    pair.client.session.shutdown();
    expect(outputPending()).toBe(0);
    expect(() => pair.client.session.facts()).toThrow(expect.objectContaining({ code: "not-open" }));
    expect(pair.handshake()).toEqual({ client: "done", server: "done" });
  });

  test("a freed session refuses every use, and freeing may be repeated", () => {
    using pair = new TlsPair();
    pair.handshake();
    const { session } = pair.client;
    session.free();
    session.free();
    for (const use of [
      () => session.read(rawArea, 0, 1),
      () => session.write(rawArea, 0, 1),
      () => session.handshake(),
    ]) {
      expect(use).toThrow(expect.objectContaining({ code: "freed" }));
    }
    expect(session.hasPending()).toBe(false);
  });

  test.each([
    ["an offset of -1", -1, 1],
    ["a length beyond the area", 1, 65536],
    ["a length of NaN", 0, Number.NaN],
    ["a length of zero for a read", 0, 0],
  ])("%s is refused", (_name, offset, length) => {
    using pair = new TlsPair({ client: { check: acceptAll } });
    pair.handshake();
    expect(() => pair.client.session.read(rawArea, offset, length)).toThrow(
      expect.objectContaining({ code: "bad-argument" }),
    );
    if (length !== 0) {
      expect(() => pair.client.session.write(rawArea, offset, length)).toThrow(
        expect.objectContaining({ code: "bad-argument" }),
      );
    }
  });
});
