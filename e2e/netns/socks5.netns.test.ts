/** SOCKS5 instead of redirection. */
import { expect, test } from "vitest";
import { describeNetns, sharedMesh } from "../src/describe-netns.ts";

const SOCKS5_PORT = 15080;

describeNetns("a client that uses its ztunnel as SOCKS5 proxy", () => {
  const mesh = sharedMesh({
    prefix: "ambit-socks",
    pods: [
      { name: "client", redirect: "none", env: { UNSTABLE_ENABLE_SOCKS5: "true" } },
      { name: "server", service: { 80: 7000, 81: 7001 } },
    ],
  });

  test.each([
    { how: "pod address", target: { ip: "10.77.0.2", port: 7000 }, serves: 7000 },
    { how: "service address", target: { ip: "10.96.0.11", port: 81 }, serves: 7001 },
    { how: "IPv6 pod address", target: { ip: "fd77::2", port: 7002 }, serves: 7002 },
  ])("reaches a server by $how over HBONE", async ({ target, serves }) => {
    const [client, server] = [mesh().pod("client"), mesh().pod("server")];
    await server.serve(serves);
    const reply = await client.request({ ...target, socks5Port: SOCKS5_PORT }, "hello");
    expect(reply).toEqual({ answered: true, text: "hello" });
    const { fields } = await client.accessLine("outbound", (line) =>
      (line.fields["dst.hbone_addr"] ?? "").endsWith(`:${serves}`),
    );
    expect(fields["dst.addr"]).toMatch(/:15008$/);
  });

  test("is not captured otherwise", async () => {
    const [client, server] = [mesh().pod("client"), mesh().pod("server")];
    await server.serve(7100, "greet");
    const reply = await client.request({ ip: server.ip, port: 7100 }, "hello");
    expect(reply).toMatchObject({ answered: true });
    expect((await server.serverFacts(7100)).peers).toEqual([
      expect.stringMatching(new RegExp(`^${client.ip}:`)),
    ]);
  });
});
