import { formatSocketAddress, parseIpAddress } from "@ambit/addr";
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
import type { Authorization, MeshResource } from "@ambit/model";
import { parseDestination } from "@ambit/model";
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
import { CLIENT_IP, InboundWorld, LOCAL_IP, TUNNEL } from "./testing/inbound-world.ts";
import { localWorkload } from "./testing/world.ts";

const CLIENT_ID = "spiffe://cluster.local/ns/shop/sa/client";

expectClosedSockets();

const CLIENT: MeshResource = workloadResource(
  aWorkload({ name: "client-1", namespace: "shop", serviceAccount: "client", workloadIps: [CLIENT_IP] }),
);

function denyPort(port: number, fields: Partial<Authorization> = {}): MeshResource {
  return policyResource(
    aPolicy({
      name: "deny",
      namespace: "shop",
      action: "Deny",
      rules: [[[aMatch({ destinationPorts: [port] })]]],
      ...fields,
    }),
  );
}

const SERVICE = aService({
  namespace: "shop",
  name: "local",
  vips: [{ network: "", address: meshIp(40) }],
  ports: new Map([
    [80, 9080],
    [81, 15_008],
    [82, 0],
  ]),
});

interface Refusal {
  readonly name: string;
  readonly status: string;
  readonly authority?: string | undefined;
  readonly method?: string;
  readonly resources?: readonly MeshResource[];
  readonly code: string;
  readonly error: string;
  readonly hasRecord?: boolean;
}

const local = workloadResource(localWorkload());
const localInService = workloadResource(localWorkload({ services: ["shop/local.shop.svc.cluster.local"] }));

test.each<Refusal>([
  {
    name: "a method that is not CONNECT",
    method: "GET",
    authority: `${LOCAL_IP}:80`,
    status: "400",
    code: "bad-request",
    error: "invalid CONNECT request",
  },
  {
    name: "an authority that is neither address nor name with port",
    authority: "just-a-name",
    status: "400",
    code: "bad-request",
    error: "invalid CONNECT request",
  },
  {
    name: "a port that is no number",
    authority: "name:http",
    status: "400",
    code: "bad-request",
    error: "invalid CONNECT request",
  },
  {
    name: "the address of another pod",
    authority: `${meshIp(99)}:80`,
    status: "400",
    code: "bad-destination",
    error: `ip mismatch: ${meshIp(99)} != ${LOCAL_IP}`,
  },
  {
    name: "a service nobody knows",
    authority: "nobody.shop.svc.cluster.local:80",
    status: "503",
    code: "bad-destination",
    error: "unknown service: nobody.shop.svc.cluster.local:80",
  },
  {
    name: "a service port that does not exist",
    authority: `${SERVICE.hostname}:99`,
    resources: [localInService, serviceResource(SERVICE)],
    status: "503",
    code: "bad-destination",
    error: "service shop/local.shop.svc.cluster.local has no port 99 for this workload",
  },
  {
    name: "a named port that this workload does not have",
    authority: `${SERVICE.hostname}:82`,
    resources: [localInService, serviceResource(SERVICE)],
    status: "503",
    code: "bad-destination",
    error: "service shop/local.shop.svc.cluster.local has no port 82 for this workload",
  },
  ...[15_001, 15_006, 15_008, 15_080].map((port) => ({
    name: `our own port ${port}`,
    authority: `${LOCAL_IP}:${port}`,
    status: "503",
    code: "recursive-call",
    error: "attempted recursive call to ourselves",
  })),
  {
    name: "a service port that leads to our own port",
    authority: `${SERVICE.hostname}:81`,
    resources: [localInService, serviceResource(SERVICE)],
    status: "503",
    code: "recursive-call",
    error: "attempted recursive call to ourselves",
  },
  {
    name: "a PROXY tunnel to a service without an address",
    authority: "local.shop.svc.cluster.local:80",
    resources: [
      workloadResource(
        localWorkload({
          services: ["shop/local.shop.svc.cluster.local"],
          applicationTunnel: { protocol: "PROXY", port: 9080 },
        }),
      ),
      serviceResource({ ...SERVICE, vips: [] }),
    ],
    status: "503",
    code: "bad-destination",
    error: "the PROXY protocol needs an address and the service has none",
  },
  {
    name: "a policy that denies",
    authority: `${LOCAL_IP}:7001`,
    resources: [local, denyPort(7001)],
    status: "401",
    code: "policy-denied",
    error: "connection closed due to policy rejection: explicitly denied by: shop/deny",
    hasRecord: true,
  },
  {
    name: "allow policies of which none allows",
    authority: `${LOCAL_IP}:7001`,
    resources: [local, denyPort(7002, { action: "Allow" })],
    status: "401",
    code: "policy-denied",
    error: "connection closed due to policy rejection: allow policies exist, but none allowed",
    hasRecord: true,
  },
  {
    name: "an application that does not listen",
    authority: `${LOCAL_IP}:1`,
    status: "503",
    code: "connect-failed",
    error: "connection failed: Connection refused (os error 111)",
    hasRecord: true,
  },
])("answers $status for $name", (row) => {
  using world = new InboundWorld({ resources: row.resources ?? [local] });
  const client = world.client();
  const stream = client.request(row.authority, [], row.method);
  world.until(() => stream.isReset || stream.isEnded);
  expect(stream.heads).toEqual([[[":status", row.status]]]);
  expect(stream.isEnded).toBe(true);
  world.until(() => world.accessLines().length > 0);
  expect(world.accessLines()).toHaveLength(1);
  expect(world.accessLines()[0]).toMatchObject({
    level: row.hasRecord === true ? "error" : "warn",
    message: row.hasRecord === true ? "connection complete" : "connection failed",
    direction: "inbound",
    error: row.error,
    "error.code": row.code,
  });
  const counted = row.hasRecord === true ? [1, 1, 1] : [0, 0, 0];
  expect([world.total("opened"), world.total("closed"), world.total("failed")]).toEqual(counted);
  expect(world.context.failures.takeDeltas()).toEqual(
    row.hasRecord === true ? [] : [{ code: row.code, reporter: "destination", count: 1 }],
  );
  expect(client.end).toBeUndefined();
  expect(world.context.connections.count("inbound")).toBe(0);
});

