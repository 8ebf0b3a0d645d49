import { type IpAddress, parseIpAddress } from "@ambit/addr";
import {
  DNS_CLASS_IN,
  DNS_RCODE,
  DNS_TYPE,
  type DnsRecord,
  parseDnsName,
  queryFor,
  reverseNameOf,
} from "@ambit/dns";
import { describe, expect, test } from "vitest";
import type { EndpointSlice } from "../cluster/objects/endpoint-slice.ts";
import type { Service } from "../cluster/objects/service.ts";
import { aMeta, anEndpoint, aPod, aService, aSlice } from "../cluster/testing/objects.ts";
import { answerQuery } from "./answer-query.ts";
import { ClusterZone } from "./cluster-zone.ts";
import { ZoneView } from "./zone-view.ts";

const ip = (text: string): IpAddress => parseIpAddress(text);

function aView(services: readonly Service[], slices: readonly EndpointSlice[] = []): ZoneView {
  const view = new ZoneView();
  const add = <T extends { readonly meta: Service["meta"] }>(object: T) =>
    ({ type: "add", name: { namespace: object.meta.namespace, name: object.meta.name }, object }) as const;
  view.applyServices(services.map(add));
  view.applySlices(slices.map(add));
  for (const name of ["default", "shop"])
    view.namespaces.apply(add({ meta: aMeta({ name, namespace: "" }) }));
  view.pods.apply(add(A_POD));
  return view;
}

const A_POD = aPod({ ips: [ip("10.1.0.1"), ip("fd00:1::1")] });

const WEB = aService({ clusterIps: [ip("10.96.0.5"), ip("fd00:96::5")], ipFamilies: [4, 6] });
const HEADLESS = aService({ meta: { name: "db" }, isHeadless: true, clusterIps: [] });
const ALIAS = aService({
  meta: { name: "alias" },
  type: "ExternalName",
  clusterIps: [],
  externalName: "web.default.svc.cluster.local",
});
const AWAY = aService({
  meta: { name: "away" },
  type: "ExternalName",
  clusterIps: [],
  externalName: "example.com",
});
const CIRCLE = aService({
  meta: { name: "circle" },
  type: "ExternalName",
  clusterIps: [],
  externalName: "circle.default.svc.cluster.local",
});
const DB_SLICE = aSlice({
  serviceName: "db",
  endpoints: [
    anEndpoint("10.1.0.1", { hostname: "db-0" }),
    anEndpoint("10.1.0.2"),
    anEndpoint("10.1.0.3", { isReady: false }),
  ],
});
const VIEW = aView([WEB, HEADLESS, ALIAS, AWAY, CIRCLE], [aSlice(), DB_SLICE]);

function ask(name: string, type: keyof typeof DNS_TYPE, hasUpstreams = false) {
  const zone = new ClusterZone(VIEW, parseDnsName("cluster.local"), [ip("10.96.0.10")]);
  const question = { name: parseDnsName(name), type: DNS_TYPE[type], class: DNS_CLASS_IN };
  return answerQuery(queryFor(question, { id: 1 }), { zone, hasUpstreams, random: () => 0 });
}

/** `NXDOMAIN`, or the records, as short texts. */
function shown(name: string, type: keyof typeof DNS_TYPE): readonly string[] {
  const outcome = ask(name, type);
  if (outcome.kind === "forward") return ["forward"];
  const { rcode, answers = [], authorities = [], isAuthoritative } = outcome.answer;
  const code = Object.entries(DNS_RCODE).find(([, value]) => value === rcode)?.[0] ?? "";
  expect(isAuthoritative).toBe(rcode === DNS_RCODE.NOERROR || rcode === DNS_RCODE.NXDOMAIN);
  // A negative answer says for how long it is good.
  expect(authorities.map((record) => record.type)).toEqual(
    rcode === DNS_RCODE.NXDOMAIN ||
      (rcode === DNS_RCODE.NOERROR && answers.every((record) => record.type === "CNAME") && type !== "CNAME")
      ? ["SOA"]
      : [],
  );
  return [...(code === "NOERROR" ? [] : [code]), ...answers.map(text)];
}

function text(record: DnsRecord): string {
  switch (record.type) {
    case "A":
    case "AAAA":
      return record.address;
    case "CNAME":
    case "PTR":
    case "NS":
      return record.target;
    case "SRV":
      return `${record.port} ${record.target}`;
    default:
      return record.type;
  }
}

