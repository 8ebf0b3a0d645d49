/** How the process ends, with real threads that are well or badly behaved. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { eventually } from "@ambit/lifecycle/testing";
import { describe, expect, test } from "vitest";
import type { Misbehaviour } from "./fake-worker.ts";

const HOST = fileURLToPath(new URL("./fake-worker-host.ts", import.meta.url));
/** Watchdog (5 s), the end of the threads (1 s), and a slow machine. */
const LIMIT_MS = 20_000;
/** A thread in a wait of many days has been woken; without that the process would not end at all. */
const AT_ONCE_MS = 2_000;
/** How long the host waits before it fails or exits. */
const EXIT_DELAY_MS = 300;

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly log: string;
}

class HostProcess implements Disposable {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown[]>;
  #log = "";

  constructor(misbehaviour: Misbehaviour, ...args: readonly string[]) {
    this.#child = spawn(process.execPath, [HOST, misbehaviour, ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#exited = once(this.#child, "close");
    this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.#log += text;
    });
  }

  async logged(text: string): Promise<void> {
    await eventually(() => expect(this.#log).toContain(text), { timeoutMs: LIMIT_MS });
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  async ended(): Promise<Ended> {
    await this.#exited;
    return { code: this.#child.exitCode, signal: this.#child.signalCode, log: this.#log };
  }

  [Symbol.dispose](): void {
    this.#child.kill("SIGKILL");
  }
}

/** Lines of a level as `scope message`. */
function messages(log: string, level: string): readonly string[] {
  return log
    .split("\n")
    .map((line) => line.split("\t"))
    .filter(([, lineLevel]) => lineLevel === level)
    .map(([, , scope, message]) => `${scope} ${message}`);
}

describe.concurrent("a worker", { timeout: LIMIT_MS }, () => {
  test.each([
    {
      misbehaviour: "throws",
      message: "workers worker crashed",
      detail: 'error="the fake worker has crashed"',
    },
    { misbehaviour: "exits", message: "workers worker ended", detail: 'error="exit code 0"' },
    { misbehaviour: "fatal", message: "workers worker failed", detail: 'error="the fake worker gives up"' },
    {
      misbehaviour: "spins",
      message: "workers worker stopped responding",
      // More than five where it had to wait for a processor.
      detail: /error="no tick for \d+ s"/,
    },
  ] as const)(
    "that $misbehaviour ends the process with code 70 and one line that says why",
    async ({ misbehaviour, message, detail }) => {
      using host = new HostProcess(misbehaviour);
      const { code, log } = await host.ended();

      expect({ code, errors: messages(log, "error") }).toEqual({ code: 70, errors: [message] });
      expect(log).toMatch(detail);
    },
  );

  test("that sits in a system call for ever is logged, and the process killed", async () => {
    using host = new HostProcess("stuck-in-system-call");
    const { signal, log } = await host.ended();

    expect(signal).toBe("SIGKILL");
    expect(messages(log, "error")).toEqual([
      "workers worker stopped responding",
      "ztunnel a worker cannot be ended, killing the process",
    ]);
  });
});

describe.concurrent("with workers blocked in epoll_wait, the process", { timeout: LIMIT_MS }, () => {
  test("exits at once where anything calls process.exit", async () => {
    using host = new HostProcess("blocked-in-epoll-wait", "exit");
    await host.logged("worker is blocked");
    const startedMs = performance.now();
    const { code, signal } = await host.ended();

    expect({ code, signal }).toEqual({ code: 3, signal: null });
    expect(performance.now() - startedMs).toBeLessThan(EXIT_DELAY_MS + AT_ONCE_MS);
  });

  test("ends with code 70 when the main thread fails", async () => {
    using host = new HostProcess("blocked-in-epoll-wait", "throw");
    await host.logged("the main thread has failed");
    const startedMs = performance.now();
    const { code, log } = await host.ended();

    expect({ code, errors: messages(log, "error") }).toEqual({
      code: 70,
      errors: ["ztunnel uncaught error"],
    });
    expect(performance.now() - startedMs).toBeLessThan(AT_ONCE_MS);
  });
});

describe.concurrent("SIGTERM", { timeout: LIMIT_MS }, () => {
  test("drains every listener and exits with code 0, with ztunnel's log lines", async () => {
    using host = new HostProcess("none");
    await host.logged("marking server ready");
    await host.logged("certificate true");
    host.signal("SIGTERM");
    const { code, log } = await host.ended();
    const afterSignal = log.slice(log.indexOf("received signal")).replaceAll(/127\.0\.0\.1:\d+/g, "ADDRESS");
    const fields = afterSignal.match(/\t(?:hyper_util|drain)\t.*$/gm) ?? [];

    expect(code).toBe(0);
    expect(messages(log, "info")).toContain("signal::imp received signal SIGTERM, starting shutdown");
    expect(fields.sort()).toEqual([
      '\tdrain\tshutdown complete\tcomponent="inbound passthrough"',
      '\tdrain\tshutdown complete\tcomponent="inbound"',
      '\tdrain\tshutdown complete\tcomponent="outbound"',
      '\thyper_util\tlistener drained\taddress=ADDRESS component="admin"',
      '\thyper_util\tlistener drained\taddress=ADDRESS component="readiness"',
      '\thyper_util\tlistener drained\taddress=ADDRESS component="stats"',
    ]);
    expect(messages(log, "error")).toEqual([]);
  });

  test("is followed by an exit at once, when SIGINT shows that the operator will not wait", async () => {
    using host = new HostProcess("never-drains");
    await host.logged("marking server ready");
    host.signal("SIGTERM");
    await host.logged("starting shutdown");
    host.signal("SIGINT");
    const { code, log } = await host.ended();

    expect(code).toBe(0);
    expect(log).not.toContain("drain deadline exceeded");
  });

  test("does not wait longer than the drain deadline for a worker that does not finish", async () => {
    using host = new HostProcess("never-drains");
    await host.logged("marking server ready");
    host.signal("SIGTERM");
    const { code, log } = await host.ended();

    expect(code).toBe(0);
    expect(messages(log, "warn").filter((line) => line === "drain drain deadline exceeded")).toHaveLength(3);
  });

  test("during the start-up ends the process too", async () => {
    using host = new HostProcess("never-ready");
    await host.logged('component="admin"');
    host.signal("SIGTERM");
    await host.logged("starting shutdown");
    host.signal("SIGINT");

    expect((await host.ended()).code).toBe(0);
  });
});