test("answers 503 when the local workload does not become known in five seconds", () => {
  using world = new InboundWorld();
  const client = world.client();
  world.remove("workload", localWorkload().uid);
  const stream = client.request(`${LOCAL_IP}:80`);
  world.turns(5);
  expect(stream.heads).toEqual([]);
  world.passTime(5_100);
  world.until(() => stream.isEnded);
  expect(stream.status).toBe("503");
  expect(world.accessLines()[0]).toMatchObject({ level: "warn", "error.code": "unknown-workload" });
});

test("answers 200 with baggage once the application has accepted, and carries bytes and half-closes", () => {
  using world = new InboundWorld({ resources: [local, CLIENT] });
  const application = world.application();
  const client = world.client();
  const stream = client.request(formatSocketAddress(application.address));
  world.until(() => stream.heads.length > 0);
  expect(stream.heads[0]).toEqual([
    [":status", "200"],
    [
      "baggage",
      "k8s.cluster.name=Kubernetes,k8s.namespace.name=shop,k8s.deployment.name=local-1,service.name=local-1,service.version=latest",
    ],
  ]);
  stream.send("request", true);
  world.until(() => application.connections[0]?.isEof === true);
  expect(application.first.text).toBe("request");
  expect(stream.isEnded).toBe(false);
  application.first.send("the answer");
  application.first.end();
  world.until(() => stream.isEnded && world.accessLines().length > 0);
  expect(stream.text).toBe("the answer");
  expect(stream.isReset).toBe(false);
  expect(world.accessLines()[0]).toMatchObject({
    level: "info",
    "src.workload": "client-1",
    "src.identity": CLIENT_ID,
    "dst.addr": formatSocketAddress(TUNNEL),
    "dst.hbone_addr": formatSocketAddress(application.address),
    "dst.workload": "local-1",
    direction: "inbound",
    bytes_sent: 10,
    bytes_recv: 7,
  });
  expect(world.traffic()).toMatchObject([
    {
      opened: 1,
      closed: 1,
      failed: 0,
      receivedBytes: 7,
      sentBytes: 10,
      labels: {
        reporter: "destination",
        source_workload: "client-1",
        source_principal: CLIENT_ID,
        response_flags: "-",
        connection_security_policy: "mutual_tls",
      },
    },
  ]);
});

test("the answer has no baggage when it is switched off, and the request's is not used", () => {
  using world = new InboundWorld({ config: { enableResponseBaggage: false } });
  const application = world.application();
  const stream = world
    .client()
    .request(formatSocketAddress(application.address), [["baggage", "k8s.namespace.name=elsewhere"]]);
  world.until(() => stream.heads.length > 0);
  expect(stream.heads[0]).toEqual([[":status", "200"]]);
  expect(world.traffic()[0]?.labels.source_workload_namespace).toBe("unknown");
});

test("a client without a record is described by its baggage, with the principal from TLS", () => {
  using world = new InboundWorld();
  const application = world.application();
  const stream = world
    .client()
    .request(formatSocketAddress(application.address), [
      [
        "baggage",
        "k8s.namespace.name=elsewhere,k8s.deployment.name=visitor,service.name=visiting,service.version=v3",
      ],
    ]);
  world.until(() => stream.heads.length > 0);
  expect(world.traffic()[0]?.labels).toMatchObject({
    source_workload: "visitor",
    source_canonical_service: "visiting",
    source_version: "v3",
    source_workload_namespace: "elsewhere",
    source_principal: CLIENT_ID,
  });
});

