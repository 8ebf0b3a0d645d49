/** A ztunnel with real servers and threads on free ports; the threads are fakes that move no data. */
import { Writable } from "node:stream";
import { formatSocketAddress, parseSocketAddress } from "@ambit/addr";
import { systemClock } from "@ambit/lifecycle";
import { buildInfo, Logging } from "@ambit/program";
import { LogFilter } from "@ambit/telemetry";
import { expect } from "vitest";
import { buildZtunnel, type Ztunnel } from "../src/app.ts";
import { type ConfigHost, loadConfig, type ZtunnelConfig } from "../src/config.ts";

type Variables = Readonly<Record<string, string>>;

const NO_FILES: ConfigHost = { readFile: () => undefined, exists: () => false, cpuCount: 1 };

const DEDICATED: Variables = {
  PROXY_MODE: "dedicated",
  PROXY_WORKLOAD_INFO: "shop/client-1/client",
  ISTIO_META_DNS_CAPTURE: "false",
  ZTUNNEL_WORKER_THREADS: "2",
  CONNECTION_TERMINATION_DEADLINE: "1s",
  // What the fake threads do wrong.
  NETWORK: "none",
};

/** The ztunnel of `shop/client-1`. Disposing ends it, and fails the test when it cannot be ended. */
export class TestApp implements AsyncDisposable {
  readonly ztunnel: Ztunnel;
  readonly quits: readonly string[];
  readonly #log: readonly string[];

  private constructor(ztunnel: Ztunnel, quits: readonly string[], log: readonly string[]) {
    this.ztunnel = ztunnel;
    this.quits = quits;
    this.#log = log;
  }

  static async open(variables: Variables, host = NO_FILES): Promise<TestApp> {
    const quits: string[] = [];
    const log: string[] = [];
    const output = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        log.push(chunk.toString());
        done();
      },
    });
    const filter = LogFilter.fromRustLog(variables["RUST_LOG"] ?? "info");
    const ztunnel = await buildZtunnel(onFreePorts(variables, host), {
      workerUrl: new URL("./fake-worker.ts", import.meta.url),
      clock: systemClock,
      logging: new Logging({ scope: "ztunnel", filter, format: "plain", output }),
      build: buildInfo("unknown"),
      maxFileDescriptors: 1_000,
      onQuit: () => quits.push("quit"),
      onFailure: () => quits.push("failure"),
      onProtocolError: () => quits.push("protocol error"),
    });
    return new TestApp(ztunnel, quits, log);
  }

  get log(): string {
    return this.#log.join("");
  }

  async fetch(server: "admin" | "stats" | "readiness", path: string, method = "GET"): Promise<string> {
    const address = formatSocketAddress(this.ztunnel.servers[server].address);
    const response = await fetch(`http://${address}${path}`, { method, headers: { connection: "close" } });
    return `${response.status} ${await response.text()}`;
  }

  readiness(): Promise<string> {
    return this.fetch("readiness", "/healthz/ready");
  }

  /** /config_dump as a value. */
  async dump(): Promise<Dump> {
    return JSON.parse((await this.fetch("admin", "/config_dump")).slice("200 ".length)) as Dump;
  }

  /** Value of one sample; undefined when it is not printed. */
  async metric(sample: string): Promise<number | undefined> {
    const text = await this.fetch("stats", "/metrics");
    const line = text.split("\n").find((candidate) => candidate.startsWith(`${sample} `));
    return line === undefined ? undefined : Number(line.slice(sample.length + 1));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    expect(await this.ztunnel.end(2_000)).toBe("ended");
  }
}

/** The parts of a dump that tests look at. */
export interface Dump {
  readonly workloads: readonly { readonly uid: string; readonly status: string }[];
  readonly services: readonly { readonly hostname: string; readonly endpoints: object }[];
  readonly policies: readonly { readonly name: string }[];
  readonly certificates: readonly {
    readonly identity: string;
    readonly state: string;
    readonly certChain: readonly { readonly serialNumber: string }[];
  }[];
}

function onFreePorts(variables: Variables, host: ConfigHost): ZtunnelConfig {
  const config = loadConfig({
    environment: new Map(Object.entries({ ...DEDICATED, ...variables })),
    args: [],
    host,
  });
  const free = parseSocketAddress("127.0.0.1:0");
  const freeHttp = { kind: "socket", address: free } as const;
  return {
    ...config,
    inboundAddress: free,
    inboundPlaintextAddress: free,
    outboundAddress: free,
    dnsProxyAddress: freeHttp,
    adminAddress: freeHttp,
    statsAddress: freeHttp,
    readinessAddress: freeHttp,
  };
}
