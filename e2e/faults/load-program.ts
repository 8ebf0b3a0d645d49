/**
 * Load inside a pod's namespace: many held connections, a steady series of new ones, and servers for both. Started by
 * `Load` with an IPC channel, over which it answers the methods of load-protocol.ts; it ends with the channel.
 */
import { createServer, type Server, type Socket } from "node:net";
import { answerCalls } from "../src/program-answers.ts";
import { HeldGroup } from "./held-group.ts";
import type { LoadMethods, LoadServerBehaviour } from "./load-protocol.ts";
import { Probe } from "./probe.ts";

const PUSH_CHUNK = Buffer.alloc(64 * 1024, "pushed ");

const groups = new Map<string, HeldGroup>();
const probes = new Map<string, Probe>();

answerCalls<LoadMethods>({
  async hold(request) {
    const group = new HeldGroup(request);
    groups.set(request.group, group);
    await group.open();
    return group.facts;
  },
  facts: ({ group }) => find(groups, group).facts,
  release({ group }) {
    const held = find(groups, group);
    const { facts } = held;
    held.close();
    groups.delete(group);
    return facts;
  },
  probe(request) {
    probes.set(request.probe, new Probe(request));
    return {};
  },
  async endProbe({ probe }) {
    const records = await find(probes, probe).end();
    probes.delete(probe);
    return records;
  },
  async serve({ port, behaviour }) {
    await listen(makeServer(behaviour), port);
    return {};
  },
});

function makeServer(behaviour: LoadServerBehaviour): Server {
  return createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    socket.on("error", () => socket.destroy());
    if (behaviour === "echo") socket.pipe(socket);
    else push(socket);
  });
}

function push(socket: Socket): void {
  socket.resume();
  socket.on("end", () => socket.destroy());
  const fill = (): void => {
    while (!socket.destroyed && socket.write(PUSH_CHUNK));
  };
  socket.on("drain", fill);
  fill();
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: "::", backlog: 4096 }, resolve);
  });
}

function find<T>(map: ReadonlyMap<string, T>, key: string): T {
  const value = map.get(key);
  if (value === undefined) throw new Error(`there is no ${key}`);
  return value;
}
