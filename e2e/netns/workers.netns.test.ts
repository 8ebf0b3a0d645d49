/** The number of data-plane threads changes nothing that is visible. */
import { expect, test } from "vitest";
import { describeNetns, withMesh } from "../src/describe-netns.ts";
import { aPolicy } from "../src/mesh-file.ts";
import { sumOfMetric } from "../src/metrics-text.ts";

const CONNECTIONS = 60;

describeNetns("a ztunnel", () => {
  test.each(["1", "2", "4"])("with %s workers serves, counts and denies alike", async (workers) => {
    const env = { ZTUNNEL_WORKER_THREADS: workers };
    const pods = [
      { name: "client", env },
      { name: "server", env },
    ];
    await withMesh({ prefix: `ambit-work${workers}`, pods }, async (mesh) => {
      const [client, server] = [mesh.pod("client"), mesh.pod("server")];
      await server.serve(7000);
      const target = { ip: server.ip, port: 7000 };
      const replies = await Promise.all(
        Array.from({ length: CONNECTIONS }, (_, index) => client.request(target, `request ${index}`)),
      );
      expect(replies.filter((reply) => !reply.answered)).toEqual([]);
      for (const [pod, reporter] of [
        [client, "source"],
        [server, "destination"],
      ] as const) {
        const labels = { reporter, connection_security_policy: "mutual_tls" };
        const closed = async () =>
          sumOfMetric(await pod.metrics(), "istio_tcp_connections_closed_total", labels);
        await expect.poll(closed).toBe(CONNECTIONS);
      }
      await mesh.applyPolicies([aPolicy("deny-7000", { destinationPorts: [7000] })]);
      const denied = () => Promise.all(Array.from({ length: 8 }, () => client.request(target, "x")));
      await expect.poll(async () => (await denied()).filter((reply) => reply.answered)).toEqual([]);
    });
  });
});
