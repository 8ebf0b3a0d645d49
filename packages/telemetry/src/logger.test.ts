import { describe, expect, test } from "vitest";
import { LogFilter } from "./log-filter.ts";
import { LOG_LEVELS } from "./log-level.ts";
import { formatLogTime } from "./log-time.ts";
import { display, quoteDebug } from "./log-value.ts";
import { createLogger, type LogFormat } from "./logger.ts";
import { MemorySink, memoryLogger, silentLogger } from "./testing/index.ts";

function makeLogger(format: LogFormat, filter = LogFilter.parse("trace")) {
  const sink = new MemorySink();
  return { logger: createLogger({ scope: "app", format, filter, sink, nowMicros: () => 0 }), sink, filter };
}

describe("logger", () => {
  test.each(LOG_LEVELS)("writes %s lines under their name", (level) => {
    const { logger, sink } = makeLogger("json");
    logger[level]("hello");
    expect(sink.records).toEqual([
      { level, time: "1970-01-01T00:00:00.000000Z", scope: "ztunnel::app", message: "hello" },
    ]);
  });

  test("writes scopes of other programs as they are", () => {
    const sink = new MemorySink();
    const filter = LogFilter.parse("trace");
    const options = {
      scope: "ads",
      format: "json",
      filter,
      sink,
      nowMicros: () => 0,
      modulePrefix: "",
    } as const;
    createLogger(options).child("serverca").info("hello");
    expect(sink.records).toMatchObject([{ scope: "serverca", message: "hello" }]);
  });

  test("drops what its filter does not let through, and follows the filter", () => {
    const { logger, sink, filter } = makeLogger("plain", LogFilter.parse("warn"));
    logger.info("one");
    expect(logger.isEnabled("info")).toBe(false);
    filter.replace(filter.with("app=debug"));
    expect(logger.isEnabled("debug")).toBe(true);
    expect(logger.isEnabled("trace")).toBe(false);
    logger.debug("two");
    expect(sink.lines).toEqual(["1970-01-01T00:00:00.000000Z\tdebug\tapp\ttwo\t"]);
  });

  test.each([
    ["app", "app", "ztunnel::app"],
    ["proxy::inbound", "proxy::inbound", "ztunnel::proxy::inbound"],
    ["dns::server", "dns::server", "ztunnel::dns::server"],
    ["access", "access", "access"],
    ["dns", "dns", "dns"],
    ["ztunnel", "ztunnel", "ztunnel"],
    ["ztunnel::app", "app", "ztunnel::app"],
  ])("scope %s is %s in plain lines and %s in JSON", (scope, plain, json) => {
    const plainLogger = makeLogger("plain");
    plainLogger.logger.child(scope).info("x");
    expect(plainLogger.sink.lines[0]?.split("\t")[2]).toBe(plain);
    const jsonLogger = makeLogger("json");
    jsonLogger.logger.child(scope).info("x");
    expect(jsonLogger.sink.records[0]?.scope).toBe(json);
  });

  test("prints strings quoted and everything else bare in plain lines", () => {
    const { logger, sink } = makeLogger("plain");
    logger.info("m", { a: "x y", b: display("x y"), c: 1.5, d: false, e: undefined, f: "" });
    expect(sink.lines[0]).toBe('1970-01-01T00:00:00.000000Z\tinfo\tapp\tm\ta="x y" b=x y c=1.5 d=false f=""');
  });

  test("keeps the types in JSON lines", () => {
    const { logger, sink } = makeLogger("json");
    logger.info("m", { a: 'x"\n', b: display("x y"), c: 1.5, d: false, e: undefined, f: Number.NaN });
    expect(sink.records[0]).toEqual({
      level: "info",
      time: "1970-01-01T00:00:00.000000Z",
      scope: "ztunnel::app",
      message: "m",
      a: 'x"\n',
      b: "x y",
      c: 1.5,
      d: false,
      f: null,
    });
  });

  test("has no column and no member for an empty message", () => {
    const plain = makeLogger("plain");
    plain.logger.info("", { query: "A" });
    expect(plain.sink.lines).toEqual(['1970-01-01T00:00:00.000000Z\tinfo\tapp\tquery="A"']);
    const json = makeLogger("json");
    json.logger.info("", { query: "A" });
    expect(json.sink.lines).toEqual([
      '{"level":"info","time":"1970-01-01T00:00:00.000000Z","scope":"ztunnel::app","query":"A"}',
    ]);
  });

  test("a field cannot forge a line", () => {
    const { logger, sink } = makeLogger("plain");
    logger.info("m", { a: "x\n2026\tinfo", b: display("x\ny\tz\u001b[0m\u2028") });
    expect(sink.lines[0]?.split("\n")).toHaveLength(1);
    expect(sink.lines[0]).toContain('a="x\\n2026\\tinfo" b=x\\ny\\tz\\u{1b}[0m\\u{2028}');
  });

  test("keeps the spans in a child of another scope", () => {
    const { logger, sink } = makeLogger("plain");
    logger
      .span("proxy", { wl: display("a/b") })
      .child("drain")
      .info("x");
    logger.info("y");
    expect(sink.lines.map((line) => line.split("\t")[2])).toEqual(["drain:proxy{wl=a/b}", "app"]);
  });
});

describe("quoted text", () => {
  test.each([
    ["plain", "plain", '"plain"'],
    ["a quote", 'a"b', '"a\\"b"'],
    ["a backslash", "a\\b", '"a\\\\b"'],
    ["an apostrophe", "it's", '"it\'s"'],
    ["line ends and tabs", "a\r\n\tb", '"a\\r\\n\\tb"'],
    ["NUL", "\0", '"\\0"'],
    ["escape", "\u001b", '"\\u{1b}"'],
    ["DEL", "\u007f", '"\\u{7f}"'],
    ["letters beyond ASCII", "grüße 日本", '"grüße 日本"'],
    ["a combining accent", "e\u0301", '"e\\u{301}"'],
    ["a zero-width space", "a\u200bb", '"a\\u{200b}b"'],
    ["a no-break space", "a\u00a0b", '"a\\u{a0}b"'],
    ["a right-to-left override", "\u202e", '"\\u{202e}"'],
    ["an emoji", "🚀", '"🚀"'],
    ["half of a pair", "\ud83d", '"\\u{d83d}"'],
  ])("%s", (_name, text, quoted) => {
    expect(quoteDebug(text)).toBe(quoted);
  });
});

describe("time", () => {
  test.each([
    [0, "1970-01-01T00:00:00.000000Z"],
    [1, "1970-01-01T00:00:00.000001Z"],
    [999_999, "1970-01-01T00:00:00.999999Z"],
    [1_000_000, "1970-01-01T00:00:01.000000Z"],
    [1795401767002698, "2026-11-23T02:42:47.002698Z"],
    [1795401767002698.75, "2026-11-23T02:42:47.002698Z"],
  ])("%d microseconds", (micros, text) => {
    expect(formatLogTime(micros)).toBe(text);
  });
});

describe("loggers for tests", () => {
  test("the memory logger keeps records that can be asked for by message", () => {
    const { logger, sink } = memoryLogger("access");
    logger.info("connection complete", { bytes_sent: 5 });
    logger.info("other");
    expect(sink.withMessage("connection complete")).toMatchObject([{ scope: "access", bytes_sent: 5 }]);
    sink.clear();
    expect(sink.lines).toEqual([]);
  });

  test("the silent logger lets nothing through", () => {
    const logger = silentLogger();
    logger.error("lost");
    expect(logger.isEnabled("error")).toBe(false);
  });
});
