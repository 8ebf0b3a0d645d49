import { parseIpAddress } from "@ambit/addr";
import { memoryLogger } from "@ambit/telemetry/testing";
import { expect, test } from "vitest";
import { type HttpHandler, type ListenAddress, textResponse } from "../src/http-server.ts";
import { bindHttpServers } from "../src/http-servers.ts";

const loopback = (port = 0): ListenAddress => ({
  kind: "socket",
  address: { ip: parseIpAddress("127.0.0.1"), port },
});
const says =
  (text: string): HttpHandler =>
  () =>
    textResponse(200, text);

async function ask(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: "close" } });
  return await response.text();
}

test("each server answers for its component, and all drain together", async () => {
  const { logger, sink } = memoryLogger("http");
  await using servers = await bindHttpServers(
    {
      monitoring: { address: loopback(), handler: says("metrics") },
      health: { address: loopback(), handler: says("well") },
    },
    logger,
  );
  const { port: monitoring } = servers.get("monitoring").address;
  const { port: health } = servers.get("health").address;
  expect(await Promise.all([ask(monitoring), ask(health)])).toEqual(["metrics", "well"]);
  expect(sink.records.map(({ component }) => component)).toEqual(["monitoring", "health"]);

  servers.drain("graceful");
  await Promise.all([servers.get("monitoring").closed, servers.get("health").closed]);
  await expect(ask(monitoring)).rejects.toThrow();
  await expect(ask(health)).rejects.toThrow();
});

test("when one address is taken none of them stays open", async () => {
  const { logger, sink } = memoryLogger("http");
  await using taken = await bindHttpServers({ other: { address: loopback(), handler: says("") } }, logger);
  const services = {
    monitoring: { address: loopback(), handler: says("metrics") },
    health: { address: loopback(taken.get("other").address.port), handler: says("well") },
  };
  await expect(bindHttpServers(services, logger)).rejects.toThrow(
    expect.objectContaining({ code: "bind-failed", message: expect.stringContaining("(health)") }),
  );
  const messages = sink.records
    .filter(({ component }) => component === "monitoring")
    .map(({ message }) => message);
  expect(messages).toEqual(["listener established", "listener drained"]);
});
