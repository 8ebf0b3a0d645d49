import { EventEmitter } from "node:events";
import { memoryLogger } from "@ambit/telemetry/testing";
import { expect, test } from "vitest";
import { watchSignals } from "./signals.ts";

function setUp(): {
  readonly source: EventEmitter;
  readonly said: string[];
  readonly calls: string[];
  readonly watch: Disposable;
} {
  const source = new EventEmitter();
  const { logger, sink } = memoryLogger("signal::imp");
  const calls: string[] = [];
  const watch = watchSignals({
    source,
    logger,
    isShuttingDown: () => calls.length > 0,
    onShutdown: () => calls.push("shutdown"),
    onImpatience: () => calls.push("exit"),
  });
  return {
    source,
    calls,
    watch,
    get said() {
      return sink.records.map((record) => `${record.level} ${record.scope} ${record.message}`);
    },
  };
}

test.each([
  { signals: ["SIGTERM"], calls: ["shutdown"] },
  { signals: ["SIGINT"], calls: ["shutdown"] },
  { signals: ["SIGTERM", "SIGTERM", "SIGTERM"], calls: ["shutdown"] },
  { signals: ["SIGINT", "SIGINT"], calls: ["shutdown", "exit"] },
  { signals: ["SIGTERM", "SIGINT"], calls: ["shutdown", "exit"] },
  { signals: ["SIGINT", "SIGTERM"], calls: ["shutdown"] },
])("$signals lead to $calls", ({ signals, calls }) => {
  const context = setUp();
  for (const signal of signals) context.source.emit(signal);
  expect(context.calls).toEqual(calls);
});

test("the first signal is logged as ztunnel does", () => {
  const context = setUp();
  context.source.emit("SIGTERM");
  expect(context.said).toEqual(["info ztunnel::signal::imp received signal SIGTERM, starting shutdown"]);
});

test("a shutdown that began elsewhere makes the first SIGINT an impatient one", () => {
  const context = setUp();
  context.calls.push("quitquitquit");
  context.source.emit("SIGINT");
  expect(context.calls).toEqual(["quitquitquit", "exit"]);
});

test("disposal leaves the signals to others", () => {
  const context = setUp();
  context.watch[Symbol.dispose]();
  expect(context.source.listenerCount("SIGTERM") + context.source.listenerCount("SIGINT")).toBe(0);
});
