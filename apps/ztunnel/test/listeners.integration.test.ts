import { once } from "node:events";
import { createConnection, createServer } from "node:net";
import { parseIpAddress, parseSocketAddress } from "@ambit/addr";
import { memoryLogger, silentLogger } from "@ambit/telemetry/testing";
import { describe, expect, test } from "vitest";
import { bindListeners, type ListenerConfig } from "../src/control/listeners.ts";

const ANY_PORT = parseSocketAddress("127.0.0.1:0");

function aConfig(fields: Partial<ListenerConfig> = {}): ListenerConfig {
  return {
    inboundAddress: ANY_PORT,
    inboundPlaintextAddress: ANY_PORT,
    outboundAddress: ANY_PORT,
    socks5Address: undefined,
    dnsAddress: undefined,
    requireOriginalSource: false,
    packetMark: undefined,
    reusePort: false,
    ...fields,
  };
}

async function connects(port: number, host: string): Promise<boolean> {
  const socket = createConnection({ port, host });
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

describe("bound listeners", () => {
  test("take connections into the backlog although nobody accepts, and refuse them once closed", async () => {
    const listeners = bindListeners(aConfig(), () => silentLogger());
    const port = listeners.address("inbound")?.port ?? 0;
    expect(await connects(port, "127.0.0.1")).toBe(true);

    listeners[Symbol.dispose]();
    expect(await connects(port, "127.0.0.1")).toBe(false);
  });

  test("take IPv4 and IPv6 on the IPv6 wildcard", async () => {
    const any = { ip: parseIpAddress("::"), port: 0 };
    using listeners = bindListeners(aConfig({ outboundAddress: any }), () => silentLogger());
    const port = listeners.address("outbound")?.port ?? 0;

    expect(await connects(port, "127.0.0.1")).toBe(true);
    expect(await connects(port, "::1")).toBe(true);
  });

  test("are logged as ztunnel does, in its order", () => {
    const { logger, sink } = memoryLogger();
    using listeners = bindListeners(aConfig({ socks5Address: ANY_PORT }), (scope) => logger.child(scope));
    const lines = sink.records.map(({ scope, message, component, transparent }) => ({
      scope,
      message,
      component,
      transparent,
    }));
    const established = { message: "listener established", transparent: false };
    expect(lines).toEqual([
      { ...established, scope: "ztunnel::proxy::inbound", component: "inbound" },
      { ...established, scope: "ztunnel::proxy::inbound_passthrough", component: "inbound plaintext" },
      { ...established, scope: "ztunnel::proxy::outbound", component: "outbound" },
      { ...established, scope: "ztunnel::proxy::socks5", component: "socks5" },
    ]);
    expect(sink.records.map(({ address }) => address)).toEqual(
      listeners.components.map((component) => `127.0.0.1:${listeners.address(component)?.port}`),
    );
  });

  test("are the descriptors that workers get", () => {
    using listeners = bindListeners(aConfig(), () => silentLogger());
    const { inbound, inboundPlaintext, outbound, socks5, transparent } = listeners.fds;
    expect([inbound, inboundPlaintext, outbound].every((fd) => (fd ?? 0) > 2)).toBe(true);
    expect({ socks5, transparent }).toEqual({ socks5: undefined, transparent: false });
    expect(listeners.components).toEqual(["inbound", "inbound passthrough", "outbound"]);
  });
});

test("a port in use is an error that names the listener, and leaves nothing bound", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const address = taken.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const inbound = await freePort();
  const config = aConfig({
    inboundAddress: { ...ANY_PORT, port: inbound },
    outboundAddress: { ...ANY_PORT, port },
  });

  expect(() => bindListeners(config, () => silentLogger())).toThrowError(
    `cannot listen on 127.0.0.1:${port} (outbound): bind: Address already in use (os error 98)`,
  );
  expect(await connects(inbound, "127.0.0.1")).toBe(false);
  taken.close();
});

async function freePort(): Promise<number> {
  using listeners = bindListeners(aConfig(), () => silentLogger());
  return listeners.address("inbound")?.port ?? 0;
}

describe("DNS listeners", () => {
  test("are one port in both protocols, on each loopback address, and are closed with the others", async () => {
    const dnsAddress = { kind: "localhost", ipv6: true, port: 0 } as const;
    const listeners = bindListeners(aConfig({ dnsAddress }), () => silentLogger());
    expect(listeners.components.at(-1)).toBe("dns");
    expect([listeners.fds.dnsUdp.length, listeners.fds.dnsTcp.length]).toEqual([2, 2]);
    const port = listeners.address("dns")?.port ?? 0;
    expect(await connects(port, "127.0.0.1")).toBe(true);
    listeners[Symbol.dispose]();
    expect(await connects(port, "127.0.0.1")).toBe(false);
  });

  test("that are taken are named with their protocol, and nothing stays open", async () => {
    using first = bindListeners(aConfig({ dnsAddress: { kind: "socket", address: ANY_PORT } }), () =>
      silentLogger(),
    );
    const address = first.address("dns") ?? ANY_PORT;
    expect(() =>
      bindListeners(aConfig({ dnsAddress: { kind: "socket", address } }), () => silentLogger()),
    ).toThrow(
      new RegExp(`cannot listen on 127.0.0.1:${address.port}/udp \\(dns\\): bind: Address already in use`),
    );
  });
});
