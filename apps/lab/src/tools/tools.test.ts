import { describe, expect, test } from "vitest";
import { parseToolOrder } from "./tools-config.ts";
import { TrafficRecord } from "./traffic-client.ts";

const parse = (...words: readonly string[]) => parseToolOrder(words, new Map([["POD_NAME", "p"]]));

describe("words", () => {
  test("of an echo server", () => {
    expect(parse("echo", "--port", "80", "--port", "81", "--upstream", "http://a/")).toEqual({
      tool: "echo",
      options: { name: "echo", version: "v1", ports: [80, 81], upstreams: ["http://a/"] },
      place: { pod: "p", node: "" },
    });
  });

  test("of a traffic client", () => {
    expect(parse("traffic", "--url", "http://a/", "--rate", "50")).toEqual({
      tool: "traffic",
      options: { url: "http://a/", perSecond: 50, port: 8080, timeoutMs: 5000 },
    });
  });

  test("of questions", () => {
    expect(parse("ask", "--url", "http://a/", "--url", "http://b/", "--timeout-ms", "100")).toEqual({
      tool: "ask",
      options: { urls: ["http://a/", "http://b/"], timeoutMs: 100 },
    });
  });

  test.each([
    [["ask"], "--url: 1 to 1000 of them"],
    [["ask", "--url", "a"], "--url: 1 to 1000 of them"],
    [["ask", "--url", "http://a/", "--timeout-ms", "0"], "--timeout-ms: 1 or more"],
    [["echo", "--port", "0"], "--port: 1 to 65535"],
    [["traffic"], "--url is no URL"],
    [["traffic", "--url", "http://a/", "--rate", "0"], "--rate: 1 to 1000"],
    [["traffic", "--url"], "--url has no value"],
    [["echo", "--nonsense", "x"], "--nonsense is no flag"],
    [["dance"], '"dance" is no tool'],
    [[], undefined],
  ])("%j ask for help", (words, problem) => {
    const order = parse(...words);
    expect(order.tool).toBe("help");
    if (order.tool === "help" && problem !== undefined) expect(order.problem).toContain(problem);
  });
});

test("traffic is counted, with the longest time without a success", () => {
  const record = new TrafficRecord();
  for (let index = 0; index < 4; index += 1) record.sent();
  record.ok(1_000, 5);
  record.ok(1_050, 7);
  record.ok(1_800, 30);
  record.failed("2026-01-01T00:00:00Z", "connection refused");
  expect(record.counts).toEqual({
    sent: 4,
    ok: 3,
    failed: 1,
    pending: 0,
    p50Ms: 7,
    maxMs: 30,
    longestGapMs: 750,
  });
  record.nextReport();
  expect(record.counts).toMatchObject({ ok: 3, p50Ms: 0, longestGapMs: 750 });
  expect(record.failures).toEqual([{ at: "2026-01-01T00:00:00Z", reason: "connection refused" }]);
});
