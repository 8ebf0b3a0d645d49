/** Inbound redirection to 15006: clients outside the mesh, strictness, and the client's own address. */
import { eventually } from "@ambit/lifecycle/testing";
import { expect, test } from "vitest";
import { describeNetns, sharedMesh } from "../src/describe-netns.ts";
import { identityOf, strictPolicy } from "../src/mesh-file.ts";

describeNetns("a pod whose inbound traffic is captured", () => {
  const mesh = sharedMesh({
    prefix: "ambit-inbound",
    pods: [{ name: "client" }, { name: "server", redirect: "both" }, { name: "outsider", inMesh: false }],
  });
  const pods = () => ({
    client: mesh().pod("client"),
    server: mesh().pod("server"),
    outsider: mesh().pod("outsider"),
  });

  test("takes plaintext from outside the mesh while no policy forbids it", async () => {
    const { server, outsider } = pods();
    await mesh().applyPolicies([]);
    await server.serve(7000);
    const target = { ip: server.ip, port: 7000 };
    await expect.poll(() => outsider.request(target, "hello")).toEqual({ answered: true, text: "hello" });
    const { fields } = await server.accessLine(
      "plaintext",
      (line) => line.fields["dst.addr"] === `${server.ip}:7000`,
    );
    expect(fields.direction).toBe("inbound");
    expect(fields["src.identity"]).toBeUndefined();
  });

  test("refuses plaintext under a strict policy, and still takes HBONE", async () => {
    const { client, server, outsider } = pods();
    await server.serve(7010);
    const target = { ip: server.ip, port: 7010 };
    await mesh().applyPolicies([strictPolicy()]);
    await eventually(async () =>
      expect(await outsider.request(target, "x")).toMatchObject({ answered: false }),
    );
    expect(await client.request(target, "hello")).toEqual({ answered: true, text: "hello" });
    const { fields } = await server.accessLine(
      "denied plaintext",
      (line) => line.fields["policy.name"] === "shop/strict",
    );
    expect(fields.error).toBe("connection closed due to policy rejection: explicitly denied by: shop/strict");
    expect(fields["src.addr"]).toMatch(new RegExp(`^${outsider.ip}:`));
  });

  test.each([
    { how: "HBONE over IPv4", from: "client", port: 7020, ip: "ip" },
    { how: "plaintext over IPv4", from: "outsider", port: 7021, ip: "ip" },
    { how: "HBONE over IPv6", from: "client", port: 7022, ip: "ip6" },
    { how: "plaintext over IPv6", from: "outsider", port: 7023, ip: "ip6" },
  ] as const)("shows its application the client's own address, by $how", async ({ from, port, ip }) => {
    const { server } = pods();
    const client = mesh().pod(from);
    await mesh().applyPolicies([]);
    await server.serve(port, "greet");
    await expect
      .poll(() => client.request({ ip: server[ip], port }, "hello"))
      .toMatchObject({ answered: true });
    const { peers } = await server.serverFacts(port);
    const address = ip === "ip" ? client.ip : `[${client.ip6}]`;
    expect(peers.filter((peer) => !peer.startsWith(`${address}:`))).toEqual([]);
  });

  test("answers nobody on ztunnel's own ports", async () => {
    const { server, outsider } = pods();
    await mesh().applyPolicies([]);
    for (const port of [15001, 15006]) {
      expect(await outsider.request({ ip: server.ip, port }, "hello")).toMatchObject({ answered: false });
    }
  });

  test("reaches a server outside the mesh in plaintext", async () => {
    const { server, outsider } = pods();
    await outsider.serve(7030, "greet");
    const reply = await server.request({ ip: outsider.ip, port: 7030 }, "hello");
    expect(reply).toMatchObject({ answered: true });
    const { fields } = await server.accessLine(
      "outbound",
      (line) => line.fields["dst.addr"] === `${outsider.ip}:7030`,
    );
    expect(fields).toMatchObject({ direction: "outbound", "dst.workload": "outsider-1" });
    expect(fields["dst.identity"]).toBeUndefined();
  });

  test("proves its identity to others when it is the client", async () => {
    const { client, server } = pods();
    await client.serve(7040);
    expect(await server.request({ ip: client.ip, port: 7040 }, "hi")).toEqual({ answered: true, text: "hi" });
    const { fields } = await client.accessLine(
      "inbound",
      (line) => line.fields["dst.hbone_addr"] === `${client.ip}:7040`,
    );
    expect(fields["src.identity"]).toBe(identityOf(server.plan));
  });
});
