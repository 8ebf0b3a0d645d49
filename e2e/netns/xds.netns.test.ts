/** Two ztunnels that have the mesh and their certificates from one server in a third namespace, which may be lost. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { eventually } from "@ambit/lifecycle/testing";
import { TEST_CONTROL_PLANE_HOST } from "@ambit/xds-grpc/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openLoad } from "../faults/load.ts";
import { describeNetns } from "../src/describe-netns.ts";
import { aPolicy, formatMeshFile, identityOf, type PolicySpec } from "../src/mesh-file.ts";
import { type NetnsMesh, netnsMesh } from "../src/netns-mesh.ts";
import type { Pod } from "../src/pod.ts";
import { type RootFiles, writeRoot } from "../src/root-ca.ts";
import { XDS_SERVER_PORT, XdsServer } from "../src/xds-server.ts";

const MARKER = "xds-marker-7d02";
const PORT = 8080;
const DENIED_PORT = 8081;
const CONNECTIONS = 50;
const ADDRESS_TYPE = "type.googleapis.com/istio.workload.Address";
/** Of the third pod. */
const SERVER_IP = "10.77.0.3";
/** In the pods' network, and nobody's. */
const UNKNOWN_IP = "10.77.0.99";
/** Life of certificates while the server is away; renewals begin at half of it. */
const TTL_MS = 30_000;
const AWAY_MS = 18_000;
/** A ztunnel's wait between attempts has grown to some seconds by then. */
const CATCH_UP_MS = 20_000;

let folder = "";
let root: RootFiles;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "xds-netns-"));
  root = writeRoot(folder, Date.now());
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function ztunnelVariables(account: string): Readonly<Record<string, string>> {
  const address = `https://${SERVER_IP}:${XDS_SERVER_PORT}`;
  const roots = readFileSync(root.certPath, "utf8");
  return {
    FAKE_CA: "false",
    FAKE_CA_CERT: "",
    FAKE_CA_KEY: "",
    LOCAL_XDS_PATH: "",
    XDS_ADDRESS: address,
    CA_ADDRESS: address,
    XDS_ROOT_CA: roots,
    CA_ROOT_CA: roots,
    ALT_XDS_HOSTNAME: TEST_CONTROL_PLANE_HOST,
    ALT_CA_HOSTNAME: TEST_CONTROL_PLANE_HOST,
    AUTH_TOKEN: `shop/${account}`,
    POD_NAME: `${account}-1`,
    POD_NAMESPACE: "shop",
  };
}

function openMesh(prefix: string, variables: Readonly<Record<string, string>> = {}): Promise<NetnsMesh> {
  return netnsMesh({
    prefix,
    enroll: false,
    pods: [
      { name: "client", env: { ...ztunnelVariables("client"), ...variables } },
      { name: "server", env: { ...ztunnelVariables("server"), ...variables }, service: { 80: PORT } },
      { name: "control", inMesh: false },
    ],
  });
}

function meshText(mesh: NetnsMesh, policies: readonly PolicySpec[] = []): string {
  return formatMeshFile(
    mesh.pods.map(({ plan }) => plan),
    policies,
  );
}

function openServer(mesh: NetnsMesh): Promise<XdsServer> {
  const { namespace, ip } = mesh.pod("control");
  return XdsServer.open({ namespace, ip, root });
}

async function knownWorkloads(pod: Pod): Promise<readonly string[]> {
  const { workloads } = (await pod.configDump()) as {
    readonly workloads: readonly { readonly name: string }[];
  };
  return workloads.map(({ name }) => name);
}