test("a request through another network's gateway is not taken for the gateway's own", () => {
  using world = new InboundWorld({ resources: [local, CLIENT] });
  const application = world.application();
  const stream = world.client().request(formatSocketAddress(application.address), [
    ["x-forwarded-network", "far"],
    ["baggage", "k8s.deployment.name=distant"],
  ]);
  world.until(() => stream.heads.length > 0);
  expect(world.traffic()[0]?.labels.source_workload).toBe("distant");
});

test("bytes and the end that come before the application has accepted are kept", () => {
  using world = new InboundWorld();
  const application = world.application();
  const client = world.client();
  const stream = client.request(formatSocketAddress(application.address));
  stream.send("early ");
  stream.send("bytes", true);
  world.until(() => application.connections[0]?.isEof === true);
  expect(application.first.text).toBe("early bytes");
  application.first.send("ok");
  application.first.end();
  world.until(() => stream.isEnded);
  expect(stream.status).toBe("200");
  expect(stream.text).toBe("ok");
});

test("a client that resets its stream while the application is being found leaves nothing behind", () => {
  using world = new InboundWorld();
  const client = world.client();
  world.remove("workload", localWorkload().uid);
  const stream = client.request(`${LOCAL_IP}:80`);
  world.turns(5);
  expect(world.context.connections.count("inbound")).toBe(1);
  stream.require().reset(8);
  world.until(() => world.context.connections.count("inbound") === 0);
  world.change(local);
  world.turns(5);
  expect(world.accessLines()).toEqual([]);
});

test("a hostname authority is served on the port this workload's endpoint has for it", () => {
  using world = new InboundWorld();
  const application = world.application(echo());
  world.change(
    serviceResource(SERVICE),
    workloadResource(
      localWorkload({ services: [`shop/${SERVICE.hostname}`] }),
      new Map([[`shop/${SERVICE.hostname}`, new Map([[82, application.address.port]])]]),
    ),
  );
  const stream = world.client().request(`${SERVICE.hostname}:82`);
  stream.send("named port");
  world.until(() => stream.text === "named port");
  expect(world.traffic()[0]?.labels).toMatchObject({
    destination_service: SERVICE.hostname,
    destination_service_name: "local",
  });
});

test("a waypoint may ask for the addresses it serves", () => {
  using world = new InboundWorld({
    resources: [
      local,
      workloadResource(
        aWorkload({
          name: "behind",
          namespace: "shop",
          workloadIps: [meshIp(77)],
          waypoint: { destination: parseDestination(`/${LOCAL_IP}`), hboneMtlsPort: 15_008 },
        }),
      ),
    ],
  });
  const application = world.application(echo());
  const stream = world.client().request(`${meshIp(77)}:${application.address.port}`);
  stream.send("x");
  world.until(() => stream.text === "x");
});

test("a policy that comes to deny ends the stream with CANCEL and keeps the tunnel", () => {
  using world = new InboundWorld();
  const application = world.application(echo());
  const client = world.client();
  const denied = client.request(formatSocketAddress(application.address));
  denied.send("x");
  world.until(() => denied.text === "x");
  const other = world.application(echo());
  const allowed = client.request(formatSocketAddress(other.address));
  allowed.send("y");
  world.until(() => allowed.text === "y");
  world.change(denyPort(application.address.port));
  world.until(() => denied.isReset && application.first.isOver);
  expect(denied.resetCode).toBe(8);
  expect(world.accessLines()).toHaveLength(1);
  expect(world.accessLines()[0]).toMatchObject({
    level: "error",
    "error.code": "policy-changed",
    error: "connection closed due to policy change",
    "policy.name": expect.stringMatching(/^[a-z-]+\/[a-z-]+$/),
    "policy.rule": 0,
    bytes_sent: 1,
    bytes_recv: 1,
  });
  expect(world.total("closed", "DENY")).toBe(1);
  allowed.send("z");
  world.until(() => allowed.text === "yz");
  expect(client.end).toBeUndefined();
  expect(world.log.lines.join("\n")).toContain("closed because it's no longer allowed after a policy update");
});

test("lines about a connection have the trace id of its request, or one of their own", () => {
  const trace = "0af7651916cd43dd8448eb211c80319c";
  using world = new InboundWorld();
  const application = world.application(echo());
  const client = world.client();
  for (const traceparent of [`00-${trace}-b7ad6b7169203331-01`, "00-none", undefined]) {
    const stream = client.request(
      formatSocketAddress(application.address),
      traceparent === undefined ? [] : [["traceparent", traceparent]],
    );
    stream.send("x");
    world.until(() => stream.text === "x");
  }
  const decisions = world.log.withMessage("connection allowed");
  const peer: unknown = expect.stringContaining(`${CLIENT_IP}:`);
  expect(decisions).toMatchObject([
    { scope: "ztunnel::rbac", inbound: { id: trace, peer } },
    { inbound: { id: "a".repeat(32), peer } },
    { inbound: { id: "a".repeat(32), peer } },
  ]);
});

