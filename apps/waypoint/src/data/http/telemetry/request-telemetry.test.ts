import { aTelemetryPolicy } from "@ambit/model/http/testing";
import { expect, test } from "vitest";
import type { RequestsMessage } from "../../../messages.ts";
import { RequestTelemetry } from "./request-telemetry.ts";
import { aRecord } from "./testing/records.ts";

const { accessLog, tracing } = aTelemetryPolicy();
const QUIET = aTelemetryPolicy({ accessLog: { ...accessLog, isEnabled: false } });
const TRACED = aTelemetryPolicy({
  accessLog: QUIET.accessLog,
  tracing: { ...tracing, provider: { kind: "zipkin", service: "a/b", port: 1, path: "" } },
});
const MESSAGE = new Uint8Array([0, 0, 0, 0, 1, 7]);

class Told {
  readonly messages: RequestsMessage[] = [];
  readonly lines: string[] = [];
  nowMs = 0;
  readonly telemetry = new RequestTelemetry({
    index: 0,
    post: (message) => this.messages.push(message),
    writeLine: (line) => this.lines.push(line),
    nowMs: () => this.nowMs,
    wallMs: () => 0,
  });

  tickAt(nowMs: number): void {
    this.nowMs = nowMs;
    this.telemetry.onTick();
  }
}

test("a call that goes on tells of its messages every five seconds, and of the rest at its end", () => {
  const told = new Told();
  const chain = { telemetry: QUIET };
  const record = aRecord({}, { isGrpc: true });
  told.telemetry.begin(record, chain);
  record.requestMessages?.feed(MESSAGE, 0, MESSAGE.length);
  told.tickAt(4_000);
  expect(told.messages).toEqual([]);
  told.tickAt(5_000);
  expect(told.messages.at(-1)?.requests).toMatchObject([{ requests: 0, requestMessages: 1 }]);
  record.responseMessages?.feed(MESSAGE, 0, MESSAGE.length);
  told.telemetry.finish(record, chain);
  told.tickAt(5_100);
  expect(told.messages.at(-1)?.requests).toMatchObject([
    { requests: 0, requestMessages: 0, responseMessages: 1 },
    { requests: 1 },
  ]);
  told.tickAt(20_000);
  expect(told.messages).toHaveLength(2);
  expect(told.lines).toEqual([]);
});

test.each([
  ["is sampled", true, 1],
  ["is not sampled", false, 0],
])("a request that %s", (_name, isSampled, spans) => {
  const told = new Told();
  const trace = { traceId: "a", spanId: "b", parentId: undefined, isSampled };
  told.telemetry.finish(aRecord({ trace }), { telemetry: TRACED });
  told.tickAt(1);
  expect(told.messages[0]?.spans).toHaveLength(spans);
});

test("spans of which there are too many are counted instead", () => {
  const told = new Told();
  const record = aRecord({ trace: { traceId: "a", spanId: "b", parentId: undefined, isSampled: true } });
  for (let at = 0; at < 1_003; at++) told.telemetry.finish(record, { telemetry: TRACED });
  told.tickAt(1);
  expect(told.messages[0]?.spans).toHaveLength(1_000);
  expect(told.messages[0]?.droppedSpans).toBe(3);
});