describeNetns("two ztunnels fed over xDS", () => {
  test("carry traffic over mutual TLS, and obey a policy within a second of its arrival", async () => {
    await using mesh = await openMesh("xdsa");
    await using xds = await openServer(mesh);
    await xds.replace(meshText(mesh));
    await mesh.enroll();
    const [client, server] = [mesh.pod("client"), mesh.pod("server")];
    await server.serve(PORT);
    await using capture = await client.capture();
    const target = { ip: server.plan.vip.ip, port: 80 };
    expect(await client.request(target, MARKER)).toEqual({ answered: true, text: MARKER });

    const { fields } = await server.accessLine("inbound", (line) => line.fields.direction === "inbound");
    expect(fields).toMatchObject({
      "src.identity": identityOf(client.plan),
      "dst.identity": identityOf(server.plan),
    });
    expect(await capture.stop(MARKER)).toMatchObject({ framesWithMarker: 0, streamsWithMarker: 0 });

    await using held = await client.connect(target);
    expect(await held.exchange("before")).toEqual({ text: "before", state: "open" });
    await xds.replace(meshText(mesh, [aPolicy("late", { destinationPorts: [PORT] })]));
    const arrived = Date.now();
    await eventually(
      async () => expect(await client.request(target, "denied?")).toMatchObject({ answered: false }),
      { timeoutMs: 1_000, intervalMs: 5 },
    );
    console.log(`first refusal ${Date.now() - arrived} ms after the policy was there`);
    expect((await held.receiveAll()).state).not.toBe("open");

    await xds.replace(meshText(mesh));
    await eventually(
      async () => expect(await client.request(target, "again")).toMatchObject({ answered: true }),
      { timeoutMs: 1_000, intervalMs: 5 },
    );
  });

  test("know on demand only what was asked for, and still send nothing in plaintext", async () => {
    await using mesh = await openMesh("xdsc", { XDS_ON_DEMAND: "true" });
    await using xds = await openServer(mesh);
    await xds.replace(meshText(mesh));
    await mesh.enroll();
    const [client, server] = [mesh.pod("client"), mesh.pod("server")];
    await server.serve(PORT);
    await using capture = await client.capture();
    expect(await knownWorkloads(client)).toEqual(["client-1"]);

    const target = { ip: server.plan.vip.ip, port: 80 };
    expect(await client.request(target, MARKER)).toEqual({ answered: true, text: MARKER });
    expect(await knownWorkloads(client)).toEqual(["client-1", "server-1"]);
    expect(await client.request({ ip: server.ip, port: PORT }, MARKER)).toMatchObject({ answered: true });
    const { fields } = await server.accessLine("inbound", (line) => line.fields.direction === "inbound");
    expect(fields).toMatchObject({ "src.identity": identityOf(client.plan) });
    expect(await capture.stop(MARKER)).toMatchObject({ framesWithMarker: 0, streamsWithMarker: 0 });

    await xds[Symbol.asyncDispose]();
    expect(await client.request(target, "known")).toMatchObject({ answered: true });
    expect(await client.request({ ip: UNKNOWN_IP, port: PORT }, "unknown")).toMatchObject({
      answered: false,
    });
    const refused = await client.accessLine("unknown", (line) => line.message === "connection failed");
    expect(refused.fields["error.code"]).toBe("lookup-failed");
  });

  test("go on without the server: old and new connections, policies, certificates until they expire", async () => {
    await using mesh = await openMesh("xdsb");
    const first = await openServer(mesh);
    await first.setTtl(TTL_MS);
    const text = meshText(mesh, [aPolicy("always", { destinationPorts: [DENIED_PORT] })]);
    await first.replace(text);
    await mesh.enroll();
    const [client, server] = [mesh.pod("client"), mesh.pod("server")];
    await using load = await openLoad(client.namespace);
    await using backend = await openLoad(server.namespace);
    for (const port of [PORT, DENIED_PORT]) await backend.call("serve", { port, behaviour: "echo" });
    const target = (port: number) => ({ ip: server.ip, port, marker: MARKER });
    const held = await load.call("hold", {
      group: "held",
      ...target(PORT),
      count: CONNECTIONS,
      intervalMs: 100,
    });
    expect(held.open).toBe(CONNECTIONS);
    const pace = { everyMs: 40, timeoutMs: 5_000 };
    await load.call("probe", { probe: "open", ...target(PORT), ...pace });
    await load.call("probe", { probe: "denied", ...target(DENIED_PORT), ...pace });

    await delay(500);
    await first[Symbol.asyncDispose]();
    await eventually(() => expect(client.ztunnel.readLog()).toContain("XDS client connection error"), {
      timeoutMs: 5_000,
    });
    // Long enough for renewals to be due and to fail.
    await delay(AWAY_MS);
    await eventually(
      () =>
        expect(client.ztunnel.readLog()).toMatch(/certificate fetch failed\t.*has_valid_certificate=true/),
      { timeoutMs: TTL_MS - AWAY_MS },
    );

    await using second = await openServer(mesh);
    await second.replace(text);
    await eventually(async () => expect((await second.facts()).connections).toBe(2), {
      timeoutMs: CATCH_UP_MS,
    });
    await eventually(async () => expect((await second.facts()).certificateCalls).toBeGreaterThanOrEqual(2), {
      timeoutMs: CATCH_UP_MS,
    });
    const { sent } = await second.facts();
    const addresses = sent.filter(({ typeUrl }) => typeUrl === ADDRESS_TYPE);
    expect(addresses.map(({ resources, removed }) => resources + removed)).toEqual([0, 0]);

    expect(await load.call("facts", { group: "held" })).toMatchObject({ open: CONNECTIONS, wrongBytes: 0 });
    const [open, denied] = [
      await load.call("endProbe", { probe: "open" }),
      await load.call("endProbe", { probe: "denied" }),
    ];
    expect(open.length).toBeGreaterThan(100);
    expect(open.filter(({ outcome }) => outcome !== "ok")).toEqual([]);
    expect(denied.length).toBeGreaterThan(100);
    expect(denied.filter(({ outcome }) => outcome === "ok")).toEqual([]);
  });
});
