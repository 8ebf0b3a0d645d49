/** Much data both ways at once, over good and bad networks, and nothing is lost or changed. */
import { expect, test } from "vitest";
import { describeNetns, testUnless, withMesh } from "../src/describe-netns.ts";
import { countLostPackets, delayPackets, findDelayObstacle, losePackets } from "../src/impairment.ts";
import { Namespace } from "../src/namespace.ts";
import type { NetnsMesh } from "../src/netns-mesh.ts";
import { findNetnsObstacle } from "../src/preflight.ts";

const MIB = 1024 * 1024;
const PAIR = [{ name: "client" }, { name: "server" }] as const;

describeNetns("bulk transfer through a tunnel", () => {
  test("carries 100 MiB both ways unchanged", async () => {
    await withMesh({ prefix: "ambit-bulk", pods: PAIR }, (mesh) => transferUnchanged(mesh, 100 * MIB));
  });

  test("carries 100 MiB both ways unchanged while one packet in two hundred is lost", async () => {
    await withMesh({ prefix: "ambit-loss", pods: PAIR }, async (mesh) => {
      for (const pod of mesh.pods) losePackets(pod.namespace, 5);
      await transferUnchanged(mesh, 100 * MIB);
      for (const pod of mesh.pods) expect(countLostPackets(pod.namespace)).toBeGreaterThan(0);
    });
  });

  testUnless(delayObstacle(), "carries 20 MiB both ways unchanged over a path of 40 ms", async () => {
    await withMesh({ prefix: "ambit-delay", pods: PAIR }, async (mesh) => {
      for (const pod of mesh.pods) delayPackets(pod.namespace, 20);
      await transferUnchanged(mesh, 20 * MIB);
    });
  });

  test("carries eight transfers at once through one tunnel unchanged", async () => {
    await withMesh({ prefix: "ambit-eight", pods: PAIR }, async (mesh) => {
      const [client, server] = [mesh.pod("client"), mesh.pod("server")];
      await server.serve(7000);
      const target = { ip: server.ip, port: 7000 };
      const results = await Promise.all(Array.from({ length: 8 }, () => client.transfer(target, 8 * MIB)));
      expect(results.filter((result) => result.receivedSha256 !== result.sentSha256)).toEqual([]);
    });
  });
});

async function transferUnchanged(mesh: NetnsMesh, bytes: number): Promise<void> {
  const [client, server] = [mesh.pod("client"), mesh.pod("server")];
  await server.serve(7000);
  const result = await client.transfer({ ip: server.ip, port: 7000 }, bytes);
  expect(result.receivedBytes).toBe(bytes);
  expect(result.receivedSha256).toBe(result.sentSha256);
  const { fields } = await client.accessLine(
    "the transfer",
    (line) => line.fields["dst.hbone_addr"] === `${server.ip}:7000`,
  );
  expect(fields).toMatchObject({ bytes_sent: `${bytes}`, bytes_recv: `${bytes}` });
}

function delayObstacle(): string | undefined {
  if (findNetnsObstacle() !== undefined) return "no network namespaces";
  using namespace = Namespace.create(`ambit-delayprobe-${process.pid}`);
  return findDelayObstacle(namespace);
}
