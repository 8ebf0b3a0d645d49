import { describe, expect, test } from "vitest";
import type { KubeApi, WatchEvent } from "../kube-api.ts";
import type { KubeObject, KubeResource } from "../kube-object.ts";

/** A server that is empty but for what every server has, and the way to it. */
export interface OpenApi extends AsyncDisposable {
  readonly api: KubeApi;
}

const CONFIG_MAPS: KubeResource = { group: "", version: "v1", plural: "configmaps", isNamespaced: true };
const SERVICES: KubeResource = { group: "", version: "v1", plural: "services", isNamespaced: true };
const PODS: KubeResource = { ...CONFIG_MAPS, plural: "pods" };
const SERVICE_ACCOUNTS: KubeResource = { ...CONFIG_MAPS, plural: "serviceaccounts" };
const NAME = { namespace: "default", name: "web" };

function aConfigMap(name: string, value: string, labels: Readonly<Record<string, string>> = {}) {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, labels }, data: { value } };
}

function aService(fields: object) {
  return { apiVersion: "v1", kind: "Service", metadata: { name: "web" }, ...fields };
}

/** What every implementation of `KubeApi` does; run against the client with a server, and against the fake. */
export function describeKubeApi(name: string, open: () => Promise<OpenApi>): void {
  describe(name, () => {
    describeObjects(open);
    describePatches(open);
    describeWatches(open);
    test("says which version it is and what the caller may do", async () => {
      await using opened = await open();
      expect(await opened.api.fetchVersion()).toMatch(/^v1\.\d+/);
      const question = { verb: "create", group: "apps", plural: "daemonsets", namespace: "default" };
      expect(await opened.api.createAccessReview(question)).toMatchObject({ isAllowed: true });
    });
    test("gets a token and learns whose it is", async () => {
      await using opened = await open();
      const { api } = opened;
      const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "web" } };
      await api.create(SERVICE_ACCOUNTS, "default", account);
      const { token } = await api.createToken(NAME, { audiences: ["istio-ca"], expirationSeconds: 600 });
      expect(await api.createTokenReview({ token, audiences: ["istio-ca"] })).toMatchObject({
        isAuthenticated: true,
        username: "system:serviceaccount:default:web",
        groups: expect.arrayContaining(["system:serviceaccounts", "system:serviceaccounts:default"]),
        audiences: ["istio-ca"],
      });
      for (const review of [
        { token, audiences: ["other"] },
        { token: "no token", audiences: [] },
      ]) {
        expect(await api.createTokenReview(review)).toMatchObject({ isAuthenticated: false });
      }
    });
  });
}

