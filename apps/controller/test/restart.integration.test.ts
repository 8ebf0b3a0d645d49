/** Controllers that come, go and stand side by side, while objects change and proxies listen. */
import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { aNode, type Manifest, Rig, type RunningController, soon } from "./rig.ts";
import { TestProxy } from "./test-proxy.ts";

const NODE = aNode();
const WEB = "Kubernetes//Pod/app/web";

const deny: Manifest = {
  kind: "AuthorizationPolicy",
  metadata: { name: "deny", namespace: "app" },
  spec: { action: "DENY", rules: [{}] },
};

const selecting: Manifest = {
  kind: "AuthorizationPolicy",
  metadata: { name: "selecting", namespace: "app" },
  spec: { selector: { matchLabels: { app: "web" } }, action: "ALLOW", rules: [{}] },
};

/** A port for a controller and its successor: the proxy knows one address. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

const plaintext = (port: number) => ({ url: `http://127.0.0.1:${port}`, roots: { kind: "system" } }) as const;

describe("a controller that is killed and restarted while objects change", () => {
  test("tells a proxy that comes back what is different, and at no moment that something is gone which is not", async () => {
    await using rig = await Rig.open();
    await rig.pod("web", { ip: "10.0.0.2", labels: { app: "web" } });
    await rig.pod("other", { ip: "10.0.0.3" });
    await rig.create(deny);
    await rig.create(selecting);
    const port = await freePort();
    const args = [`--grpcAddr=127.0.0.1:${port}`];
    const first = await rig.controller({ args });
    await using proxy = await TestProxy.open({ endpoint: plaintext(port), node: NODE });
    const known = proxy.updates.length;
    await first[Symbol.asyncDispose]();
    await rig.pod("late", { ip: "10.0.0.4" });
    await rig.delete("Pod", "app", "other");
    await rig.controller({ args });
    await soon(() => expect(proxy.addresses).toEqual(["Kubernetes//Pod/app/late", WEB]));
    const since = proxy.updates.slice(known);
    expect(since.flatMap(({ removed }) => removed)).toEqual(["Kubernetes//Pod/app/other"]);
    // What it knew already is not sent again, policies included.
    const sent = since.flatMap(({ resources }) => resources.map(({ name }) => name));
    expect(sent.toSorted()).toEqual(["Kubernetes//Pod/app/late"]);
    expect(proxy.policy("app/deny")).toBeDefined();
    expect(proxy.address(WEB)?.workload?.authorizationPolicies).toEqual(["app/selecting"]);
  });

  test("does so again and again, under change, and ends with the state of the cluster", async () => {
    await using rig = await Rig.open();
    await rig.pod("web", { ip: "10.0.0.2", labels: { app: "web" } });
    await rig.create(deny);
    const port = await freePort();
    const args = [`--grpcAddr=127.0.0.1:${port}`];
    let controller = await rig.controller({ args });
    await using proxy = await TestProxy.open({ endpoint: plaintext(port), node: NODE });
    for (let round = 0; round < 3; round += 1) {
      await rig.pod(`p${round}`, { ip: `10.0.1.${round + 1}` });
      await controller[Symbol.asyncDispose]();
      await rig.pod(`q${round}`, { ip: `10.0.2.${round + 1}` });
      controller = await rig.controller({ args });
    }
    const expected = [
      WEB,
      ...[0, 1, 2].flatMap((round) =>
        [`p${round}`, `q${round}`].map((name) => `Kubernetes//Pod/app/${name}`),
      ),
    ];
    await soon(() => expect(proxy.addresses).toEqual(expected.toSorted()));
    expect(proxy.updates.flatMap(({ removed }) => removed)).toEqual([]);
    expect(proxy.policies).toEqual(["app/deny"]);
  });

  test("keeps its root, so that certificates from before prove what they proved", async () => {
    await using rig = await Rig.open();
    const first = await rig.controller();
    const before = first.program.roots;
    await first.stop();
    const second = await rig.controller();
    expect(second.program.roots).toBe(before);
    expect(before).toContain("BEGIN CERTIFICATE");
  });
});

describe("a controller that drains", () => {
  test("sends its clients away at once, and tells probes that it is not ready", async () => {
    await using rig = await Rig.open();
    const controller = await rig.controller();
    const { port } = controller.program.httpServers.get("http").address;
    const probe = async (): Promise<number> => (await fetch(`http://127.0.0.1:${port}/ready`)).status;
    expect(await probe()).toBe(200);
    const endpoint = { url: controller.plaintextUrl, roots: { kind: "system" } } as const;
    await using proxy = await TestProxy.open({ endpoint, node: NODE });
    const draining = controller.program.drain();
    expect(await probe()).toBe(500);
    await draining;
    expect(controller.program.leading).toEqual([]);
    await soon(() => expect(proxy.events.some(({ kind }) => kind === "disconnected")).toBe(true));
  });
});

describe("two controllers at once", () => {
  test("both serve, one writes, and the other takes over when that one goes", async () => {
    await using rig = await Rig.open();
    await rig.pod("web", { ip: "10.0.0.2" });
    const one = await rig.controller();
    await soon(() => expect(one.program.leading).toHaveLength(5));
    const two = await rig.controller();
    expect(two.program.roots).toBe(one.program.roots);
    for (const controller of [one, two]) {
      const endpoint = { url: controller.plaintextUrl, roots: { kind: "system" } } as const;
      await using proxy = await TestProxy.open({ endpoint, node: NODE });
      expect(proxy.addresses).toEqual([WEB]);
    }

    await rig.create(deny);
    const conditions = async (): Promise<readonly string[]> => {
      const { status } = await rig.get("AuthorizationPolicy", "app", "deny");
      return (Object(status).conditions ?? []).map(({ reason }: { reason: string }) => reason);
    };
    await soon(async () => expect(await conditions()).toEqual(["Accepted"]));
    const writes = async (controller: RunningController): Promise<string | undefined> =>
      /^ambit_object_writes_total\{writer="status",result="ok"\} (.*)$/m.exec(
        await controller.get("/metrics"),
      )?.[1];
    expect(await writes(one)).toBe("1");
    expect(await writes(two)).toBeUndefined();
    expect(two.program.leading).toEqual([]);

    await one.stop();
    await soon(() => expect(two.program.leading).toHaveLength(5));
    await rig.create({ ...selecting, spec: { ...Object(selecting["spec"]), action: "AUDIT" } });
    await soon(async () => {
      const { status } = await rig.get("AuthorizationPolicy", "app", "selecting");
      expect(Object(status).conditions).toMatchObject([{ type: "ZtunnelAccepted", status: "False" }]);
    });
  });
});
