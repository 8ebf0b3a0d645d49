/**
 * Does a scenario's work inside a pod's namespace: servers, client connections, HTTP requests. Started by
 * `PodAgent` with an IPC channel, over which it answers the methods of agent-protocol.ts; it ends with the channel.
 */
import { lookup } from "node:dns/promises";
import { request } from "node:http";
import type { AgentMethods, HttpResult } from "../src/agent-protocol.ts";
import { answerCalls, codeOf } from "../src/program-answers.ts";
import { ClientConnection, openSocket, transfer } from "./client.ts";
import { EchoServer } from "./echo.ts";
import { ask } from "./l7-client.ts";

const HTTP_TIMEOUT_MS = 5_000;

const servers = new Map<number, EchoServer>();
const connections = new Map<number, ClientConnection>();
let lastConnection = 0;

answerCalls<AgentMethods>({
  async listen({ port, behaviour }) {
    const server = new EchoServer(behaviour);
    await server.listen(port);
    servers.set(port, server);
    return {};
  },
  server: ({ port }) => find(servers, port).facts,
  async connect(target) {
    try {
      const connection = new ClientConnection(await openSocket(target));
      connections.set(++lastConnection, connection);
      return { connection: lastConnection, local: connection.local };
    } catch (error) {
      return { failure: codeOf(error) };
    }
  },
  async resolve({ name }) {
    try {
      const found = await lookup(name, { all: true, family: 4 });
      return { addresses: found.map(({ address }) => address) };
    } catch (error) {
      if (codeOf(error) === "ENOTFOUND") return { addresses: [] };
      throw error;
    }
  },
  send({ connection, text }) {
    find(connections, connection).send(text);
    return {};
  },
  end({ connection }) {
    find(connections, connection).end();
    return {};
  },
  receive: ({ connection, bytes, timeoutMs }) => find(connections, connection).receive(bytes, timeoutMs),
  close({ connection }) {
    find(connections, connection).close();
    connections.delete(connection);
    return {};
  },
  transfer: (params) => transfer(params, params.bytes),
  http: fetchLocal,
  async ask(params) {
    try {
      return await ask(params);
    } catch (error) {
      return { failure: codeOf(error) };
    }
  },
});

/** On 127.0.0.1 of this namespace, where ztunnel's admin server listens. */
function fetchLocal(params: AgentMethods["http"]["params"]): Promise<HttpResult> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpResult>();
  const { port, path, method } = params;
  const options = { host: "127.0.0.1", port, path, method, timeout: HTTP_TIMEOUT_MS, agent: false };
  const exchange = request(options, (response) => {
    let body = "";
    response.setEncoding("utf8");
    response.on("data", (text: string) => (body += text));
    response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    response.on("error", reject);
  });
  exchange.on("timeout", () => exchange.destroy(new Error("timeout")));
  exchange.on("error", reject);
  exchange.end();
  return promise;
}

function find<T>(map: ReadonlyMap<number, T>, key: number): T {
  const value = map.get(key);
  if (value === undefined) throw new Error(`there is no ${key}`);
  return value;
}
