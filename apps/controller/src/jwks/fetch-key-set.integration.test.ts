import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { CertificateAuthority } from "@ambit/identity";
import { expect, test } from "vitest";
import { issueServingCertificate } from "../ca/serving-certificate.ts";
import { fetchKeySet } from "./fetch-key-set.ts";
import { isFetchableAddress } from "./fetchable-address.ts";
import { JwksError } from "./jwks-error.ts";
import type { KeySource } from "./key-source.ts";

const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const KEYS = JSON.stringify({ keys: [publicKey.export({ format: "jwk" })] });

type Answer = (request: IncomingMessage, response: ServerResponse, place: { readonly port: number }) => void;

async function serve(server: Server): Promise<AsyncDisposable & { readonly port: number }> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      server.close();
      if ("closeAllConnections" in server && typeof server.closeAllConnections === "function") {
        server.closeAllConnections();
      }
      await once(server, "close");
    },
  };
}

async function issuer(answer: Answer): Promise<AsyncDisposable & { readonly port: number }> {
  const made = await serve(createServer((request, response) => answer(request, response, made)));
  return made;
}

/** What is fetched, or the code of why it is not. */
async function outcome(
  url: string,
  source: Partial<KeySource> = {},
  options: { readonly isAllowedAddress?: (ip: string) => boolean; readonly ca?: string } = {},
): Promise<string> {
  const signal = new AbortController().signal;
  try {
    return await fetchKeySet(
      { id: url, url, isDiscovery: false, timeoutMs: 5_000, ...source },
      { signal, isAllowedAddress: () => true, ...options },
    );
  } catch (error) {
    if (error instanceof JwksError) return error.code;
    throw error;
  }
}

test("keys come from their URL", async () => {
  await using server = await issuer((request, response) => {
    expect(request.headers.accept).toBe("application/json");
    response.end(request.url === "/keys?a=b" ? KEYS : "");
  });
  expect(await outcome(`http://127.0.0.1:${server.port}/keys?a=b`)).toBe(KEYS);
});

test("without a URL the issuer's configuration says where they are", async () => {
  await using server = await issuer((request, response, { port }) => {
    const isConfiguration = request.url === "/.well-known/openid-configuration";
    response.end(isConfiguration ? JSON.stringify({ jwks_uri: `http://127.0.0.1:${port}/keys` }) : KEYS);
  });
  const url = `http://127.0.0.1:${server.port}/.well-known/openid-configuration`;
  expect(await outcome(url, { isDiscovery: true })).toBe(KEYS);
});

test.each(["", "no JSON", "null", "{}", '{"jwks_uri":7}'])("a configuration %j is none", async (text) => {
  await using server = await issuer((_request, response) => response.end(text));
  expect(await outcome(`http://127.0.0.1:${server.port}/`, { isDiscovery: true })).toBe("bad-document");
});

test.each<[string, Answer, string]>([
  ["another status than 200", (_request, response) => response.writeHead(404).end(KEYS), "fetch-failed"],
  ["no keys", (_request, response) => response.end('{"keys":[]}'), "bad-document"],
  ["more than is read", (_request, response) => response.end(Buffer.alloc(256 * 1024 + 1)), "too-long"],
  [
    "a break",
    (_request, response) => response.writeHead(200, { "content-length": 9 }).destroy(),
    "fetch-failed",
  ],
  ["a circle", (_request, response) => response.writeHead(302, { location: "/again" }).end(), "fetch-failed"],
  ["a file", (_request, response) => response.writeHead(302, { location: "file:///a" }).end(), "bad-url"],
])("an answer with %s is a failure", async (_what, answer, code) => {
  await using server = await issuer(answer);
  expect(await outcome(`http://127.0.0.1:${server.port}/`)).toBe(code);
});

test("redirects are followed, three of them", async () => {
  await using server = await issuer((request, response) => {
    const count = Number(request.url?.slice(1));
    if (count === 0) response.end(KEYS);
    else response.writeHead(307, { location: `/${count - 1}` }).end();
  });
  expect(await outcome(`http://127.0.0.1:${server.port}/3`)).toBe(KEYS);
  expect(await outcome(`http://127.0.0.1:${server.port}/4`)).toBe("fetch-failed");
});

test.each(["ftp://a/keys", "keys", "http://user:secret@a/keys", ""])("%j is no URL of keys", async (url) => {
  expect(await outcome(url)).toBe("bad-url");
});

test("an address of this machine is refused, by number and by name", async () => {
  await using server = await issuer((_request, response) => response.end(KEYS));
  const isAllowedAddress = isFetchableAddress;
  for (const host of ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "localhost", "2130706433"]) {
    const url = `http://${host}:${server.port}/`;
    expect([host, await outcome(url, {}, { isAllowedAddress })]).toEqual([host, "refused-address"]);
  }
});

test("a redirect to an address that is refused is not followed", async () => {
  let asked = 0;
  await using server = await issuer((_request, response, { port }) => {
    asked++;
    response.writeHead(302, { location: `http://127.0.0.2:${port}/` }).end();
  });
  const isAllowedAddress = (ip: string): boolean => ip !== "127.0.0.2";
  expect(await outcome(`http://127.0.0.1:${server.port}/`, {}, { isAllowedAddress })).toBe("refused-address");
  expect(asked).toBe(1);
});

test("who does not answer in time has failed", async () => {
  await using server = await issuer(() => undefined);
  expect(await outcome(`http://127.0.0.1:${server.port}/`, { timeoutMs: 50 })).toBe("fetch-failed");
});

test("who does not listen has failed", async () => {
  const server = await issuer(() => undefined);
  await server[Symbol.asyncDispose]();
  expect(await outcome(`http://127.0.0.1:${server.port}/`)).toBe("fetch-failed");
});

test("HTTPS is for authorities that are trusted, and does not lead to HTTP", async () => {
  const nowMs = Date.now();
  const authority = CertificateAuthority.generate({ trustDomain: "issuer", nowMs });
  const { certificatePem: cert, keyPem: key } = issueServingCertificate(
    authority,
    { namespace: "a", revision: "", customHosts: ["localhost"] },
    { nowMs, ttlMs: 3_600_000 },
  );
  await using plain = await issuer((_request, response) => response.end(KEYS));
  await using server = await serve(
    createTlsServer({ cert, key }, (request, response) => {
      if (request.url === "/keys") response.end(KEYS);
      else response.writeHead(302, { location: `http://127.0.0.1:${plain.port}/` }).end();
    }),
  );
  const ca = authority.rootsPem.join("");
  expect(await outcome(`https://localhost:${server.port}/keys`, {}, { ca })).toBe(KEYS);
  expect(await outcome(`https://localhost:${server.port}/keys`)).toBe("fetch-failed");
  expect(await outcome(`https://localhost:${server.port}/down`, {}, { ca })).toBe("refused-address");
});