test("a policy that is newly attached to the workload ends what it denies", () => {
  using world = new InboundWorld();
  const application = world.application(echo());
  const stream = world.client().request(formatSocketAddress(application.address));
  stream.send("x");
  world.until(() => stream.text === "x");
  world.change(denyPort(application.address.port, { scope: "WorkloadSelector", namespace: "elsewhere" }));
  world.turns(3);
  expect(stream.isReset).toBe(false);
  world.change(workloadResource(localWorkload({ authorizationPolicies: ["elsewhere/deny"] })));
  world.until(() => stream.isReset);
});

test.each([
  {
    name: "to a service's address",
    authority: `${meshIp(40)}:80`,
    destination: { ip: meshIp(40), port: 80 },
  },
  {
    name: "to a service by name",
    authority: `${SERVICE.hostname}:80`,
    destination: { ip: meshIp(40), port: 80 },
  },
])("an application that wants it gets a PROXY header first, $name", ({ authority, destination }) => {
  using world = new InboundWorld({ config: { localhostAppTunnel: false } });
  const application = world.application();
  world.change(
    serviceResource(SERVICE),
    workloadResource(
      localWorkload({
        services: [`shop/${SERVICE.hostname}`],
        applicationTunnel: { protocol: "PROXY", port: application.address.port },
      }),
    ),
  );
  const client = world.client();
  const stream = client.request(authority);
  stream.send("payload");
  const identityBytes = CLIENT_ID.length;
  const total = 16 + 12 + 3 + identityBytes;
  world.until(() => (application.connections[0]?.received ?? 0) >= total + 7);
  const header = Buffer.from(application.first.bytes.subarray(0, total));
  expect(header.subarray(0, 16).toString("hex")).toBe(
    `0d0a0d0a000d0a515549540a2111${(12 + 3 + identityBytes).toString(16).padStart(4, "0")}`,
  );
  const dotted = (at: number): string => [...header.subarray(at, at + 4)].join(".");
  expect(dotted(16)).toBe(CLIENT_IP);
  expect(dotted(20)).toBe(destination.ip);
  expect(header.readUInt16BE(26)).toBe(destination.port);
  expect(header[28]).toBe(0xd0);
  expect(header.subarray(31).toString()).toBe(CLIENT_ID);
  expect(application.first.text.slice(total)).toBe("payload");
  stream.require().end();
  application.first.end();
  world.until(() => world.accessLines().length > 0);
  // The header is not the client's traffic.
  expect(world.accessLines()[0]).toMatchObject({ bytes_recv: 7 });
});

test("a PROXY application is reached over loopback by default", () => {
  using world = new InboundWorld();
  const onLoopback = world.poll(new TestApplication({ ip: parseIpAddress("127.0.0.1"), port: 0 }));
  using _ = onLoopback;
  world.change(
    workloadResource(
      localWorkload({ applicationTunnel: { protocol: "PROXY", port: onLoopback.address.port } }),
    ),
  );
  const stream = world.client().request(`${LOCAL_IP}:80`);
  world.until(() => stream.heads.length > 0 && onLoopback.connections.length > 0);
  expect(onLoopback.peers[0]?.ip).toBe("127.0.0.1");
});

test("the application sees the client's own address when it may be kept", () => {
  using world = new InboundWorld({ isTransparent: true });
  const application = world.application(echo());
  const stream = world.client().request(formatSocketAddress(application.address));
  stream.send("x");
  world.until(() => stream.text === "x");
  expect(application.peers[0]?.ip).toBe(CLIENT_IP);
});

test("an application that does not answer in ten seconds is a 503", () => {
  using world = new InboundWorld();
  // A full backlog: the kernel drops further SYNs.
  const full = listenOn({ ip: LOCAL_IP, port: 0 }, 0);
  const address = addressOf(full);
  const fillers = Array.from({ length: 4 }, () => RawSocket.connect(address));
  world.turns(5);
  const stream = world.client().request(formatSocketAddress(address));
  world.turns(10);
  expect(stream.heads).toEqual([]);
  world.passTime(10_100);
  world.until(() => stream.isEnded);
  expect(stream.status).toBe("503");
  expect(world.accessLines()[0]).toMatchObject({
    "error.code": "connect-timeout",
    error: "connection failed: deadline has elapsed",
  });
  for (const filler of fillers) filler.close();
  closeFd(full);
});
