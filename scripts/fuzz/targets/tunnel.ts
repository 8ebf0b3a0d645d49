/** What peers and applications say around a tunnel: header fields of CONNECT, the PROXY header, SOCKS5. */
import { type IpAddress, ipAddressFromBytes, parseIpAddress } from "@ambit/addr";
import {
  encodeProxyHeader,
  formatBaggage,
  HboneError,
  parseBaggage,
  parseConnectRequest,
  parseConnectResponse,
  parseForwardedHost,
  parseTraceparent,
} from "@ambit/hbone";
import { findIdentity } from "@ambit/model";
import { parseAuthority } from "@ambit/routing";
import fc from "fast-check";
import { Socks5Reader } from "../../../apps/ztunnel/src/data/socks5-message.ts";
import { headerValue } from "../../../e2e/fuzz/arbitraries.ts";
import { bytesOf, type FuzzTarget, joinParts, refuses, splitParts, textOf } from "../fuzz-target.ts";

const BAGGAGE = formatBaggage({
  namespace: "shop",
  workloadType: "deployment",
  workloadName: "cart",
  canonicalName: "cart",
  canonicalRevision: "v1",
  clusterId: "Kubernetes",
  locality: { region: "r", zone: "z", subzone: "" },
});
const HEADERS = [
  BAGGAGE,
  'for=10.0.0.1;host="svc.shop:80";proto=https',
  "for=10.0.0.1:1234",
  "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  "10.0.0.1:8080",
  "[fd00::1]:8080",
  "svc.shop.svc.cluster.local:80",
  "spiffe://cluster.local/ns/shop/sa/cart",
];
const PROXY_SIGNATURE_BYTES = 12;
const PROXY_HEADER_BYTES = 16;
const PROXY_IDENTITY = 0xd0;

/** Method, authority and the fields that a CONNECT comes with. */
const connect = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        ":method",
        ":authority",
        ":status",
        "baggage",
        "forwarded",
        "traceparent",
        "x-forwarded-network",
      ),
      fc.oneof(fc.constantFrom("CONNECT", "200", ...HEADERS), headerValue),
    ),
    { maxLength: 10 },
  )
  .map((fields) => joinParts(fields.flat().map(bytesOf)));

/** 4 or 16 bytes of each address, two ports, then the identity. */
const proxied = fc
  .tuple(
    fc.constantFrom(4, 16),
    fc.constantFrom(4, 16),
    fc.uint8Array({ minLength: 36, maxLength: 36 }),
    fc.oneof(
      fc.constantFrom("", "spiffe://cluster.local/ns/a/sa/b"),
      fc.string({ maxLength: 3_000, unit: "binary" }),
    ),
  )
  .map(([source, destination, bytes, identity]) =>
    joinParts([Uint8Array.of(source, destination), bytes, bytesOf(identity)]),
  );

const socks = fc.oneof(
  fc.constantFrom(
    Uint8Array.of(5, 1, 0, 5, 1, 0, 1, 10, 0, 0, 1, 0, 80),
    Uint8Array.of(5, 2, 0, 2, 5, 1, 0, 3, 1, 0x61, 0, 80),
    Buffer.concat([Uint8Array.of(5, 1, 0, 5, 1, 0, 4), new Uint8Array(16), Uint8Array.of(1, 1)]),
  ),
  fc.uint8Array({ maxLength: 300 }),
);

export const TUNNEL_TARGETS: readonly FuzzTarget[] = [
  {
    name: "headers",
    corpus: HEADERS.map(bytesOf),
    structured: headerValue.map(bytesOf),
    run: (input) => readHeader(textOf(input)),
  },
  {
    name: "connect",
    corpus: fc.sample(connect, { seed: 1, numRuns: 40 }),
    structured: connect,
    run: readConnect,
  },
  {
    name: "proxy-protocol",
    corpus: fc.sample(proxied, { seed: 1, numRuns: 20 }),
    structured: proxied,
    run: writeProxy,
  },
  { name: "socks5", corpus: fc.sample(socks, { seed: 1, numRuns: 20 }), structured: socks, run: readSocks },
];

function readHeader(value: string): void {
  parseBaggage([value]);
  parseForwardedHost(value);
  parseTraceparent(value);
  findIdentity(value);
  parseAuthority(value);
}

function readConnect(input: Uint8Array): void {
  const texts = splitParts(input).map(textOf);
  const fields = texts.flatMap((name, index) =>
    index % 2 === 0 ? [[name, texts[index + 1] ?? ""] as [string, string]] : [],
  );
  const request = parseConnectRequest(fields);
  parseConnectResponse(fields);
  if (request === undefined) return;
  parseBaggage(request.baggageValues);
  parseAuthority(request.authority);
}

/** It is written by us and read by applications: what is in it is found again by anybody who reads it as it is specified. */
function writeProxy(input: Uint8Array): void {
  const [kinds = new Uint8Array(), numbers = new Uint8Array(), identity = new Uint8Array()] =
    splitParts(input);
  const bytes = new Uint8Array(36);
  bytes.set(numbers.subarray(0, 36));
  const view = new DataView(bytes.buffer);
  const source = { ip: addressOf(bytes, 0, kinds[0]), port: view.getUint16(32) };
  const destination = { ip: addressOf(bytes, 16, kinds[1]), port: view.getUint16(34) };
  const sourceIdentity = textOf(identity);
  refuses([HboneError], () => {
    const header = encodeProxyHeader({ source, destination, sourceIdentity });
    const written = new DataView(header.buffer, header.byteOffset, header.byteLength);
    const length = written.getUint16(PROXY_SIGNATURE_BYTES + 2);
    if (header.length !== PROXY_HEADER_BYTES + length)
      throw new Error(`${header.length} bytes, and ${length} said`);
    const tail = header.subarray(header.length - Buffer.byteLength(sourceIdentity));
    if (textOf(tail) !== sourceIdentity) throw new Error("the identity is another one");
    const tlv = header.length - tail.length - 3;
    if (header[tlv] !== PROXY_IDENTITY) throw new Error("the identity has another type");
  });
}

function addressOf(bytes: Uint8Array, at: number, kind = 4): IpAddress {
  const ip = ipAddressFromBytes(bytes, at, kind % 2 === 0 && kind > 8 ? 16 : 4);
  // What can be written can be read.
  return parseIpAddress(ip);
}

/** As a worker feeds it: exactly what it asks for. */
function readSocks(input: Uint8Array): void {
  const reader = new Socks5Reader();
  let at = 0;
  let wanted: number = Socks5Reader.firstRead;
  while (at + wanted <= input.length) {
    const step = reader.step(input.subarray(at, at + wanted));
    at += wanted;
    if (step.kind !== "read" && step.kind !== "greet") return;
    if (step.length === 0) throw new Error("it asks for nothing");
    wanted = step.length;
  }
}
