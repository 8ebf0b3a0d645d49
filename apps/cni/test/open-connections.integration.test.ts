// Connections that a pod has when it is enrolled are not its ztunnel's, and must not be led there.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { eventually } from "@ambit/lifecycle/testing";
import { describeUnless } from "@ambit/lifecycle/testing/prerequisites";
import { expect, test } from "vitest";
import { aRig, PATIENCE, type PodNetwork, RIG_OBSTACLE } from "./rig.ts";

const PORT = 8080;

const SERVER = `require("node:net").createServer((s) => s.pipe(s)).listen(${PORT}, () => process.stdout.write("ready"))`;
/** Sends every line it is given, and prints what comes back. */
const CLIENT = (ip: string) => `
  const socket = require("node:net").connect(${PORT}, "${ip}", () => process.stdout.write("ready"));
  process.stdin.pipe(socket).pipe(process.stdout);
  socket.on("error", (error) => process.stdout.write(error.code));`;

/** A program in a pod's network, from its first output on. */
async function startIn({ netnsName }: PodNetwork, script: string): Promise<ChildProcessWithoutNullStreams> {
  const child = spawn("ip", ["netns", "exec", netnsName, process.execPath, "-e", script]);
  await once(child.stdout, "data");
  return child;
}

async function echoes(client: ChildProcessWithoutNullStreams, text: string): Promise<string> {
  const answer = once(client.stdout, "data");
  client.stdin.write(text);
  const [chunk] = (await answer) as [Buffer];
  return chunk.toString();
}

describeUnless(RIG_OBSTACLE, "a connection from before the enrolment", () => {
  test("goes on in the mesh, and out of it again, at both ends", async () => {
    await using rig = await aRig();
    await rig.addNamespace("app");
    const client = await rig.addRunningPod("app", "client");
    const server = await rig.addRunningPod("app", "server");
    rig.joinNetworks(client.network, server.network);
    await rig.startAgent();
    await rig.startZtunnel();
    const serving = await startIn(server.network, SERVER);
    const connection = await startIn(client.network, CLIENT(server.network.ip));
    try {
      expect(await echoes(connection, "before")).toBe("before");
      await rig.labelNamespace("app", "ambient");
      for (const pod of [client, server]) {
        await eventually(async () => expect(await rig.redirection(pod)).toBe("enabled"), PATIENCE);
      }
      expect(await echoes(connection, "inside")).toBe("inside");
      await rig.labelNamespace("app", null);
      for (const pod of [client, server]) {
        await eventually(() => expect(rig.rules(pod.network)).not.toContain("ISTIO"), PATIENCE);
      }
      expect(await echoes(connection, "outside")).toBe("outside");
    } finally {
      connection.kill("SIGKILL");
      serving.kill("SIGKILL");
    }
  });
});
