import { HeaderList, type HeaderPair } from "@ambit/http1";
import { expect, test } from "vitest";
import { sanitizeRequest, sanitizeResponse, upgradeOf } from "./header-rules.ts";

function headers(...fields: HeaderPair[]): HeaderList {
  return HeaderList.from(fields);
}

const ADDITIONS = { requestId: "id-1", scheme: "http", identity: undefined };

test.each([
  [[], "none"],
  [["websocket"], "websocket"],
  [["h2c", "websocket"], "websocket"],
  [["h2c"], "none"],
  [["tls/1.0"], "refused"],
] as const)("upgrade to %j: %s", (protocols, expected) => {
  expect(upgradeOf(protocols)).toBe(expected);
});

test("a request gets an id and a scheme, and keeps what it has", () => {
  const fresh = headers();
  sanitizeRequest(fresh, ADDITIONS);
  expect(fresh.find("x-request-id")).toBe("id-1");
  expect(fresh.find("x-forwarded-proto")).toBe("http");
  const known = headers(["x-request-id", "mine"], ["x-forwarded-proto", "https"]);
  sanitizeRequest(known, ADDITIONS);
  expect(known.find("x-request-id")).toBe("mine");
  expect(known.find("x-forwarded-proto")).toBe("https");
});

test("headers that would control the proxy, or pretend an identity, are taken away", () => {
  const list = headers(
    ["X-Envoy-Upstream-Rq-Timeout-Ms", "1"],
    ["x-envoy-peer-metadata", "m"],
    ["X-Forwarded-Client-Cert", "URI=spiffe://evil"],
  );
  sanitizeRequest(list, ADDITIONS);
  expect(list.toPairs().map(([name]) => name)).toEqual(["x-request-id", "x-forwarded-proto"]);
});

test("the client's identity is told where it is wanted, instead of what the client said", () => {
  const list = headers(["x-forwarded-client-cert", "URI=spiffe://evil"]);
  sanitizeRequest(list, { ...ADDITIONS, identity: { own: "spiffe://td/w", client: "spiffe://td/c" } });
  expect(list.findJoined("x-forwarded-client-cert")).toBe("By=spiffe://td/w;URI=spiffe://td/c");
});

test("a response has the proxy's name and how long the backend took", () => {
  const list = headers(["server", "nginx"], ["x-envoy-peer-metadata-id", "m"], ["connection", "close"]);
  sanitizeResponse(list, 12.4);
  expect(list.toPairs()).toEqual([
    ["server", "istio-envoy"],
    ["x-envoy-upstream-service-time", "12"],
  ]);
});
