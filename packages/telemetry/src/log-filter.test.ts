import { describe, expect, test } from "vitest";
import { LogFilter } from "./log-filter.ts";
import { TelemetryError } from "./telemetry-error.ts";

describe("log filter", () => {
  test.each([
    ["one level", "info", "anything", 3],
    ["the last word on a target", "info,info,debug", "anything", 4],
    ["off", "off", "access", 0],
    ["capitals", "WARN,access=Debug", "access", 4],
    ["spaces and empty parts", " info , ,access=trace,", "access", 5],
    ["a custom target", "info,access=debug", "access", 4],
    ["another scope than the target", "info,access=debug", "proxy::inbound", 3],
    ["a module in short form", "info,proxy=trace", "proxy::inbound", 5],
    ["a module in full", "info,ztunnel::proxy=trace", "proxy::inbound", 5],
    ["the whole crate", "warn,ztunnel=debug", "xds::client", 4],
    ["the crate is not the custom targets", "warn,ztunnel=debug", "access", 2],
    ["the longest target wins", "info,proxy=trace,proxy::inbound=warn", "proxy::inbound", 2],
    ["the longest target wins in any order", "proxy::inbound=warn,proxy=trace,info", "proxy::inbound", 2],
    ["a target that begins alike", "info,proxy::inbound=trace", "proxy::inbound_passthrough", 5],
    ["no level for the rest", "access=info", "proxy", 0],
    ["nothing", "", "proxy", 0],
  ])("%s", (_name, text, scope, verbosity) => {
    expect(LogFilter.parse(text).verbosityOf(scope)).toBe(verbosity);
  });

  test.each([
    "access",
    "inof",
    "access=",
    "=info",
    "access=loud",
    "info,access",
    "access=info=debug",
    "a[b]=info",
    "6",
  ])("refuses %j", (text) => {
    expect(() => LogFilter.parse(text)).toThrow(TelemetryError);
    expect(() => LogFilter.parse("info").with(text)).toThrow(TelemetryError);
  });

  test("names the directive that cannot be read", () => {
    expect(() => LogFilter.parse("info,access=loud")).toThrow('invalid log directive "access=loud"');
  });

  /** The recorded answers of `POST /logging`. */
  test.each([
    ["", "hickory_server::server=off,info"],
    ["debug", "hickory_server::server=off,debug"],
    ["info,access=trace", "hickory_server::server=off,access=trace,info"],
    ["proxy=debug,access=warn", "hickory_server::server=off,access=warn,proxy=debug,info"],
    ["dns=off,xds=trace", "hickory_server::server=off,xds=trace,dns=off,info"],
  ])("with %j added to the default prints as stock", (added, text) => {
    expect(LogFilter.fromRustLog(undefined).with(added).toString()).toBe(text);
  });

  test("reads RUST_LOG after the stock directive", () => {
    expect(LogFilter.fromRustLog("warn,dns=debug").toString()).toBe(
      "hickory_server::server=off,dns=debug,warn",
    );
    expect(LogFilter.fromRustLog("").toString()).toBe("hickory_server::server=off,info");
  });

  test("reads back what it prints", () => {
    const text = "hickory_server::server=off,access=trace,info";
    expect(LogFilter.parse(text).toString()).toBe(text);
  });

  test("adding makes a new filter, replacing changes this one", () => {
    const filter = LogFilter.parse("info");
    const added = filter.with("debug");
    expect(filter.toString()).toBe("info");
    const { version } = filter;
    filter.replace(added);
    expect(filter.toString()).toBe("debug");
    expect(filter.version).not.toBe(version);
  });
});
