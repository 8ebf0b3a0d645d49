import { expect, test } from "vitest";
import { decodeDestinationRule } from "./destination-rule.ts";

function problemsOf(spec: unknown): readonly string[] {
  const { problems } = decodeDestinationRule({ metadata: { name: "d", namespace: "shop" }, spec });
  return problems.map(({ path }) => path.replace(/^spec\./, "").replace(/^trafficPolicy\./, ""));
}

test.each<[string, object, readonly string[]]>([
  ["a whole rule", { host: "a", trafficPolicy: {}, subsets: [{ name: "v1" }] }, []],
  ["no host", {}, ["host"]],
  ["a subset without a name", { host: "a", subsets: [{ labels: {} }] }, ["subsets[0].name"]],
])("%s", (_name, spec, paths) => {
  expect(problemsOf(spec)).toEqual(paths);
});

test.each<[string, object, readonly string[]]>([
  ["a port without a number", { portLevelSettings: [{}] }, ["portLevelSettings[0].port.number"]],
  ["a tunnel", { tunnel: {} }, ["tunnel"]],
  ["keep-alives", { connectionPool: { tcp: { tcpKeepalive: {} } } }, ["connectionPool.tcp.tcpKeepalive"]],
  [
    "bounds of streams",
    { connectionPool: { http: { maxConcurrentStreams: 1 } } },
    ["connectionPool.http.maxConcurrentStreams"],
  ],
  ["places", { loadBalancer: { localityLbSetting: {} } }, ["loadBalancer.localityLbSetting"]],
  ["places that are switched off", { loadBalancer: { localityLbSetting: { enabled: false } } }, []],
  ["a hash of nothing", { loadBalancer: { consistentHash: {} } }, ["loadBalancer.consistentHash"]],
  [
    "a cookie without a name",
    { loadBalancer: { consistentHash: { httpCookie: {} } } },
    ["loadBalancer.consistentHash.httpCookie.name", "loadBalancer.consistentHash"],
  ],
  [
    "a slow start's form",
    { loadBalancer: { warmup: { aggression: 2 } } },
    ["loadBalancer.warmup.aggression"],
  ],
  [
    "errors of its own",
    { outlierDetection: { splitExternalLocalOriginErrors: true } },
    ["outlierDetection.splitExternalLocalOriginErrors"],
  ],
  ["a client's certificate", { tls: { mode: "MUTUAL" } }, ["tls.mode"]],
  ["a CA in a Secret", { tls: { mode: "SIMPLE", credentialName: "c" } }, ["tls.credentialName"]],
  ["a share above all", { retryBudget: { percent: 101 } }, ["retryBudget.percent"]],
])("what waypoints do not obey is told: %s", (_name, trafficPolicy, paths) => {
  expect(problemsOf({ host: "a", trafficPolicy })).toEqual(paths);
});
