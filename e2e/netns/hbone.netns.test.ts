/** HBONE end to end: two pods with a ztunnel each, on one cable. */
import { expect, test } from "vitest";
import { describeNetns, sharedMesh } from "../src/describe-netns.ts";
import { identityOf, serviceHostname } from "../src/mesh-file.ts";

describeNetns("HBONE between two pods", () => {
  const mesh = sharedMesh({
    prefix: "ambit-hbone",
    pods: [{ name: "client" }, { name: "server", service: { 80: 7000, 81: 7001 } }],
  });
  const pods = () => ({ client: mesh().pod("client"), server: mesh().pod("server") });

  test.each([
    { how: "its IPv4 address", ip: () => pods().server.ip, port: 7100 },
    { how: "its IPv6 address", ip: () => pods().server.ip6, port: 7101 },
  ])("reaches a pod by $how", async ({ ip, port }) => {
    const { client, server } = pods();
    await server.serve(port);
    expect(await client.request({ ip: ip(), port }, "hello")).toEqual({ answered: true, text: "hello" });
    const { fields } = await client.accessLine("outbound", (line) =>
      (line.fields["dst.hbone_addr"] ?? "").endsWith(`:${port}`),
    );
    expect(fields["dst.addr"]).toMatch(/:15008$/);
  });

  test.each([
    { family: "IPv4", vip: () => pods().server.plan.vip.ip, servicePort: 80, targetPort: 7000 },
    { family: "IPv6", vip: () => pods().server.plan.vip.ip6, servicePort: 81, targetPort: 7001 },
  ])("reaches a service by its $family address, and maps port $servicePort to $targetPort", async (row) => {
    const { client, server } = pods();
    await server.serve(row.targetPort);
    const reply = await client.request({ ip: row.vip(), port: row.servicePort }, "hello");
    expect(reply).toEqual({ answered: true, text: "hello" });
    const { fields } = await client.accessLine("by service", (line) =>
      (line.fields["dst.hbone_addr"] ?? "").endsWith(`:${row.targetPort}`),
    );
    expect(fields["dst.service"]).toBe(serviceHostname(server.plan));
  });

  test("puts nothing but TLS on the wire", async () => {
    const { client, server } = pods();
    await server.serve(7200);
    await using capture = await client.capture();
    const secret = "what-nobody-else-may-read";
    expect(await client.request({ ip: server.ip, port: 7200 }, secret)).toEqual({
      answered: true,
      text: secret,
    });
    const wire = await capture.stop(secret);
    expect(wire).toMatchObject({ framesWithMarker: 0, streamsWithMarker: 0, otherBytes: 0, otherPorts: [] });
    expect(wire.tlsDataRecords).toBeGreaterThan(0);
  });

  test("logs the same connection on both sides, with both identities and what TLS proved", async () => {
    const { client, server } = pods();
    await server.serve(7300);
    await client.request({ ip: server.ip, port: 7300 }, "four");
    const isIt = (line: { fields: Readonly<Record<string, string>> }) =>
      line.fields["dst.hbone_addr"] === `${server.ip}:7300`;
    const outbound = await client.accessLine("outbound", isIt);
    const inbound = await server.accessLine("inbound", isIt);
    const common = {
      "src.workload": "client-1",
      "src.namespace": "shop",
      "src.identity": identityOf(client.plan),
      "dst.addr": `${server.ip}:15008`,
      "dst.workload": "server-1",
      "dst.identity": identityOf(server.plan),
      bytes_sent: "4",
      bytes_recv: "4",
      "tls.version": "TLSv1.3",
      "tls.group": "X25519MLKEM768",
    };
    expect(outbound).toMatchObject({
      level: "info",
      message: "connection complete",
      fields: { ...common, direction: "outbound" },
    });
    expect(inbound).toMatchObject({
      level: "info",
      message: "connection complete",
      fields: { ...common, direction: "inbound" },
    });
  });

  test("answers a connection to a port where nothing listens with its end, and a 503 in the log", async () => {
    const { client, server } = pods();
    expect(await client.request({ ip: server.ip, port: 7555 }, "hello")).toMatchObject({ answered: false });
    const isIt = (line: { fields: Readonly<Record<string, string>> }) =>
      line.fields["dst.hbone_addr"] === `${server.ip}:7555`;
    expect((await client.accessLine("503", isIt)).fields.error).toBe("http status: 503 Service Unavailable");
    expect((await server.accessLine("refused", isIt)).fields.error).toBe(
      "connection failed: Connection refused (os error 111)",
    );
  });

  test("sends a connection to an address outside the mesh on as it is", async () => {
    const { client } = pods();
    // Nobody has this address: the attempt has to come out of the proxy as plain TCP, and find no one.
    await using capture = await client.capture();
    await using connection = await client.connect({ ip: "10.77.0.99", port: 7000 });
    await connection.send("plain");
    expect(await connection.receiveAll(500)).toEqual({ text: "", state: "open" });
    expect((await capture.stop("plain")).tlsBytes).toBe(0);
  });
});
