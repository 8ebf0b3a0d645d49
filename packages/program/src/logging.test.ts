import { Writable } from "node:stream";
import { LogFilter } from "@ambit/telemetry";
import { expect, test } from "vitest";
import { Logging } from "./logging.ts";

/** An output that takes everything, or nothing at all. */
class FakeOutput extends Writable {
  text = "";
  readonly #isStuck: boolean;

  constructor(options: { readonly isStuck: boolean } = { isStuck: false }) {
    super();
    this.#isStuck = options.isStuck;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    if (this.#isStuck) return;
    this.text += chunk.toString();
    done();
  }
}

function setUp(output = new FakeOutput()) {
  const filter = LogFilter.fromRustLog("");
  return { output, logging: new Logging({ scope: "ztunnel", filter, format: "plain", output }) };
}

test("lines of this thread and of workers leave in the order of writing", async () => {
  const { logging, output } = setUp();
  logging.writeLines("first\nsecond\n");
  logging.logger.info("third");
  logging.writeLines("");
  logging.writeLines("fourth\n");
  await logging.flush(1_000);

  expect(output.text.split("\n").map((line) => line.replace(/^.*\tztunnel\t/, "").trim())).toEqual([
    "first",
    "second",
    "third",
    "fourth",
    "",
  ]);
});

test("levels are changed on top of each other, or of those of the start", () => {
  const { logging } = setUp();
  const heard: string[] = [];
  const subscription = logging.onChange((filter) => heard.push(filter));
  logging.change({ reset: false, directives: "debug" });
  logging.change({ reset: false, directives: "access=trace" });
  logging.change({ reset: true, directives: undefined });
  subscription[Symbol.dispose]();
  logging.change({ reset: false, directives: "trace" });

  expect(heard).toEqual([
    "hickory_server::server=off,debug",
    "hickory_server::server=off,access=trace,debug",
    "hickory_server::server=off,info",
  ]);
  expect(logging.describe()).toBe("hickory_server::server=off,trace");
});

test("a bad directive changes nothing", () => {
  const { logging } = setUp();
  expect(() => logging.change({ reset: false, directives: "access=loud" })).toThrow();
  expect(logging.describe()).toBe("hickory_server::server=off,info");
});

test("a stuck output is not waited for beyond the limit", async () => {
  const { logging } = setUp(new FakeOutput({ isStuck: true }));
  logging.logger.info("nobody reads this");
  const startedMs = performance.now();
  await logging.flush(20);

  expect(performance.now() - startedMs).toBeLessThan(1_000);
});
