/** A policy that arrives later applies to connections that are already open. */
import { expect, test } from "vitest";
import { describeNetns, withMesh } from "../src/describe-netns.ts";
import { aPolicy } from "../src/mesh-file.ts";

describeNetns("a policy that changes while connections are open", () => {
  test("closes those that it denies, and leaves the others of the same tunnel alone", async () => {
    await withMesh({ prefix: "ambit-live", pods: [{ name: "client" }, { name: "server" }] }, async (mesh) => {
      const [client, server] = [mesh.pod("client"), mesh.pod("server")];
      await server.serve(7000);
      await server.serve(7001);
      await using kept = await client.connect({ ip: server.ip, port: 7000 });
      await using denied = await client.connect({ ip: server.ip, port: 7001 });
      expect(await kept.exchange("one")).toEqual({ text: "one", state: "open" });
      expect(await denied.exchange("two")).toEqual({ text: "two", state: "open" });

      mesh.writePolicies([aPolicy("later", { destinationPorts: [7001] })]);

      expect((await denied.receiveAll()).state).not.toBe("open");
      expect(await kept.exchange("three")).toEqual({ text: "three", state: "open" });
      const line = await server.accessLine(
        "the closed one",
        ({ fields }) => fields["dst.hbone_addr"] === `${server.ip}:7001`,
      );
      expect(line.level).toBe("error");
      expect(line.fields.error).toBe("connection closed due to policy change");
    });
  });

  test("lets new connections in again when it is taken away", async () => {
    const policies = [aPolicy("first", { destinationPorts: [7000] })];
    await withMesh(
      { prefix: "ambit-lift", pods: [{ name: "client" }, { name: "server" }], policies },
      async (mesh) => {
        const [client, server] = [mesh.pod("client"), mesh.pod("server")];
        await server.serve(7000);
        const target = { ip: server.ip, port: 7000 };
        expect(await client.request(target, "x")).toMatchObject({ answered: false });
        await mesh.applyPolicies([]);
        await expect.poll(() => client.request(target, "x")).toEqual({ answered: true, text: "x" });
      },
    );
  });

  test("is not applied at all when the file is broken, and the last good one stays in force", async () => {
    const policies = [aPolicy("good", { destinationPorts: [7000] })];
    await withMesh(
      { prefix: "ambit-bad", pods: [{ name: "client" }, { name: "server" }], policies },
      async (mesh) => {
        const [client, server] = [mesh.pod("client"), mesh.pod("server")];
        await server.serve(7000);
        mesh.writePolicies([aPolicy("broken", { sourceIps: ["not an address"] })]);
        await expect
          .poll(() => server.ztunnel.readLog(), { timeout: 5_000 })
          .toContain("local config not reloaded");
        expect(await client.request({ ip: server.ip, port: 7000 }, "x")).toMatchObject({ answered: false });
      },
    );
  });
});
