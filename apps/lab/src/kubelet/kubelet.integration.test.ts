import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listOf, objectOf, stringOf } from "@ambit/kube-objects/json";
import { systemClock } from "@ambit/lifecycle";
import { eventually } from "@ambit/lifecycle/testing";
import {
  describeUnless,
  findMissingPrograms,
  findRootObstacle,
} from "@ambit/lifecycle/testing/prerequisites";
import { silentLogger } from "@ambit/telemetry/testing";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { inNamespace, runTool } from "../network/index.ts";
import { CONFIG_MAPS, NODES, PODS, SECRETS } from "./api/kube-resources.ts";
import { findPodEntry, runKubelet } from "./index.ts";
import { findHierarchy } from "./process/cgroups.ts";
import { FakePlugin } from "./testing/fake-plugin.ts";
import { firstContainer, isPodReady, KubeletWorld, podIpOf } from "./testing/kubelet-world.ts";

const OBSTACLE =
  findRootObstacle() ??
  findMissingPrograms({
    ip: "iproute2",
    nsenter: "util-linux",
    unshare: "util-linux",
    pivot_root: "util-linux",
  });
const WAIT = { timeoutMs: 30_000, intervalMs: 25 };
const LAB = "l1-kub";

const SLEEP = { name: "main", command: ["sleep", "100000"] };
const shell = (script: string) => ({ name: "main", command: ["sh", "-c", script] });
/** Serves its name over HTTP, on both families. */
const server = (port: number, more: Readonly<Record<string, unknown>> = {}) => ({
  name: "main",
  image: "ambit/test-node:1.0",
  args: [
    `require("node:http").createServer((q, s) => s.end(require("node:os").hostname())).listen(${port}, "::")`,
  ],
  ...more,
});

const podNamespaces = () => readdirSync("/run/netns").filter((name) => name.startsWith(`${LAB}-p-`));
const podProcesses = () =>
  podNamespaces().flatMap((name) =>
    execFileSync("ip", ["netns", "pids", name], { encoding: "utf8" }).split("\n").filter(Boolean),
  );

