import { FakeClock } from "@ambit/lifecycle/testing";
import { MetricsRegistry } from "@ambit/telemetry";
import { memoryLogger } from "@ambit/telemetry/testing";
import { ADDRESS_TYPE } from "@ambit/xds";
import type { XdsConnectionState } from "@ambit/xds-grpc";
import { expect, test } from "vitest";
import { PushMetrics } from "../metrics.ts";
import { PushLog } from "../push/push-log.ts";
import type { XdsCaller } from "./xds-access.ts";
import { XdsObserver } from "./xds-observer.ts";

const UUID = "00000000-0000-4000-8000-000000000000";
const VERSION = "2026-11-23T03:33:06Z/85";

function aConnection(connectedAtMs = 0): XdsConnectionState<XdsCaller> {
  return {
    id: 1,
    peer: { address: "10.0.0.1", name: "10.0.0.1:4000", isTls: true, certificate: undefined },
    caller: undefined,
    connectedAtMs,
    node: { id: "x", metadata: {} },
    nodeId: { type: "ztunnel", ip: "", name: "ztunnel-a", namespace: "istio-system", domain: "" },
    types: [],
  };
}

function setUp() {
  const clock = new FakeClock(10_000);
  const registry = new MetricsRegistry({ format: "prometheus" });
  const pushLog = new PushLog();
  const { logger, sink } = memoryLogger("ads");
  const observer = new XdsObserver({ metrics: new PushMetrics(registry), pushLog, clock, logger });
  const samples = async (name: string): Promise<readonly string[]> => {
    const { body } = await registry.render({ acceptsOpenMetrics: false });
    return body.split("\n").filter((line) => line.startsWith(name) && !line.includes("_bucket"));
  };
  return { clock, pushLog, observer, sink, samples };
}

test("a push is measured from its first change to the client's answer", async () => {
  const { clock, pushLog, observer, samples } = setUp();
  observer.note({ kind: "connected", connection: aConnection() });
  pushLog.pushed(VERSION, { changedAtMs: 9_500, pushedAtMs: 9_600 });
  const nonce = VERSION + UUID;
  const sent = { connectionId: 1, typeUrl: ADDRESS_TYPE, nonce };
  observer.note({ kind: "sent", ...sent, version: VERSION, resources: 1, removed: 0, bytes: 200 });
  clock.advance(100);
  observer.note({ kind: "ack", ...sent, elapsedMs: 100 });
  expect(await samples("pilot_proxy_queue_time_sum")).toEqual(["pilot_proxy_queue_time_sum 0.4"]);
  expect(await samples("pilot_proxy_convergence_time_sum")).toEqual(["pilot_proxy_convergence_time_sum 0.6"]);
  expect(await samples("pilot_xds_pushes")).toEqual(['pilot_xds_pushes{type="wds"} 1']);
});

test("what a client gets because it came after the push is not measured as one", async () => {
  const { pushLog, observer, samples } = setUp();
  pushLog.pushed(VERSION, { changedAtMs: 9_500, pushedAtMs: 9_600 });
  observer.note({ kind: "connected", connection: aConnection(9_900) });
  const sent = { connectionId: 1, typeUrl: ADDRESS_TYPE, nonce: VERSION + UUID };
  observer.note({ kind: "sent", ...sent, version: VERSION, resources: 1, removed: 0, bytes: 200 });
  observer.note({ kind: "ack", ...sent, elapsedMs: 1 });
  expect(await samples("pilot_proxy_queue_time_count")).toEqual(["pilot_proxy_queue_time_count 0"]);
  expect(await samples("pilot_proxy_convergence_time_count")).toEqual([
    "pilot_proxy_convergence_time_count 0",
  ]);
});

test("refusals, rejections and ends are logged, with what a peer wrote in one line", async () => {
  const { observer, sink, samples } = setUp();
  const connection = aConnection();
  observer.note({ kind: "connected", connection });
  observer.note({ kind: "refused", peer: connection.peer, status: { code: 16, message: "no" } });
  const error = { code: 3, message: "bad\nforged line" };
  observer.note({ kind: "nack", connection, typeUrl: ADDRESS_TYPE, nonce: "", error });
  observer.note({ kind: "closed", connection, status: undefined });
  expect(sink.records).toMatchObject([
    { level: "info", message: "ADS: new delta connection", proxy: "ztunnel-a.istio-system" },
    { level: "warn", message: "ADS: stream refused", code: 16, client: "10.0.0.1:4000" },
    { level: "warn", message: "ADS:WDS: ACK ERROR", reason: "bad?forged line" },
    { level: "info", message: "ADS: connection closed", reason: "by the client" },
  ]);
  expect(await samples("ambit_xds_refused_total")).toEqual(['ambit_xds_refused_total{code="16"} 1']);
  expect(await samples("pilot_total_xds_rejects")).toEqual(['pilot_total_xds_rejects{type="wds"} 1']);
});
