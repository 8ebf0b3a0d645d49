import { formatSocketAddress, parseIpAddress, type SocketAddress } from "@ambit/addr";
import {
  addressOf,
  echo,
  expectClosedSockets,
  listenOn,
  meshIp,
  RawSocket,
  TestApplication,
} from "@ambit/data-plane/testing";
import { closeFd } from "@ambit/linux";
import type { MeshResource } from "@ambit/model";
import {
  aMatch,
  aPolicy,
  aService,
  aWorkload,
  policyResource,
  serviceResource,
  workloadResource,
} from "@ambit/model/testing";
import { expect, test } from "vitest";
import { InboundPlaintextListener } from "./inbound-plaintext.ts";
import { localWorkload, World, type WorldOptions } from "./testing/world.ts";

const LOCAL_IP = meshIp(1);
const CLIENT_IP = meshIp(30);

expectClosedSockets();

/**
 * Redirection is played by the backlog: a client connects while only the proxy listens on the port, and the
 * application takes the port over, by a more specific address, before the proxy dials it.
 */
class PlaintextWorld extends World {
  readonly listener: InboundPlaintextListener;
  readonly target: SocketAddress;
  readonly #fd: number;
  readonly #ends: Disposable[] = [];

  constructor(options: WorldOptions = {}) {
    super(options);
    this.#fd = listenOn({ ip: parseIpAddress("0.0.0.0"), port: 0 });
    this.target = { ip: LOCAL_IP, port: addressOf(this.#fd).port };
    this.listener = new InboundPlaintextListener(this.context, this.#fd);
    this.listener.serve();
  }

  connect(): RawSocket {
    const client = this.poll(RawSocket.connect(this.target, CLIENT_IP));
    this.#ends.push(client);
    return client;
  }

  application(serve?: ConstructorParameters<typeof TestApplication>[1]): TestApplication {
    const application = this.poll(new TestApplication(this.target, serve));
    this.#ends.push(application);
    return application;
  }

  override [Symbol.dispose](): void {
    for (const end of this.#ends) end[Symbol.dispose]();
    super[Symbol.dispose]();
    closeFd(this.#fd);
  }
}

function policy(action: "Allow" | "Deny", match: Parameters<typeof aMatch>[0]): MeshResource {
  return policyResource(aPolicy({ name: "rule", namespace: "shop", action, rules: [[[aMatch(match)]]] }));
}

test("what connects to the port itself is refused as recursive", () => {
  using world = new PlaintextWorld();
  Object.assign(world.context.config, { illegalPorts: [world.target.port] });
  const client = world.connect();
  world.until(() => client.isOver);
  expect(world.accessLines()).toMatchObject([
    {
      level: "warn",
      message: "connection failed",
      direction: "inbound",
      "dst.addr": formatSocketAddress(world.target),
      error: "attempted recursive call to ourselves",
      "error.code": "recursive-call",
    },
  ]);
  expect(world.traffic()).toEqual([]);
  expect(world.context.failures.takeDeltas()).toEqual([
    { code: "recursive-call", reporter: "destination", count: 1 },
  ]);
});

test("bytes and half-closes go both ways, and the record names whom the address tells", () => {
  using world = new PlaintextWorld({
    resources: [
      workloadResource(localWorkload({ services: ["shop/local.shop.svc.cluster.local"] })),
      workloadResource(aWorkload({ name: "client-1", namespace: "plain", workloadIps: [CLIENT_IP] })),
    ],
  });
  world.change(
    serviceResource(
      aService({ name: "local", namespace: "shop", ports: new Map([[80, world.target.port]]) }),
    ),
  );
  const client = world.connect();
  const application = world.application();
  client.send("request");
  client.end();
  world.until(() => application.connections[0]?.isEof === true);
  expect(application.first.text).toBe("request");
  application.first.send("the answer");
  application.first.end();
  world.until(() => client.isEof && world.accessLines().length > 0);
  expect(client.text).toBe("the answer");
  const [line] = world.accessLines();
  expect(line).toMatchObject({
    level: "info",
    "src.workload": "client-1",
    "src.namespace": "plain",
    "dst.addr": formatSocketAddress(world.target),
    "dst.service": "local.shop.svc.cluster.local",
    "dst.workload": "local-1",
    direction: "inbound",
    bytes_sent: 10,
    bytes_recv: 7,
  });
  for (const absent of ["src.identity", "dst.identity", "dst.hbone_addr", "error"])
    expect(line).not.toHaveProperty(absent);
  expect(world.traffic()).toMatchObject([
    {
      opened: 1,
      closed: 1,
      receivedBytes: 7,
      sentBytes: 10,
      labels: { reporter: "destination", source_principal: "unknown", connection_security_policy: "unknown" },
    },
  ]);
});

test("the application sees the client's own address when it may be kept", () => {
  using world = new PlaintextWorld({ isTransparent: true });
  world.connect().send("x");
  const application = world.application();
  world.until(() => application.connections[0]?.text === "x");
  expect(application.peers[0]?.ip).toBe(CLIENT_IP);
});

test("a policy that asks for an identity finds none, and the client sees a close", () => {
  using world = new PlaintextWorld({
    resources: [workloadResource(localWorkload()), policy("Allow", { principals: [{ kind: "presence" }] })],
  });
  const client = world.connect();
  world.until(() => client.isOver);
  expect(world.accessLines()).toMatchObject([
    {
      level: "error",
      message: "connection complete",
      error: "connection closed due to policy rejection: allow policies exist, but none allowed",
      "error.code": "policy-denied",
    },
  ]);
  expect(world.total("closed", "DENY")).toBe(1);
});

test("a policy that comes to deny ends the connection, and others go on", () => {
  using world = new PlaintextWorld();
  const client = world.connect();
  const application = world.application(echo());
  client.send("x");
  world.until(() => client.text === "x");
  world.change(policy("Deny", { destinationPorts: [world.target.port + 1] }));
  client.send("y");
  world.until(() => client.text === "xy");
  world.change(policy("Deny", { destinationPorts: [world.target.port] }));
  world.until(() => client.isOver && application.first.isOver);
  expect(world.accessLines()).toMatchObject([
    { level: "error", error: "connection closed due to policy change", bytes_sent: 2, bytes_recv: 2 },
  ]);
  expect(world.total("failed", "DENY")).toBe(1);
  expect(world.log.lines.join("\n")).toContain("(None)->");
});

test("the workload is waited for five seconds", () => {
  using world = new PlaintextWorld({ resources: [] });
  const late = world.connect();
  world.turns(3);
  world.passTime(5_100);
  world.until(() => late.isOver);
  expect(world.accessLines()).toMatchObject([{ level: "warn", "error.code": "unknown-workload" }]);
  const inTime = world.connect();
  const application = world.application(echo());
  inTime.send("x");
  world.turns(3);
  world.change(workloadResource(localWorkload()));
  world.until(() => inTime.text === "x");
  expect(application.connections).toHaveLength(1);
});

test("a client that is gone while it waits leaves nothing behind", () => {
  using world = new PlaintextWorld({ resources: [] });
  const client = world.connect();
  world.turns(3);
  expect(world.context.connections.count("inbound passthrough")).toBe(1);
  client.reset();
  world.until(() => world.context.connections.count("inbound passthrough") === 0);
  world.change(workloadResource(localWorkload()));
  world.turns(2);
  expect(world.accessLines()).toEqual([]);
});

test("what a drain cuts off is recorded, and the dump shows it before", () => {
  using world = new PlaintextWorld();
  const client = world.connect();
  world.application(echo());
  client.send("x");
  world.until(() => client.text === "x");
  expect(world.context.connections.dump()).toEqual([
    {
      direction: "inbound",
      src: formatSocketAddress(addressOf(client.fd)),
      originalDst: undefined,
      actualDst: formatSocketAddress(world.target),
      protocol: "TCP",
      tls: undefined,
    },
  ]);
  world.context.connections.destroyAll("inbound passthrough");
  world.until(() => client.isOver);
  expect(world.accessLines()).toMatchObject([{ level: "error", error: "closed due to drain" }]);
});
