/** The control side as a whole, with real servers and threads; the threads are fakes that move no data. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@ambit/lifecycle/testing";
import { pem, TestAuthority } from "@ambit/tls/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TestApp } from "./test-app.ts";

const LIMIT_MS = 20_000;
const CLIENT =
  "- {uid: c//Pod/shop/client-1, name: client-1, namespace: shop, serviceAccount: client, trustDomain: td, workloadIps: [127.0.0.9], protocol: HBONE, services: {}}\n";
const SERVER =
  "- {uid: c//Pod/shop/server-1, name: server-1, namespace: shop, serviceAccount: server, trustDomain: td, workloadIps: [127.0.0.8], protocol: HBONE, services: {}}\n";

let folder = "";
let file = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ztunnel-app-"));
  file = join(folder, "mesh.yaml");
  writeFileSync(file, `workloads:\n${CLIENT}`);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function openApp(variables: Readonly<Record<string, string>> = {}): Promise<TestApp> {
  return TestApp.open({ FAKE_CA: "true", XDS_ADDRESS: "", LOCAL_XDS_PATH: file, ...variables });
}

test("becomes ready when every worker has the mesh", { timeout: LIMIT_MS }, async () => {
  await using app = await openApp();
  expect(await app.readiness()).toBe("500 not ready, pending: state manager\n");
  await app.ztunnel.serve();
  expect(await app.readiness()).toBe("200 ready\n");
  expect(app.log).toMatch(
    /\tinfo\txds:local_client\tlocal config initialized\tnum_workloads=1 num_policies=0\n/,
  );
  expect(app.log).toMatch(/\treadiness\tTask 'proxy' complete \(.*\), still awaiting 1 tasks\t\n/);
  expect(app.log).toMatch(/\treadiness\tTask 'state manager' complete \(.*\), marking server ready\t\n/);
});

test("has DNS sockets when it is to serve DNS, and says so", { timeout: LIMIT_MS }, async () => {
  await using app = await openApp({ ISTIO_META_DNS_CAPTURE: "true" });
  await app.ztunnel.serve();
  const address = app.ztunnel.listeners?.address("dns");
  expect(address?.port).toBeGreaterThan(0);
  await eventually(() => expect(app.log).toContain("marking server ready"));
  expect(app.log).toMatch(/\treadiness\tTask 'dns proxy' complete \(.*\), still awaiting 2 tasks\t\n/);
  expect(app.log).toMatch(
    /\tdns::server\tstarting local DNS server\taddress=127\.0\.0\.1:\d+ component="dns"\n/,
  );
  expect(app.log).not.toContain("no dns proxy created");
});

test("says that it serves no DNS", { timeout: LIMIT_MS }, async () => {
  await using app = await openApp();
  await app.ztunnel.serve();
  await eventually(() => expect(app.log).toMatch(/\tapp\tno dns proxy created\t\n/));
  expect(app.ztunnel.listeners?.address("dns")).toBeUndefined();
});

test("shows mesh, certificate and connections in its dump", { timeout: LIMIT_MS }, async () => {
  await using app = await openApp();
  await app.ztunnel.serve();
  await eventually(() => expect(app.log).toContain("certificate true"));

  expect(await app.dump()).toMatchObject({
    certificates: [{ identity: "spiffe://td/ns/shop/sa/client", state: "Available" }],
    workloads: [{ uid: "c//Pod/shop/client-1" }],
    staticConfig: { workloads: [{ uid: "c//Pod/shop/client-1" }] },
    connections: { inbound: [], outbound: [] },
  });
});

test("follows its file, and keeps the last good mesh when the file is wrong", {
  timeout: LIMIT_MS,
}, async () => {
  await using app = await openApp();
  await app.ztunnel.serve();
  writeFileSync(file, `workloads:\n${CLIENT}${SERVER}`);
  await eventually(() => expect(app.log).toContain("local config reloaded\tnum_workloads=2"), {
    timeoutMs: 6_000,
  });

  writeFileSync(file, `workloads:\n${SERVER.replace("name: server-1", "nam: x")}`);
  await eventually(() => expect(app.log).toContain("local config not reloaded"), { timeoutMs: 6_000 });

  expect((await app.dump()).workloads).toHaveLength(2);
  expect(await app.metric("ambit_config_reload_failures_total")).toBe(1);
});

test("drains every component and closes its ports", { timeout: LIMIT_MS }, async () => {
  await using app = await openApp();
  await app.ztunnel.serve();
  const [first, second] = [app.ztunnel.drain(), app.ztunnel.drain()];

  expect(await Promise.all([first, second])).toEqual(["drained", "drained"]);
  await eventually(() => expect(app.log.match(/shutdown complete/g)).toHaveLength(3));
  await expect(app.readiness()).rejects.toThrow();
  const outbound = app.ztunnel.listeners?.address("outbound");
  await expect(fetch(`http://127.0.0.1:${outbound?.port}/`)).rejects.toThrow();
});

test("answers no probe any more once it drains, though it never says that it is not ready", {
  timeout: LIMIT_MS,
}, async () => {
  await using app = await openApp();
  await app.ztunnel.serve();
  expect(await app.readiness()).toBe("200 ready\n");
  const draining = app.ztunnel.drain();
  await expect(app.readiness()).rejects.toThrow("fetch failed");
  expect(await draining).toBe("drained");
});

test("is asked to quit through admin", { timeout: LIMIT_MS }, async () => {
  await using app = await openApp();
  expect(await app.fetch("admin", "/quitquitquit", "POST")).toBe("200 shutdown now\n");
  expect(app.quits).toEqual(["quit"]);
});

test("tells every worker what is revoked, at start and when the file changes", {
  timeout: LIMIT_MS,
}, async () => {
  const authority = TestAuthority.root();
  const path = join(folder, "crl.pem");
  writeFileSync(path, pem("X509 CRL", authority.revocationList(["5"])));
  await using app = await openApp({ CRL_PATH: path });
  await app.ztunnel.serve();
  await eventually(() => expect(app.log.match(/^revoked 05$/gm)).toHaveLength(2));
  expect(await app.metric("ambit_crl_revoked_certificates")).toBe(1);
  writeFileSync(path, pem("X509 CRL", authority.revocationList(["5", "6"])));
  await eventually(() => expect(app.log.match(/^revoked 05,06$/gm)).toHaveLength(2), { timeoutMs: 6_000 });
});

test("shows the connections of its workload", { timeout: LIMIT_MS }, async () => {
  await using app = await openApp();
  await app.ztunnel.serve();
  const pod = { name: "client-1", namespace: "shop", serviceAccount: "client" };
  expect(JSON.parse((await app.fetch("admin", "/debug/connections")).slice(4))).toEqual({ pods: [pod] });
  expect(JSON.parse((await app.fetch("admin", "/debug/connections/shop/client-1")).slice(4))).toEqual({
    pod,
    open: { inbound: [], outbound: [] },
    ended: [],
  });
  expect(await app.fetch("admin", "/debug/connections/nobody")).toMatch(/^404 no such pod/);
});

test("shows the memory of every thread", { timeout: LIMIT_MS }, async () => {
  await using app = await openApp();
  await app.ztunnel.serve();
  const heap = JSON.parse((await app.fetch("admin", "/debug/heap")).slice(4)) as { workers: unknown[] };

  expect(heap.workers).toEqual([{ worker: 0 }, { worker: 1 }]);
});
