/** Records of requests, for tests. */
import { parseIpAddress, parseSocketAddress } from "@ambit/addr";
import { HeaderList, type HeaderPair } from "@ambit/http1";
import { findIdentity } from "@ambit/model";
import { aWorkload } from "@ambit/model/testing";
import type { Inbound } from "../../exchange/inbound.ts";
import { anEndpoint } from "../../testing/endpoints.ts";
import { RequestRecord } from "../request-record.ts";

const SERVER = aWorkload({
  name: "echo-1",
  namespace: "shop",
  workloadName: "echo-v1",
  canonicalName: "echo",
  canonicalRevision: "v1",
  serviceAccount: "echo",
  trustDomain: "td",
  clusterId: "c1",
});
const INBOUND: Inbound = {
  destination: {
    kind: "service",
    service: "shop/echo.shop.svc.cluster.local",
    port: 80,
    address: parseIpAddress("10.96.0.1"),
  },
  clientAddress: parseSocketAddress("10.0.0.7:4000"),
  clientIdentity: findIdentity("spiffe://td/ns/web/sa/client"),
  clientWorkload: aWorkload({
    workloadName: "client-v1",
    canonicalName: "client",
    canonicalRevision: "v1",
    clusterId: "c1",
  }),
  protocol: "http",
  onTcp: () => undefined,
};

/** A request that went well, but for what a test says. */
export function aRecord(
  change: Partial<RequestRecord> = {},
  { isGrpc = false, more = [] }: { readonly isGrpc?: boolean; readonly more?: readonly HeaderPair[] } = {},
): RequestRecord {
  const headers = HeaderList.from([["user-agent", 'curl "x"\n'], ...more]);
  const head = {
    version: "HTTP/1.1",
    method: "GET",
    scheme: "http",
    authority: "echo",
    path: "/a?b",
    headers,
    upgrade: [],
  } as const;
  const record = new RequestRecord(INBOUND, head, { wallMs: 1_700_000_000_000, ms: 0, isGrpc });
  record.status = 200;
  record.requestId = "id";
  record.endpoint = anEndpoint("e", { workload: SERVER, address: parseIpAddress("10.0.0.9"), port: 8080 });
  record.routeName = "shop/route/0";
  record.upstreamServiceTimeMs = 3.2;
  record.durationMs = 4.6;
  return Object.assign(record, change);
}
