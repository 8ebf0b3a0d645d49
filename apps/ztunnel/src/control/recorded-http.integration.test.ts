import { readFileSync } from "node:fs";
import { parseIpAddress } from "@ambit/addr";
import type { BoundHttpServer } from "@ambit/http-server";
import {
  type AdminSources,
  bindAdminServer,
  bindReadinessServer,
  bindStatsServer,
} from "@ambit/proxy/servers";
import { LogFilter } from "@ambit/telemetry";
import { memoryLogger } from "@ambit/telemetry/testing";
import { expect, test } from "vitest";

const LOOPBACK = { kind: "socket", address: { ip: parseIpAddress("127.0.0.1"), port: 0 } } as const;

interface Exchange {
  readonly name: string;
  readonly method: string;
  readonly port: number;
  readonly target: string;
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** The recording: `## curl ARGUMENTS`, then the response as `curl -i` prints it. */
function recordedExchanges(): readonly Exchange[] {
  const text = readFileSync(new URL("../../test/golden/admin-http.txt", import.meta.url), "utf8").replaceAll(
    "\r",
    "",
  );
  return text
    .split(/^## curl /m)
    .slice(1)
    .map((section) => {
      const [command = "", ...lines] = section.split("\n");
      const url = /http:\/\/localhost:(\d+)(\S*)/.exec(command);
      const end = lines.indexOf("");
      const headers = new Map(
        lines
          .slice(1, end)
          .map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)] as const),
      );
      return {
        name: command,
        method: command.includes("-X POST") ? "POST" : "GET",
        port: Number(url?.[1]),
        target: url?.[2] ?? "",
        status: Number(lines[0]?.split(" ")[1]),
        headers,
        body: lines
          .slice(end + 1)
          .join("\n")
          .slice(0, Number(headers.get("content-length"))),
      };
    });
}

/** The three servers with the filter of the recording; requests are made in the order of the recording. */
async function bindRecorded(): Promise<ReadonlyMap<number, BoundHttpServer>> {
  const { logger } = memoryLogger("hyper_util");
  const startFilter = LogFilter.fromRustLog("info");
  const filter = LogFilter.fromRustLog("info");
  const admin: AdminSources = {
    configDump: () => Promise.resolve("{}"),
    title: "Ztunnel Admin",
    more: [],
    heap: { statistics: () => Promise.resolve({}), writeSnapshots: () => Promise.resolve([]) },
    profiles: {
      cpu: () => Promise.resolve(new Uint8Array()),
      heap: () => Promise.resolve(undefined),
      isHeapActive: false,
      setHeapActive: () => Promise.resolve(),
    },
    shutdown: () => {},
    logLevels: {
      describe: () => filter.toString(),
      change: ({ reset, directives = "" }) => filter.replace((reset ? startFilter : filter).with(directives)),
    },
  };
  const readiness = { isReady: true, pending: () => [] };
  const metrics = {
    render: () => Promise.resolve({ contentType: "text/plain; charset=utf-8", body: "# EOF\n" }),
  };
  return new Map([
    [15000, await bindAdminServer(admin, { address: LOOPBACK, logger })],
    [15020, await bindStatsServer(metrics, { address: LOOPBACK, logger })],
    [15021, await bindReadinessServer(readiness, { address: LOOPBACK, logger })],
  ]);
}

test("answers every recorded request as the stock program did", async () => {
  const servers = await bindRecorded();
  const compared: string[] = [];
  try {
    for (const exchange of recordedExchanges()) {
      const response = await fetch(
        `http://127.0.0.1:${servers.get(exchange.port)?.address.port}${exchange.target}`,
        {
          method: exchange.method,
          headers: { "accept-encoding": "identity" },
        },
      );
      const body = await response.text();
      // The index page is our own; the metrics were recorded without their body.
      const hasOwnBody =
        exchange.target === "/" ? exchange.port === 15000 : exchange.name.includes("/dev/null");
      expect(response.status, exchange.name).toBe(exchange.status);
      if (!hasOwnBody) {
        expect(response.headers.get("content-type") ?? undefined, exchange.name).toBe(
          exchange.headers.get("content-type"),
        );
        expect(response.headers.get("content-length"), exchange.name).toBe(
          exchange.headers.get("content-length"),
        );
        expect(body, exchange.name).toBe(exchange.body);
      }
      compared.push(exchange.name);
    }
  } finally {
    await Promise.all([...servers.values()].map((server) => server[Symbol.asyncDispose]()));
  }
  expect(compared).toHaveLength(15);
});
