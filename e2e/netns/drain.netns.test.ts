/** SIGTERM: no new connections, and the open ones may finish until the deadline. */
import { expect, test } from "vitest";
import { describeNetns, withMesh } from "../src/describe-netns.ts";
import type { MeshOptions } from "../src/netns-mesh.ts";

const DEADLINE_S = 3;

function meshOf(prefix: string): MeshOptions {
  const env = { CONNECTION_TERMINATION_DEADLINE: `${DEADLINE_S}s` };
  return {
    prefix,
    pods: [
      { name: "client", env },
      { name: "server", env },
    ],
  };
}

describeNetns("a ztunnel that is told to end", () => {
  test.each(["client", "server"])(
    "keeps a live connection until it ends by itself, on the %s's side",
    async (side) => {
      await withMesh(meshOf(`ambit-drain${side[0]}`), async (mesh) => {
        const [client, server] = [mesh.pod("client"), mesh.pod("server")];
        await server.serve(7000);
        await using live = await client.connect({ ip: server.ip, port: 7000 });
        expect(await live.exchange("before")).toEqual({ text: "before", state: "open" });

        const { ztunnel } = mesh.pod(side);
        ztunnel.signal("SIGTERM");
        await expect.poll(() => ztunnel.readLog()).toContain("starting shutdown");
        // The listeners are closed when this is refused, at the latest: what is open goes on.
        await expect
          .poll(() => client.request({ ip: server.ip, port: 7000 }, "new"))
          .toMatchObject({ answered: false });
        expect(await live.exchange("during")).toEqual({ text: "during", state: "open" });

        await live.end();
        expect(await live.receiveAll()).toEqual({ text: "", state: "ended" });
        expect(await ztunnel.exited(DEADLINE_S * 1000)).toEqual({ code: 0, signal: null });
      });
    },
  );

  test("cuts a connection at the deadline, says so in the log, and ends", async () => {
    await withMesh(meshOf("ambit-cut"), async (mesh) => {
      const [client, server] = [mesh.pod("client"), mesh.pod("server")];
      await server.serve(7000);
      await using live = await client.connect({ ip: server.ip, port: 7000 });
      expect(await live.exchange("before")).toEqual({ text: "before", state: "open" });
      const startMs = performance.now();
      server.ztunnel.signal("SIGTERM");
      expect(await server.ztunnel.exited()).toEqual({ code: 0, signal: null });
      const tookMs = performance.now() - startMs;
      expect(tookMs).toBeGreaterThan(DEADLINE_S * 1000 - 200);
      expect(tookMs).toBeLessThan(DEADLINE_S * 1000 + 2_000);
      expect((await live.receiveAll()).state).not.toBe("open");
      const { fields } = await server.accessLine("cut", (line) => line.fields.direction === "inbound");
      expect(fields.error).toBe("closed due to drain");
    });
  });

  test("ends at once when nothing is open", async () => {
    await withMesh(meshOf("ambit-idle"), async (mesh) => {
      const { ztunnel } = mesh.pod("server");
      const startMs = performance.now();
      ztunnel.signal("SIGTERM");
      expect(await ztunnel.exited()).toEqual({ code: 0, signal: null });
      expect(performance.now() - startMs).toBeLessThan(2_000);
    });
  });
});