function describeObjects(open: () => Promise<OpenApi>): void {
  test("creates, reads, updates and deletes, and says what stands against it", async () => {
    await using opened = await open();
    const { api } = opened;
    const created = await api.create(CONFIG_MAPS, "default", aConfigMap("web", "one"));
    expect(await api.get(CONFIG_MAPS, NAME)).toEqual(created);
    await expect(api.create(CONFIG_MAPS, "default", aConfigMap("web", "one"))).rejects.toMatchObject({
      code: "already-exists",
    });
    const updated = await api.update(CONFIG_MAPS, { ...created, data: { value: "two" } });
    expect(updated["data"]).toEqual({ value: "two" });
    expect(updated.metadata.uid).toBe(created.metadata.uid);
    await expect(api.update(CONFIG_MAPS, created)).rejects.toMatchObject({ code: "conflict" });
    await expect(api.delete(CONFIG_MAPS, NAME, { uid: "another" })).rejects.toMatchObject({
      code: "conflict",
    });
    await api.delete(CONFIG_MAPS, NAME, { uid: created.metadata.uid });
    for (const missing of [
      api.get(CONFIG_MAPS, NAME),
      api.delete(CONFIG_MAPS, NAME),
      api.update(CONFIG_MAPS, updated),
      api.patch(CONFIG_MAPS, NAME, { kind: "merge", body: {} }),
    ]) {
      await expect(missing).rejects.toMatchObject({ code: "not-found" });
    }
  });

  test("makes names", async () => {
    await using opened = await open();
    const unnamed = { apiVersion: "v1", kind: "ConfigMap", metadata: { generateName: "web-" } };
    const names: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      names.push((await opened.api.create(CONFIG_MAPS, "default", unnamed)).metadata.name);
    }
    expect(names.every((each) => /^web-./.test(each))).toBe(true);
    expect(new Set(names).size).toBe(3);
  });

  test("lists by namespace, label and field, in parts of one moment", async () => {
    await using opened = await open();
    const { api } = opened;
    for (const each of ["a", "b", "c", "d", "e"]) {
      await api.create(CONFIG_MAPS, "default", aConfigMap(each, each, { half: each < "c" ? "1" : "2" }));
    }
    await api.create(CONFIG_MAPS, "kube-system", aConfigMap("f", "f", { half: "1" }));
    const names = async (selection: Parameters<KubeApi["list"]>[1]) => {
      const { items } = await api.list(CONFIG_MAPS, selection);
      return items.filter(({ metadata }) => metadata.name.length === 1).map(({ metadata }) => metadata.name);
    };
    expect(await names({ labelSelector: "half=1" })).toEqual(["a", "b", "f"]);
    expect(await names({ namespace: "default", labelSelector: "half=1" })).toEqual(["a", "b"]);
    expect(await names({ namespace: "default", fieldSelector: "metadata.name=c" })).toEqual(["c"]);
    const parts: number[] = [];
    const versions = new Set<string>();
    const selection = { namespace: "default", labelSelector: "half=2" };
    for await (const { items, resourceVersion } of api.listPages(CONFIG_MAPS, selection, { pageSize: 2 })) {
      parts.push(items.length);
      versions.add(resourceVersion);
    }
    expect(parts).toEqual([2, 1]);
    expect(versions.size).toBe(1);
  });
}