describe("names of the cluster", () => {
  test.each([
    ["web.default.svc.cluster.local", "A", ["10.96.0.5"]],
    ["WEB.Default.SVC.cluster.LOCAL", "A", ["10.96.0.5"]],
    ["web.default.svc.cluster.local", "AAAA", ["fd00:96::5"]],
    ["web.default.svc.cluster.local", "MX", []],
    ["web.shop.svc.cluster.local", "A", ["NXDOMAIN"]],
    ["nobody.default.svc.cluster.local", "A", ["NXDOMAIN"]],
    ["host.web.default.svc.cluster.local", "A", ["NXDOMAIN"]],
    ["db.default.svc.cluster.local", "A", ["10.1.0.1", "10.1.0.2"]],
    ["db.default.svc.cluster.local", "AAAA", []],
    ["db-0.db.default.svc.cluster.local", "A", ["10.1.0.1"]],
    ["10-1-0-2.db.default.svc.cluster.local", "A", ["10.1.0.2"]],
    ["10-1-0-3.db.default.svc.cluster.local", "A", ["NXDOMAIN"]],
    ["x.db-0.db.default.svc.cluster.local", "A", ["NXDOMAIN"]],
    ["_http._tcp.web.default.svc.cluster.local", "SRV", ["80 web.default.svc.cluster.local"]],
    [
      "_http._tcp.db.default.svc.cluster.local",
      "SRV",
      ["8080 db-0.db.default.svc.cluster.local", "8080 10-1-0-2.db.default.svc.cluster.local"],
    ],
    ["web.default.svc.cluster.local", "SRV", ["80 web.default.svc.cluster.local"]],
    ["_tcp.web.default.svc.cluster.local", "SRV", []],
    ["_http._tcp.web.default.svc.cluster.local", "A", []],
    ["_http._udp.web.default.svc.cluster.local", "SRV", ["NXDOMAIN"]],
    ["_admin._tcp.web.default.svc.cluster.local", "SRV", ["NXDOMAIN"]],
    ["alias.default.svc.cluster.local", "A", ["web.default.svc.cluster.local", "10.96.0.5"]],
    ["alias.default.svc.cluster.local", "CNAME", ["web.default.svc.cluster.local"]],
    ["alias.default.svc.cluster.local", "MX", ["web.default.svc.cluster.local"]],
    ["away.default.svc.cluster.local", "A", ["NXDOMAIN", "example.com"]],
    ["circle.default.svc.cluster.local", "A", ["SERVFAIL"]],
    ["default.svc.cluster.local", "A", []],
    ["gone.svc.cluster.local", "A", ["NXDOMAIN"]],
    ["svc.cluster.local", "A", []],
    ["cluster.local", "A", []],
    ["cluster.local", "SOA", ["SOA"]],
    ["cluster.local", "NS", ["ns.dns.cluster.local"]],
    ["ns.dns.cluster.local", "A", ["10.96.0.10"]],
    ["dns-version.cluster.local", "TXT", ["TXT"]],
    ["10-1-0-1.default.pod.cluster.local", "A", ["10.1.0.1"]],
    ["fd00-1--1.default.pod.cluster.local", "AAAA", ["fd00:1::1"]],
    ["10-1-0-1.shop.pod.cluster.local", "A", ["NXDOMAIN"]],
    ["x.cluster.local", "A", ["NXDOMAIN"]],
    ["example.com", "A", ["NXDOMAIN"]],
    [".", "NS", ["NXDOMAIN"]],
  ] as const)("%s %s gives %j", (name, type, expected) => {
    expect(shown(name, type)).toEqual(expected);
  });

  test.each([
    ["10.96.0.5", ["web.default.svc.cluster.local"]],
    ["fd00:96::5", ["web.default.svc.cluster.local"]],
    // Of both services it has a name of its own under the one without an address.
    ["10.1.0.1", ["db-0.db.default.svc.cluster.local"]],
    ["10.1.0.2", ["10-1-0-2.db.default.svc.cluster.local"]],
    ["192.0.2.1", ["NXDOMAIN"]],
  ])("the name of %s is %s", (address, expected) => {
    expect(shown(reverseNameOf(ip(address)), "PTR")).toEqual(expected);
  });

  test("SRV records bring the addresses of their targets", () => {
    const outcome = ask("_http._tcp.db.default.svc.cluster.local", "SRV");
    const additionals = outcome.kind === "answer" ? (outcome.answer.additionals ?? []) : [];
    expect(additionals.map((record) => `${record.name} ${text(record)}`)).toEqual([
      "db-0.db.default.svc.cluster.local 10.1.0.1",
      "10-1-0-2.db.default.svc.cluster.local 10.1.0.2",
    ]);
  });
});

describe("other names", () => {
  test("are asked for elsewhere, if there is somebody to ask", () => {
    expect(ask("example.com", "A", true)).toMatchObject({
      kind: "forward",
      question: { name: "example.com" },
    });
    expect(ask("away.default.svc.cluster.local", "A", true)).toMatchObject({
      kind: "forward",
      question: { name: "example.com" },
      known: [{ type: "CNAME", target: "example.com" }],
    });
    expect(ask(reverseNameOf(ip("192.0.2.1")), "PTR", true)).toMatchObject({ kind: "forward" });
  });

  test("of the cluster never are", () => {
    expect(ask("nobody.default.svc.cluster.local", "A", true)).toMatchObject({
      kind: "answer",
      answer: { rcode: DNS_RCODE.NXDOMAIN },
    });
  });
});

test("changes show at once", () => {
  const view = aView([WEB]);
  const zone = new ClusterZone(view, parseDnsName("cluster.local"), []);
  const name = parseDnsName("web.default.svc.cluster.local");
  expect(zone.find(name, DNS_TYPE.A)).toMatchObject({ kind: "found" });
  expect(view.ownerOf(ip("10.96.0.5"))).toBeDefined();
  view.applyServices([{ type: "delete", name: { namespace: "default", name: "web" }, object: WEB }]);
  expect(zone.find(name, DNS_TYPE.A)).toEqual({ kind: "missing" });
  expect(view.ownerOf(ip("10.96.0.5"))).toBeUndefined();
});
