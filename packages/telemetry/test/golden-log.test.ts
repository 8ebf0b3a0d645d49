import {
  createLogger,
  display,
  LogFilter,
  type LogFormat,
  type Logger,
  type LogLevel,
  type LogValue,
} from "@ambit/telemetry";
import { MemorySink } from "@ambit/telemetry/testing";
import { describe, expect, test } from "vitest";
import { goldenLines } from "./golden.ts";

/** What a recorded line says, apart from how it is written. */
interface Entry {
  readonly micros: number;
  readonly level: LogLevel;
  readonly scope: string;
  readonly message: string;
  readonly fields: Record<string, LogValue>;
  readonly spans: readonly { readonly name: string; readonly fields: Record<string, LogValue> }[];
}

describe("plain lines of the stock program", () => {
  test.each(goldenLines("lines.plain.log"))("are written again byte for byte: %s", (line) => {
    expect(writeEntry("plain", readPlain(line))).toEqual([line]);
  });
});

describe("JSON lines of the stock program", () => {
  test.each(goldenLines("lines.json.log"))("are written again byte for byte: %s", (line) => {
    expect(writeEntry("json", readJson(line))).toEqual([line]);
  });
});

/** The calls a proxy makes, against recorded lines. */
describe("lines as the callers write them", () => {
  test.each(["plain", "json"] as const)("an access line with an error, %s", (format) => {
    const sink = writeWith(format, 1795401771362124, (logger) =>
      logger.child("access").error("connection complete", {
        "src.addr": display("10.77.0.1:37640"),
        "src.workload": "client-1",
        "src.namespace": "shop",
        "src.identity": "spiffe://cluster.local/ns/shop/sa/client",
        "src.cluster": "Kubernetes",
        "dst.addr": display("10.77.0.2:15008"),
        "dst.hbone_addr": display("10.77.0.2:7001"),
        "dst.service": undefined,
        "dst.workload": "server-1",
        "dst.namespace": "shop",
        "dst.identity": "spiffe://cluster.local/ns/shop/sa/server",
        "dst.cluster": "Kubernetes",
        direction: "outbound",
        bytes_sent: 0,
        bytes_recv: 0,
        duration: "0ms",
        error: "http status: 401 Unauthorized",
      }),
    );
    expect(sink.lines).toEqual([
      format === "plain"
        ? '2026-11-23T02:42:51.362124Z\terror\taccess\tconnection complete\tsrc.addr=10.77.0.1:37640 src.workload="client-1" src.namespace="shop" src.identity="spiffe://cluster.local/ns/shop/sa/client" src.cluster="Kubernetes" dst.addr=10.77.0.2:15008 dst.hbone_addr=10.77.0.2:7001 dst.workload="server-1" dst.namespace="shop" dst.identity="spiffe://cluster.local/ns/shop/sa/server" dst.cluster="Kubernetes" direction="outbound" bytes_sent=0 bytes_recv=0 duration="0ms" error="http status: 401 Unauthorized"'
        : goldenLines("lines.json.log").find((line) => line.includes("51.362124Z")),
    ]);
  });

  test("a span around a line, in both forms", () => {
    const call = (logger: Logger) =>
      logger
        .child("xds")
        .span("local_client")
        .info("local config initialized", { num_workloads: display("2"), num_policies: display("1") });
    expect(writeWith("plain", 1795401765000437, call).lines).toEqual([
      "2026-11-23T02:42:45.000437Z\tinfo\txds:local_client\tlocal config initialized\tnum_workloads=2 num_policies=1",
    ]);
    expect(writeWith("json", 1795401769330189, call).lines).toEqual([
      '{"level":"info","time":"2026-11-23T02:42:49.330189Z","scope":"ztunnel::xds","message":"local config initialized","num_workloads":"2","num_policies":"1","local_client":{}}',
    ]);
  });

  test("spans inside spans", () => {
    const call = (logger: Logger) =>
      logger
        .child("proxy::inbound")
        .span("proxy", { wl: display("app/server") })
        .span("inbound", { id: display("8a1f"), peer: "x" })
        .debug("hello");
    expect(writeWith("plain", 0, call).lines).toEqual([
      '1970-01-01T00:00:00.000000Z\tdebug\tproxy::inbound:proxy{wl=app/server}:inbound{id=8a1f peer="x"}\thello\t',
    ]);
    expect(writeWith("json", 0, call).lines).toEqual([
      '{"level":"debug","time":"1970-01-01T00:00:00.000000Z","scope":"ztunnel::proxy::inbound","message":"hello","proxy":{"wl":"app/server"},"inbound":{"id":"8a1f","peer":"x"}}',
    ]);
  });
});

function writeWith(format: LogFormat, micros: number, call: (logger: Logger) => void): MemorySink {
  const sink = new MemorySink();
  const filter = LogFilter.parse("trace");
  call(createLogger({ scope: "ztunnel", format, filter, sink, nowMicros: () => micros }));
  return sink;
}

function writeEntry(format: LogFormat, entry: Entry): readonly string[] {
  return writeWith(format, entry.micros, (root) => {
    let logger = root.child(entry.scope);
    for (const span of entry.spans) {
      logger = logger.span(span.name, span.fields);
    }
    logger[entry.level](entry.message, entry.fields);
  }).lines;
}

function readPlain(line: string): Entry {
  const [time = "", level = "", scopeText = "", ...columns] = line.split("\t");
  const fields = columns.pop() ?? "";
  const parts = /^((?:\w|::)+?)((?::\w+(?:\{[^}]*\})?)*)$/.exec(scopeText);
  const spans = [...(parts?.[2] ?? "").matchAll(/:(\w+)(?:\{([^}]*)\})?/g)].map((match) => ({
    name: match[1] ?? "",
    fields: readPlainFields(match[2] ?? ""),
  }));
  return {
    micros: readTime(time),
    level: level as LogLevel,
    scope: parts?.[1] ?? "",
    message: columns[0] ?? "",
    fields: readPlainFields(fields),
    spans,
  };
}

function readPlainFields(text: string): Record<string, LogValue> {
  const fields: Record<string, LogValue> = {};
  for (const [, name = "", value = ""] of text.matchAll(/([\w.]+)=("(?:\\.|[^"\\])*"|\S+)/g)) {
    if (value.startsWith('"')) {
      fields[name] = value.slice(1, -1).replaceAll('\\"', '"');
    } else if (/^(true|false|\d+)$/.test(value)) {
      fields[name] = JSON.parse(value) as LogValue;
    } else {
      fields[name] = display(value);
    }
  }
  return fields;
}

function readJson(line: string): Entry {
  const { level, time, scope, message, ...rest } = JSON.parse(line) as Record<string, unknown>;
  const fields: Record<string, LogValue> = {};
  const spans: { name: string; fields: Record<string, LogValue> }[] = [];
  for (const [name, value] of Object.entries(rest)) {
    if (typeof value === "object" && value !== null) {
      spans.push({ name, fields: value as Record<string, LogValue> });
    } else {
      fields[name] = value as LogValue;
    }
  }
  return {
    micros: readTime(String(time)),
    level: level as LogLevel,
    scope: String(scope),
    message: String(message),
    fields,
    spans,
  };
}

function readTime(text: string): number {
  return Date.parse(`${text.slice(0, 19)}Z`) * 1000 + Number(text.slice(20, 26));
}