function describePatches(open: () => Promise<OpenApi>): void {
  test("merges: null removes, the rest stays", async () => {
    await using opened = await open();
    const { api } = opened;
    await api.create(CONFIG_MAPS, "default", aConfigMap("web", "one", { a: "1", b: "2" }));
    const body = { metadata: { labels: { a: null, c: "3" } } };
    const merged = await api.patch(CONFIG_MAPS, NAME, { kind: "merge", body });
    expect(merged.metadata.labels).toEqual({ b: "2", c: "3" });
    expect(merged["data"]).toEqual({ value: "one" });
    const again = await api.patch(CONFIG_MAPS, NAME, { kind: "merge", body });
    expect(again.metadata.resourceVersion).toBe(merged.metadata.resourceVersion);
  });

  test("merges conditions by their type", async () => {
    await using opened = await open();
    const { api } = opened;
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "web" },
      spec: { containers: [{ name: "main", image: "none" }] },
    };
    await api.create(PODS, "default", pod);
    const patch = (conditions: readonly unknown[]): Promise<KubeObject> =>
      api.patch(
        PODS,
        NAME,
        { kind: "strategic", body: { status: { conditions } } },
        { subresource: "status" },
      );
    await patch([
      { type: "Ready", status: "True" },
      { type: "x/ok", status: "True" },
    ]);
    const changed = await patch([{ type: "x/ok", status: "False" }]);
    expect(changed["status"]).toMatchObject({
      conditions: expect.arrayContaining([
        { type: "Ready", status: "True" },
        { type: "x/ok", status: "False" },
      ]),
    });
    const removed = await patch([{ type: "x/ok", $patch: "delete" }]);
    expect(removed["status"]).toMatchObject({ conditions: [{ type: "Ready", status: "True" }] });
  });

  test("creates for a try without storing", async () => {
    await using opened = await open();
    const { api } = opened;
    const created = await api.create(CONFIG_MAPS, "default", aConfigMap("web", "one"), { isDryRun: true });
    expect(created["data"]).toEqual({ value: "one" });
    await expect(api.get(CONFIG_MAPS, NAME)).rejects.toMatchObject({ code: "not-found" });
  });

  test("patches by operations, all or none", async () => {
    await using opened = await open();
    const { api } = opened;
    await api.create(CONFIG_MAPS, "default", aConfigMap("web", "one"));
    const operations = [
      { op: "add", path: "/data/other", value: "x" },
      { op: "test", path: "/data/value", value: "one" },
      { op: "replace", path: "/data/value", value: "two" },
    ] as const;
    const patched = await api.patch(CONFIG_MAPS, NAME, { kind: "json", operations });
    expect(patched["data"]).toEqual({ value: "two", other: "x" });
    const refused = api.patch(CONFIG_MAPS, NAME, { kind: "json", operations });
    await expect(refused).rejects.toMatchObject({ code: "invalid" });
    expect(await api.get(CONFIG_MAPS, NAME)).toEqual(patched);
  });

  test("applies: what is missing is made, the object and its status apart", async () => {
    await using opened = await open();
    const { api } = opened;
    const apply = (fields: object, subresource?: string) => {
      const patch = { kind: "apply", fieldManager: "ambit", force: true, body: aService(fields) } as const;
      return api.patch(SERVICES, NAME, patch, { subresource });
    };
    const applied = await apply({ spec: { ports: [{ port: 80 }] } });
    expect(applied["spec"]).toMatchObject({ ports: [{ port: 80 }] });
    const condition = { type: "Bound", status: "True", reason: "Yes", message: "" };
    const status = await apply({ status: { conditions: [condition] } }, "status");
    expect(status["status"]).toMatchObject({ conditions: [condition] });
    expect(status["spec"]).toEqual(applied["spec"]);
    const relabelled = await api.patch(SERVICES, NAME, {
      kind: "merge",
      body: { status: { conditions: [] } },
    });
    expect(relabelled["status"]).toMatchObject({ conditions: [condition] });
  });
}

function describeWatches(open: () => Promise<OpenApi>): void {
  test("watches from a version on, and ends when it is told to", async () => {
    await using opened = await open();
    const { api } = opened;
    const selection = { namespace: "default", labelSelector: "seen=yes" };
    const { resourceVersion } = await api.list(CONFIG_MAPS, selection);
    const seen = { seen: "yes" };
    await api.create(CONFIG_MAPS, "default", aConfigMap("early", "1", seen));
    await api.create(CONFIG_MAPS, "default", aConfigMap("unseen", "1"));
    const controller = new AbortController();
    const lines: string[] = [];
    const deleted = Promise.withResolvers<void>();
    const watching = (async () => {
      const options = { resourceVersion, lifetimeMs: 60_000, signal: controller.signal };
      for await (const batch of api.watch(CONFIG_MAPS, selection, options)) {
        lines.push(...batch.flatMap(describeEvent));
        if (lines.length >= 4) {
          deleted.resolve();
        }
      }
    })();
    watching.catch(() => {});
    await api.create(CONFIG_MAPS, "default", aConfigMap("late", "1", seen));
    await api.patch(
      CONFIG_MAPS,
      { namespace: "default", name: "late" },
      { kind: "merge", body: { data: { x: "y" } } },
    );
    // It no longer matches: to this watch it is gone.
    const body = { metadata: { labels: { seen: "no" } } };
    await api.patch(CONFIG_MAPS, { namespace: "default", name: "early" }, { kind: "merge", body });
    await deleted.promise;
    expect(lines).toEqual(["added early", "added late", "modified late", "deleted early"]);
    controller.abort(new Error("enough"));
    await expect(watching).rejects.toThrow("enough");
  });
}

function describeEvent(event: WatchEvent): string[] {
  return event.type === "bookmark" ? [] : [`${event.type} ${event.object.metadata.name}`];
}