describeUnless(OBSTACLE, "the kubelet of a lab", () => {
  let world: KubeletWorld;

  beforeAll(async () => {
    world = await KubeletWorld.open(LAB, 29);
  });

  afterEach(async (context) => {
    if (context.task.result?.state === "fail") process.stderr.write(world.kubeletLog);
    const { items } = await world.api.list(PODS, {});
    await Promise.all(items.map(({ metadata: { name } }) => world.deletePod(name)));
    // Nothing of a pod outlives it for long. A Job's that ended goes from the API before it goes from here.
    await eventually(() => {
      expect(podNamespaces()).toEqual([]);
      expect(readdirSync(world.paths.podsFolder)).toEqual([]);
      expect(readdirSync(world.paths.ipamFolder).filter((name) => name !== "last")).toEqual([]);
    }, WAIT);
  });

  afterAll(async () => {
    await world[Symbol.asyncDispose]();
    expect(existsSync(world.folder)).toBe(false);
  });

  const fetchFrom = (namespace: string, url: string) =>
    runTool(
      inNamespace(namespace, [
        process.execPath,
        "-e",
        `fetch("${url}").then((r) => r.text()).then((t) => process.stdout.write(t))`,
      ]),
    );

  test("refuses to run outside of its node's namespace", async () => {
    const { signal } = new AbortController();
    const deps = { signal, logger: silentLogger(), clock: systemClock, nowMs: Date.now, random: Math.random };
    await expect(runKubelet(world.config, deps)).rejects.toThrow(
      /has to run in the network namespace l1-kub-n1/,
    );
  });

  test("registers its node, with addresses, capacity and a lease", async () => {
    const node = await world.api.get(NODES, { name: "n1" });
    expect(node).toMatchObject({
      metadata: { labels: { "kubernetes.io/hostname": "n1" } },
      spec: { podCIDR: "10.245.4.0/22" },
      status: {
        addresses: [{ type: "InternalIP", address: "10.244.0.11" }, {}, {}],
        conditions: [{ type: "Ready", status: "True" }],
      },
    });
  });

  test("runs pods that reach each other over both families, by the node too", async () => {
    await world.createPod({ name: "one", spec: { containers: [server(8080)] } });
    await world.createPod({ name: "two", spec: { containers: [server(8080)] } });
    const one = await world.waitForReady("one");
    const two = await world.waitForReady("two");
    const ips = listOf(objectOf(one.status).podIPs).map((entry) => stringOf(objectOf(entry).ip) ?? "");
    expect(ips).toHaveLength(2);
    expect(podIpOf(two)).not.toBe(ips[0]);
    const entry = findPodEntry(world.config.stateFolder, { namespace: "default", name: "two" });
    for (const ip of ips) {
      const url = `http://${ip.includes(":") ? `[${ip}]` : ip}:8080/`;
      const script = `fetch("${url}").then((r) => r.text()).then((t) => process.stdout.write(t))`;
      // The server may still be on its way.
      await eventually(async () => expect(await fetchFrom(`${LAB}-n1`, url)).toBe("one"), WAIT);
      expect(await runTool([...entry.command, process.execPath, "-e", script])).toBe("one");
      expect(await fetchFrom(`${LAB}-cp`, url)).toBe("one");
    }
  });

  test("gives a container its environment, files, volumes and user, and the machine none of them", async () => {
    await world.api.create(CONFIG_MAPS, "default", {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "settings", namespace: "default" },
      data: { colour: "blue", "a.file": "text" },
    });
    await world.api.create(SECRETS, "default", {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "hidden", namespace: "default" },
      data: { password: Buffer.from("hush").toString("base64") },
    });
    await world.createPod({
      name: "files",
      labels: { app: "files" },
      spec: {
        restartPolicy: "Never",
        securityContext: { runAsUser: 1234, runAsGroup: 1337 },
        volumes: [
          {
            name: "config",
            configMap: { name: "settings", items: [{ key: "a.file", path: "deep/b.file" }] },
          },
          { name: "secret", secret: { secretName: "hidden", defaultMode: 0o444 } },
          {
            name: "labels",
            downwardAPI: { items: [{ path: "labels", fieldRef: { fieldPath: "metadata.labels" } }] },
          },
          {
            name: "token",
            projected: { sources: [{ serviceAccountToken: { audience: "istio-ca", path: "istio-token" } }] },
          },
          { name: "scratch", emptyDir: {} },
          { name: "node", hostPath: { path: "/var/run/agent", type: "DirectoryOrCreate" } },
        ],
        containers: [
          {
            ...shell(
              "id -u; id -g; echo $COLOUR $PASSWORD $NAME $GREETING; cat /etc/mesh/config/deep/b.file; echo; cat /srv/secret/password; echo; cat /podinfo/labels; echo; " +
                "cut -d. -f2 /var/run/secrets/tokens/istio-token | wc -c; echo x > /scratch/y && cat /scratch/y; ls /host/run; echo gone > /srv/secret/z || echo read-only; pwd; ls /run/ambit-nothing || echo empty",
            ),
            workingDir: "/scratch",
            env: [
              { name: "COLOUR", valueFrom: { configMapKeyRef: { name: "settings", key: "colour" } } },
              { name: "PASSWORD", valueFrom: { secretKeyRef: { name: "hidden", key: "password" } } },
              { name: "NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
              { name: "GREETING", value: "hello-$(NAME)" },
            ],
            volumeMounts: [
              { name: "config", mountPath: "/etc/mesh/config" },
              { name: "secret", mountPath: "/srv/secret", readOnly: true },
              { name: "labels", mountPath: "/podinfo" },
              { name: "token", mountPath: "/var/run/secrets/tokens" },
              { name: "scratch", mountPath: "/scratch" },
              { name: "node", mountPath: "/host/run" },
            ],
          },
        ],
      },
    });
    mkdirSync(join(world.paths.root, "var/run/agent"), { recursive: true });
    writeFileSync(join(world.paths.root, "var/run/agent/agent.sock"), "");
    await world.waitForPod("files", ({ status }) => expect(objectOf(status).phase).toBe("Succeeded"));
    const lines = world.logOf("files", "main").split("\n");
    expect(lines.slice(0, 6)).toEqual([
      "1234",
      "1337",
      "blue hush files hello-files",
      "text",
      "hush",
      'app="files"',
    ]);
    expect(Number(lines[6])).toBeGreaterThan(100);
    expect(lines.slice(7)).toEqual([
      "x",
      "agent.sock",
      expect.stringContaining("Read-only"),
      "read-only",
      "/scratch",
      expect.stringContaining("/run/ambit-nothing"),
      "empty",
      "",
    ]);
    for (const path of ["/etc/mesh", "/podinfo", "/scratch", "/host", "/srv/secret", "/run/secrets/tokens"]) {
      expect(existsSync(path)).toBe(false);
    }
  });

  test("waits for a ConfigMap that a pod needs, and follows its changes", async () => {
    await world.createPod({
      name: "late",
      spec: {
        volumes: [{ name: "v", configMap: { name: "late" } }],
        containers: [{ ...SLEEP, volumeMounts: [{ name: "v", mountPath: "/v" }] }],
      },
    });
    await eventually(
      async () =>
        expect((await world.eventsOf("late")).map(({ message }) => message)).toContain(
          'configmap "late" not found',
        ),
      WAIT,
    );
    const metadata = { name: "late", namespace: "default" };
    await world.api.create(CONFIG_MAPS, "default", {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata,
      data: { k: "1" },
    });
    await world.waitForReady("late");
    const entry = findPodEntry(world.config.stateFolder, metadata);
    expect(await runTool([...entry.command, "cat", "/v/k"])).toBe("1");
    await world.api.patch(CONFIG_MAPS, metadata, { kind: "merge", body: { data: { k: "2" } } });
    await eventually(async () => expect(await runTool([...entry.command, "cat", "/v/k"])).toBe("2"), WAIT);
  });

  test("runs Jobs' pods to their end, and lets them go from the network", async () => {
    await world.createPod({
      name: "good",
      spec: { restartPolicy: "Never", containers: [shell("echo done")] },
    });
    await world.createPod({ name: "bad", spec: { restartPolicy: "Never", containers: [shell("exit 3")] } });
    await world.createPod({
      name: "none",
      spec: { restartPolicy: "Never", containers: [{ name: "main", command: ["/no/such"] }] },
    });
    const phase = (wanted: string) => (pod: Record<string, unknown>) =>
      expect(pod["status"]).toMatchObject({ phase: wanted });
    await world.waitForPod("good", phase("Succeeded"));
    const bad = await world.waitForPod("bad", phase("Failed"));
    const none = await world.waitForPod("none", phase("Failed"));
    expect(firstContainer(bad)).toMatchObject({ state: { terminated: { exitCode: 3, reason: "Error" } } });
    expect(firstContainer(none)).toMatchObject({ state: { terminated: { exitCode: 127 } } });
    expect(podIpOf(bad)).not.toBe("");
    expect(isPodReady(bad)).toBe(false);
    await eventually(() => expect(podNamespaces()).toEqual([]), WAIT);
  });

  test("runs init containers one after another and sidecars beside the others", async () => {
    await world.createPod({
      name: "init",
      spec: {
        restartPolicy: "Never",
        volumes: [{ name: "v", emptyDir: {} }],
        initContainers: [
          {
            name: "first",
            command: ["sh", "-c", "sleep 0.2; echo first >> /v/log"],
            volumeMounts: [{ name: "v", mountPath: "/v" }],
          },
          {
            name: "side",
            restartPolicy: "Always",
            command: ["sh", "-c", "echo side >> /v/log; trap 'exit 0' TERM; while :; do sleep 0.05; done"],
            startupProbe: { exec: { command: ["grep", "side", "/v/log"] }, periodSeconds: 1 },
            volumeMounts: [{ name: "v", mountPath: "/v" }],
          },
        ],
        containers: [
          { ...shell("echo main >> /v/log; cat /v/log"), volumeMounts: [{ name: "v", mountPath: "/v" }] },
        ],
      },
    });
    await world.waitForPod("init", (pod) => expect(pod.status).toMatchObject({ phase: "Succeeded" }));
    expect(world.logOf("init", "main")).toBe("first\nside\nmain\n");
  });

  test("restarts what ends, and says how it ended", async () => {
    await world.createPod({ name: "again", spec: { containers: [shell("exit 7")] } });
    const pod = await world.waitForPod("again", (found) =>
      expect(firstContainer(found)).toMatchObject({ restartCount: 3 }),
    );
    expect(firstContainer(pod).lastState).toMatchObject({ terminated: { exitCode: 7 } });
    await world.waitForPod("again", (found) =>
      expect(firstContainer(found)).toMatchObject({ state: { waiting: { reason: "CrashLoopBackOff" } } }),
    );
  });

  test("asks for readiness over HTTP, and restarts what is not alive", async () => {
    const http = { httpGet: { path: "/", port: "web" }, periodSeconds: 1 };
    await world.createPod({
      name: "probed",
      spec: {
        containers: [server(8080, { ports: [{ name: "web", containerPort: 8080 }], readinessProbe: http })],
      },
    });
    await world.createPod({
      name: "dead",
      spec: {
        containers: [
          { ...SLEEP, livenessProbe: { tcpSocket: { port: 1 }, periodSeconds: 1, failureThreshold: 1 } },
        ],
      },
    });
    await world.waitForReady("probed");
    const dead = await world.waitForPod("dead", (pod) =>
      expect(firstContainer(pod).restartCount).toBeGreaterThan(0),
    );
    expect(firstContainer(dead)).toMatchObject({ lastState: { terminated: { exitCode: 143 } } });
    expect((await world.eventsOf("dead")).map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(["Unhealthy", "Killing"]),
    );
  });

  test("ends a pod by SIGTERM, and by SIGKILL once its grace period is over, with all it started", async () => {
    await world.createPod({
      name: "polite",
      spec: { containers: [shell("trap 'echo bye; exit 0' TERM; while :; do sleep 0.05; done")] },
    });
    await world.createPod({
      name: "deaf",
      spec: {
        terminationGracePeriodSeconds: 1,
        containers: [shell("trap '' TERM; setsid sleep 100000 & while :; do sleep 0.05; done")],
      },
    });
    await world.waitForReady("polite");
    await world.waitForReady("deaf");
    await Promise.all([world.deletePod("polite"), world.deletePod("deaf")]);
    expect(world.logOf("polite", "main")).toBe("bye\n");
    expect(podProcesses()).toEqual([]);
  });

  test("runs a pod in the node's network, at the node's addresses", async () => {
    await world.createPod({ name: "host", spec: { hostNetwork: true, containers: [server(9999)] } });
    const pod = await world.waitForReady("host");
    expect(podIpOf(pod)).toBe("10.244.0.11");
    expect(podNamespaces()).toEqual([]);
    await eventually(
      async () => expect(await fetchFrom(`${LAB}-cp`, "http://10.244.0.11:9999/")).not.toBe(""),
      WAIT,
    );
  });

  test("survives being killed: pods go on, and are looked after again", async () => {
    await world.createPod({ name: "stays", spec: { containers: [SLEEP] } });
    await world.createPod({
      name: "ends",
      spec: {
        restartPolicy: "Never",
        containers: [shell("while [ ! -e /tmp/l1-kub-go ]; do sleep 0.05; done; exit 5")],
      },
    });
    await world.createPod({ name: "leaves", spec: { containers: [SLEEP] } });
    for (const name of ["stays", "ends", "leaves"]) await world.waitForReady(name);
    const before = firstContainer(await world.getPod("stays"));
    await world.killKubelet("SIGKILL");
    try {
      await world.api.delete(PODS, { namespace: "default", name: "leaves" });
      writeFileSync("/tmp/l1-kub-go", "");
      await eventually(() => expect(podProcesses().length).toBeLessThan(6), WAIT);
      world.startKubelet();
      await world.waitForGone("leaves");
      const ended = await world.waitForPod("ends", (pod) =>
        expect(pod.status).toMatchObject({ phase: "Failed" }),
      );
      expect(firstContainer(ended)).toMatchObject({ state: { terminated: { exitCode: 5 } } });
      expect(firstContainer(await world.getPod("stays"))).toEqual(before);
      expect(isPodReady(await world.getPod("stays"))).toBe(true);
    } finally {
      execFileSync("rm", ["-f", "/tmp/l1-kub-go"]);
    }
  });

  test("calls a chained plugin as soon as it is installed, retries when it fails, and undoes what it did", async () => {
    const plugin = new FakePlugin(world.paths.cniBinFolder, world.paths.cniConfigFolder);
    try {
      plugin.isFailing = true;
      await world.createPod({ name: "chained", spec: { containers: [SLEEP] } });
      await eventually(async () => {
        const events = await world.eventsOf("chained");
        expect(events).toContainEqual({
          reason: "FailedCreatePodSandBox",
          message:
            'Failed to create pod sandbox: failed to setup network: plugin type="fake" failed (add): no agent; told to fail',
        });
      }, WAIT);
      const [add, del] = plugin.calls;
      const uid = (await world.api.get(PODS, { namespace: "default", name: "chained" })).metadata.uid ?? "";
      expect(add?.env).toMatchObject({
        CNI_COMMAND: "ADD",
        CNI_IFNAME: "eth0",
        CNI_PATH: world.paths.cniBinFolder,
      });
      expect(add?.env["CNI_ARGS"]).toContain(`K8S_POD_NAMESPACE=default;K8S_POD_NAME=chained;`);
      expect(add?.env["CNI_ARGS"]).toContain(`K8S_POD_UID=${uid}`);
      expect(add?.hasNetns).toBe(true);
      expect(add?.input).toMatchObject({
        type: "fake",
        option: "kept",
        name: "ambit-lab",
        cniVersion: "1.0.0",
        prevResult: { ips: [{ address: expect.stringContaining("10.245.4.") }, {}] },
      });
      // The failed attempt has been undone.
      expect(del?.env).toMatchObject({ CNI_COMMAND: "DEL", CNI_NETNS: add?.env["CNI_NETNS"] ?? "" });
      expect(del?.hasNetns).toBe(true);
      plugin.isFailing = false;
      await world.waitForReady("chained");
      plugin.clear();
      plugin.uninstall();
      await world.deletePod("chained");
      // As it was when the pod came.
      expect(plugin.calls.map(({ env }) => env["CNI_COMMAND"])).toEqual(["DEL"]);
      expect(plugin.calls[0]?.input).toHaveProperty("prevResult.ips");
    } finally {
      plugin.uninstall();
    }
  });

  test("deletes a pod whose network never comes up", async () => {
    const plugin = new FakePlugin(world.paths.cniBinFolder, world.paths.cniConfigFolder);
    plugin.isFailing = true;
    try {
      await world.createPod({ name: "stuck", spec: { containers: [SLEEP] } });
      await eventually(async () => expect((await world.eventsOf("stuck")).length).toBeGreaterThan(0), WAIT);
      await world.deletePod("stuck");
    } finally {
      plugin.uninstall();
    }
  });

  test("ends what a kubelet started that could not write it down", async () => {
    await world.createPod({ name: "known", spec: { containers: [SLEEP] } });
    const pod = await world.waitForReady("known");
    const path = readFileSync(`/proc/${podProcesses()[0]}/cgroup`, "utf8")
      .split("\n")
      .find((line) => line.includes("kubepods"));
    const group = `${findHierarchy(readFileSync("/proc/self/mountinfo", "utf8"))}${path?.split(":")[2]?.replace(/[^/]+$/, "unknown")}`;
    await world.killKubelet("SIGKILL");
    mkdirSync(group);
    const child = spawn("sleep", ["100000"], { stdio: "ignore" });
    const ended = new Promise((resolve) => child.once("exit", (_code, signal) => resolve(signal)));
    writeFileSync(join(group, "cgroup.procs"), String(child.pid));
    world.startKubelet();
    expect(await ended).toBe("SIGKILL");
    expect(firstContainer(await world.getPod("known"))).toEqual(firstContainer(pod));
  });

  test("puts every process into a cgroup that names its pod", async () => {
    await world.createPod({ name: "grouped", spec: { containers: [SLEEP] } });
    const pod = await world.waitForReady("grouped");
    const uid = stringOf(objectOf(pod.metadata).uid);
    const id = stringOf(firstContainer(pod).containerID)?.replace("ambit://", "");
    const pids = podProcesses();
    expect(pids.length).toBeGreaterThan(0);
    for (const pid of pids) {
      expect(readFileSync(`/proc/${pid}/cgroup`, "utf8")).toContain(`kubepods/besteffort/pod${uid}/${id}\n`);
    }
  });
});
