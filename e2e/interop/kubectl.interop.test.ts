// The embedded API server as kubectl sees it. What is compared is what a user reads; spacing and ages are left out.
import { readdirSync, readFileSync } from "node:fs";
import { eventually } from "@ambit/lifecycle/testing";
import { describeUnless } from "@ambit/lifecycle/testing/prerequisites";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { findKubectlObstacle, Kubectl, tableOf } from "./support/kubectl.ts";

const AGE = expect.stringMatching(/^\d+s$/);

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: object;
  readonly status?: object;
}

function aPod(name: string, more: { readonly labels?: object; readonly image?: string } = {}): Manifest {
  const containers = [{ name: "app", image: more.image ?? "app:1", env: [{ name: "A", value: "1" }] }];
  const metadata = { name, labels: { app: name, ...more.labels } };
  return { apiVersion: "v1", kind: "Pod", metadata, spec: { nodeName: "n1", containers } };
}

function aConfigMap(name: string, data: object): object {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data };
}

function aPolicy(name: string, spec: object): object {
  return { apiVersion: "security.istio.io/v1", kind: "AuthorizationPolicy", metadata: { name }, spec };
}

describeUnless(findKubectlObstacle(), "kubectl", () => {
  let kubectl: Kubectl;
  beforeAll(async () => {
    kubectl = await Kubectl.start();
  });
  afterAll(() => kubectl[Symbol.asyncDispose]());

  /** A namespace of its own for each test, and kubectl in it. */
  async function inNamespace(name: string) {
    await kubectl.print("create", "namespace", name);
    const args = ["--namespace", name];
    return {
      print: (...rest: readonly string[]) => kubectl.print(...args, ...rest),
      run: (...rest: readonly string[]) => kubectl.run(...args, ...rest),
      json: (...rest: readonly string[]) => kubectl.json(...args, ...rest),
      lines: (...rest: readonly string[]) => kubectl.lines(...args, ...rest),
      apply: (...objects: readonly object[]) =>
        kubectl.print(...args, "apply", "--validate=false", "-f", kubectl.file(...objects)),
      serverSide: (manager: string, object: object, ...rest: readonly string[]) =>
        kubectl.run(
          ...args,
          "apply",
          "--server-side",
          "--validate=false",
          "--field-manager",
          manager,
          "-f",
          kubectl.file(object),
          ...rest,
        ),
    };
  }

  describe("finds its way", () => {
    test("to the server's version and its resources with their short names", async () => {
      expect(await kubectl.print("version")).toMatch(/Server Version: v1\./);
      const resources = tableOf(await kubectl.print("api-resources"));
      expect(resources).toEqual(
        expect.arrayContaining([
          ["pods", "po", "v1", "true", "Pod"],
          ["authorizationpolicies", "ap", "security.istio.io/v1", "true", "AuthorizationPolicy"],
          ["gatewayclasses", "gc", "gateway.networking.k8s.io/v1", "false", "GatewayClass"],
        ]),
      );
    });

    test("to who it is and what it may do", async () => {
      expect(tableOf(await kubectl.print("auth", "whoami"))).toEqual([
        ["ATTRIBUTE", "VALUE"],
        ["Username", "kubernetes-admin"],
        ["Groups", "[system:masters system:authenticated]"],
      ]);
      expect(await kubectl.print("auth", "can-i", "delete", "pods")).toBe("yes");
      const other = await kubectl.run("auth", "can-i", "list", "pods", "--as", "jane");
      expect(other).toMatchObject({ status: 1, stdout: "no\n" });
      const refused = await kubectl.run("get", "pods", "--as", "jane");
      expect(refused.stderr).toContain(
        'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"',
      );
    });
  });

  describe("create", () => {
    test("makes what it has commands for", async () => {
      const { print } = await inNamespace("creating");
      expect(await print("create", "serviceaccount", "web")).toBe("serviceaccount/web created");
      expect(await print("create", "configmap", "c", "--from-literal=a=b")).toBe("configmap/c created");
      expect(await print("create", "secret", "generic", "s", "--from-literal=a=b")).toBe("secret/s created");
      expect(await print("create", "service", "clusterip", "web", "--tcp=80:8080")).toBe(
        "service/web created",
      );
      expect(await print("run", "p", "--image=app:1")).toBe("pod/p created");
      expect(await print("get", "secret", "s", "-o", "jsonpath={.data.a}")).toBe("Yg==");
      expect(await print("get", "service", "web", "-o", "jsonpath={.spec.ports[0].targetPort}")).toBe("8080");
    });

    test("refuses what is there, and what has nowhere to be", async () => {
      const { run } = await inNamespace("creating-twice");
      const again = await run("create", "namespace", "creating-twice");
      expect(again.stderr).toContain(
        'Error from server (AlreadyExists): namespaces "creating-twice" already exists',
      );
      const nowhere = await kubectl.run("create", "configmap", "c", "--namespace", "nowhere");
      expect(nowhere.stderr).toContain('namespaces "nowhere" not found');
    });

    test("takes a name from its beginning", async () => {
      const { print } = await inNamespace("generating");
      const file = kubectl.file({ ...aConfigMap("x", {}), metadata: { generateName: "c-" } });
      expect(await print("create", "--validate=false", "-f", file)).toMatch(/^configmap\/c-\w{5} created$/);
    });

    test("gives tokens that the server knows", async () => {
      const { print } = await inNamespace("tokens");
      const token = await print("create", "token", "default", "--duration", "20m");
      const whoami = await kubectl.print("auth", "whoami", "--token", token);
      expect(whoami).toContain("system:serviceaccount:tokens:default");
      const bound = await print("create", "token", "default", "--audience", "istio-ca");
      expect((await kubectl.run("auth", "whoami", "--token", bound)).stderr).toContain("Unauthorized");
      const review = kubectl.file({
        apiVersion: "authentication.k8s.io/v1",
        kind: "TokenReview",
        metadata: { name: "r" },
        spec: { token: bound, audiences: ["istio-ca"] },
      });
      expect(await kubectl.json("create", "--validate=false", "-f", review)).toMatchObject({
        status: {
          authenticated: true,
          audiences: ["istio-ca"],
          user: { username: "system:serviceaccount:tokens:default" },
        },
      });
    });
  });

  describe("get", () => {
    test("prints the tables that users know", async () => {
      const { print, apply } = await inNamespace("tables");
      await apply(
        aPod("web"),
        {
          apiVersion: "v1",
          kind: "Service",
          metadata: { name: "web" },
          spec: {
            clusterIP: "10.96.0.9",
            selector: { app: "web" },
            ports: [{ port: 80 }, { port: 53, protocol: "UDP" }],
          },
        },
        aPolicy("deny", { action: "DENY" }),
        {
          apiVersion: "gateway.networking.k8s.io/v1",
          kind: "Gateway",
          metadata: { name: "waypoint" },
          spec: { gatewayClassName: "istio-waypoint", listeners: [] },
        },
      );
      expect(tableOf(await print("get", "pods"))).toEqual([
        ["NAME", "READY", "STATUS", "RESTARTS", "AGE"],
        ["web", "0/1", "Pending", "0", AGE],
      ]);
      expect(tableOf(await print("get", "svc", "-o", "wide"))).toEqual([
        ["NAME", "TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)", "AGE", "SELECTOR"],
        ["web", "ClusterIP", "10.96.0.9", "<none>", "80/TCP,53/UDP", AGE, "app=web"],
      ]);
      expect(tableOf(await print("get", "ap"))).toEqual([
        ["NAME", "ACTION", "AGE"],
        ["deny", "DENY", AGE],
      ]);
      expect(tableOf(await print("get", "gtw"))[0]).toEqual([
        "NAME",
        "CLASS",
        "ADDRESS",
        "PROGRAMMED",
        "AGE",
      ]);
      expect(await print("get", "all", "-o", "name")).toBe("pod/web\nservice/web");
      expect(tableOf(await kubectl.print("get", "namespace", "tables"))).toEqual([
        ["NAME", "STATUS", "AGE"],
        ["tables", "Active", AGE],
      ]);
      expect(await kubectl.print("get", "crd", "-o", "name")).toContain(
        "customresourcedefinition.apiextensions.k8s.io/serviceentries.networking.istio.io",
      );
    });

    test("selects by labels and fields, and takes large lists in pages", async () => {
      const { print, apply } = await inNamespace("selecting");
      await apply(
        ...["a", "b", "c"].map((name) => aPod(name, { labels: { tier: name === "c" ? "back" : "front" } })),
      );
      expect(await print("get", "pods", "-l", "tier=front", "-o", "name")).toBe("pod/a\npod/b");
      expect(await print("get", "pods", "-l", "tier notin (front)", "-o", "name")).toBe("pod/c");
      expect(
        await print("get", "pods", "--field-selector", "metadata.name!=a,spec.nodeName=n1", "-o", "name"),
      ).toBe("pod/b\npod/c");
      expect(await print("get", "pods", "--chunk-size=2", "-o", "name")).toBe("pod/a\npod/b\npod/c");
      expect(
        await kubectl.print(
          "get",
          "pods",
          "-A",
          "--field-selector",
          "metadata.namespace=selecting",
          "-o",
          "name",
        ),
      ).toBe("pod/a\npod/b\npod/c");
      expect((await kubectl.run("get", "pods", "-n", "selecting", "none")).stderr).toBe(
        'Error from server (NotFound): pods "none" not found\n',
      );
      expect((await kubectl.run("get", "toasters")).stderr).toContain(
        'the server doesn\'t have a resource type "toasters"',
      );
    });

    test("-w goes on with what changes", async () => {
      const { print, lines, apply } = await inNamespace("watching");
      await apply(aPolicy("first", { action: "ALLOW" }));
      const seen: string[] = [];
      for await (const line of lines("get", "ap", "-w", "--no-headers")) {
        seen.push(line.replace(/\s+\d+s$/, "").replaceAll(/\s+/g, " "));
        if (seen.length === 1) await apply(aPolicy("second", { action: "DENY" }));
        if (seen.length === 2)
          await print("patch", "ap", "first", "--type=merge", "-p", '{"spec":{"action":"AUDIT"}}');
        if (seen.length === 3) await print("delete", "ap", "second");
        if (seen.length === 4) break;
      }
      expect(seen).toEqual(["first ALLOW", "second DENY", "first AUDIT", "second DENY"]);
    });
  });

  describe("apply", () => {
    test("creates, leaves, changes, and takes out what its file no longer says", async () => {
      const { apply, json } = await inNamespace("applying");
      const pod = aPod("web", { labels: { drop: "1" } });
      expect(await apply(pod)).toBe("pod/web created");
      expect(await apply(pod)).toBe("pod/web unchanged");
      const containers = [
        { name: "app", image: "app:2", env: [{ name: "B", value: "2" }] },
        { name: "side", image: "side:1" },
      ];
      expect(await apply({ ...aPod("web"), spec: { nodeName: "n1", containers } })).toBe(
        "pod/web configured",
      );
      expect(await json("get", "pod", "web")).toMatchObject({
        metadata: { labels: expect.not.objectContaining({ drop: "1" }) },
        spec: {
          containers: [{ name: "app", image: "app:2", env: [{ name: "B", value: "2" }] }, { name: "side" }],
        },
      });
    });

    test("does the same with custom objects", async () => {
      const { apply, json } = await inNamespace("applying-custom");
      expect(await apply(aPolicy("p", { action: "DENY", rules: [{ from: [] }] }))).toBe(
        "authorizationpolicy.security.istio.io/p created",
      );
      expect(await apply(aPolicy("p", { action: "ALLOW" }))).toBe(
        "authorizationpolicy.security.istio.io/p configured",
      );
      expect(await apply(aPolicy("p", { action: "ALLOW" }))).toBe(
        "authorizationpolicy.security.istio.io/p unchanged",
      );
      expect(await json("get", "ap", "p")).toMatchObject({
        metadata: { generation: 2 },
        spec: { action: "ALLOW" },
      });
      expect(await json("get", "ap", "p")).not.toMatchObject({ spec: { rules: expect.anything() } });
    });

    test("--server-side keeps managers apart", async () => {
      const { serverSide, json } = await inNamespace("server-side");
      expect(await serverSide("one", aConfigMap("c", { a: "1", b: "1" }))).toMatchObject({
        stdout: "configmap/c serverside-applied\n",
      });
      expect(await serverSide("two", aConfigMap("c", { c: "2" }))).toMatchObject({ status: 0 });
      expect(await serverSide("one", aConfigMap("c", { a: "1" }))).toMatchObject({ status: 0 });
      expect(await json("get", "configmap", "c", "--show-managed-fields")).toMatchObject({
        data: { a: "1", c: "2" },
        metadata: {
          managedFields: expect.arrayContaining([
            expect.objectContaining({
              manager: "two",
              operation: "Apply",
              fieldsV1: { "f:data": { "f:c": {} } },
            }),
          ]),
        },
      });
      const conflict = await serverSide("two", aConfigMap("c", { a: "2" }));
      expect(conflict).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(/Apply failed with 1 conflict: conflict with "one".*: \.data\.a/),
      });
      expect(await serverSide("two", aConfigMap("c", { a: "2" }), "--force-conflicts")).toMatchObject({
        status: 0,
      });
      expect(await json("get", "configmap", "c")).toMatchObject({ data: { a: "2" } });
    });

    test("--dry-run=server answers and changes nothing", async () => {
      const { print, run } = await inNamespace("dry-run");
      const file = kubectl.file(aConfigMap("c", {}));
      expect(await print("apply", "--validate=false", "--dry-run=server", "-f", file)).toBe(
        "configmap/c created (server dry run)",
      );
      expect((await run("get", "configmap", "c")).stderr).toContain("NotFound");
    });
  });

  describe("changes", () => {
    test("labels and annotations", async () => {
      const { print, run, apply, json } = await inNamespace("labelling");
      await apply(aPod("web"));
      expect(await print("label", "pod", "web", "tier=front")).toBe("pod/web labeled");
      expect((await run("label", "pod", "web", "tier=back")).stderr).toContain("--overwrite is false");
      expect(await print("label", "pod", "web", "tier=back", "app-", "--overwrite")).toBe("pod/web modified");
      expect(await print("annotate", "pod", "web", "note=a b")).toBe("pod/web annotated");
      expect(await json("get", "pod", "web")).toMatchObject({
        metadata: { labels: { tier: "back" }, annotations: { note: "a b" } },
      });
      expect(await kubectl.print("label", "namespace", "labelling", "istio.io/dataplane-mode=ambient")).toBe(
        "namespace/labelling labeled",
      );
      expect(
        await kubectl.print("get", "namespaces", "-l", "istio.io/dataplane-mode=ambient", "-o", "name"),
      ).toBe("namespace/labelling");
      expect((await run("label", "pod", "web", "tier=not good")).stderr).toContain(
        "a valid label must be an empty string or consist of",
      );
    });

    test("by the three kinds of patches", async () => {
      const { print, run, apply, json } = await inNamespace("patching");
      await apply(aPod("web"), aPolicy("p", { action: "DENY" }));
      const strategic = { spec: { containers: [{ name: "app", env: [{ name: "B", value: "2" }] }] } };
      expect(await print("patch", "pod", "web", "-p", JSON.stringify(strategic))).toBe("pod/web patched");
      const list = [{ op: "replace", path: "/spec/containers/0/image", value: "app:9" }];
      expect(await print("patch", "pod", "web", "--type=json", "-p", JSON.stringify(list))).toBe(
        "pod/web patched",
      );
      expect(
        await print("patch", "pod", "web", "--type=merge", "-p", '{"metadata":{"labels":{"app":null}}}'),
      ).toBe("pod/web patched");
      const pod = await json("get", "pod", "web");
      expect(pod).toMatchObject({
        spec: { containers: [{ image: "app:9", env: [{ name: "A" }, { name: "B" }] }] },
      });
      expect(pod).not.toMatchObject({ metadata: { labels: expect.anything() } });
      expect((await run("patch", "ap", "p", "-p", "{}")).stderr).toContain(
        "strategic-merge-patch+json is not supported",
      );
      expect(
        (await run("patch", "pod", "web", "--type=json", "-p", '[{"op":"remove","path":"/nowhere"}]')).stderr,
      ).toContain("server rejected our request");
    });

    test("of a status leave the rest alone", async () => {
      const { print, apply, json } = await inNamespace("statuses");
      await apply(aPolicy("p", { action: "DENY" }));
      const patch = {
        spec: { action: "ALLOW" },
        status: { conditions: [{ type: "Ready", status: "True" }] },
      };
      await print("patch", "ap", "p", "--subresource=status", "--type=merge", "-p", JSON.stringify(patch));
      expect(await json("get", "ap", "p")).toMatchObject({
        metadata: { generation: 1 },
        spec: { action: "DENY" },
        status: { conditions: [{ type: "Ready" }] },
      });
    });

    test("by replacing, unless it has changed meanwhile", async () => {
      const { print, run, apply, json } = await inNamespace("replacing");
      await apply(aConfigMap("c", { a: "1" }));
      const old = await json("get", "configmap", "c");
      expect(
        await print("replace", "--validate=false", "-f", kubectl.file(aConfigMap("c", { b: "2" }))),
      ).toBe("configmap/c replaced");
      expect((await run("replace", "--validate=false", "-f", kubectl.file(Object(old)))).stderr).toContain(
        "the object has been modified",
      );
    });
  });

  describe("describe", () => {
    test("shows a pod with its events", async () => {
      const { print, apply } = await inNamespace("describing");
      await apply(aPod("web"));
      const involvedObject = {
        kind: "Pod",
        name: "web",
        namespace: "describing",
        uid: await print("get", "pod", "web", "-o", "jsonpath={.metadata.uid}"),
      };
      await apply({
        apiVersion: "v1",
        kind: "Event",
        metadata: { name: "e" },
        involvedObject,
        type: "Warning",
        reason: "Testing",
        message: "a test says so",
        count: 1,
        lastTimestamp: new Date().toISOString(),
      });
      const text = await print("describe", "pod", "web");
      expect(text).toMatch(/Name:\s+web\n/);
      expect(text).toMatch(/Node:\s+n1\//);
      expect(text).toMatch(/Image:\s+app:1\n/);
      expect(text).toMatch(/Warning\s+Testing\s+.*a test says so/);
    });

    test("shows services, nodes, namespaces and custom objects", async () => {
      const { print, apply } = await inNamespace("describing-more");
      await apply(
        {
          apiVersion: "v1",
          kind: "Service",
          metadata: { name: "web" },
          spec: { selector: { app: "web" }, ports: [{ name: "http", port: 80 }] },
        },
        {
          apiVersion: "discovery.k8s.io/v1",
          kind: "EndpointSlice",
          metadata: { name: "web-1", labels: { "kubernetes.io/service-name": "web" } },
          addressType: "IPv4",
          ports: [{ name: "http", port: 8080 }],
          endpoints: [{ addresses: ["10.0.0.1"], conditions: { ready: true } }],
        },
        {
          apiVersion: "v1",
          kind: "Node",
          metadata: { name: "n9" },
          status: { conditions: [{ type: "Ready", status: "True", reason: "Fine" }] },
        },
        aPolicy("p", { action: "DENY" }),
      );
      expect(await print("describe", "service", "web")).toMatch(/Endpoints:\s+10\.0\.0\.1:8080/);
      expect(await kubectl.print("describe", "node", "n9")).toMatch(/Ready\s+True\s.*Fine/);
      expect(await kubectl.print("describe", "namespace", "describing-more")).toMatch(/Status:\s+Active/);
      const policy = await print("describe", "ap", "p");
      expect(policy).toMatch(/Kind:\s+AuthorizationPolicy/);
      expect(policy).toMatch(/Action:\s+DENY/);
    });
  });

  describe("wait", () => {
    test("ends when a condition is there, a value is, or an object no longer is", async () => {
      const { print, run, apply } = await inNamespace("waiting");
      await apply(aPolicy("p", { action: "DENY" }));
      const late = await run("wait", "ap/p", "--for=condition=Ready", "--timeout=1s");
      expect(late).toMatchObject({ status: 1, stderr: expect.stringContaining("timed out") });
      const patch = JSON.stringify({ status: { conditions: [{ type: "Ready", status: "True" }] } });
      const ready = print("wait", "ap/p", "--for=condition=Ready", "--timeout=20s");
      await print("patch", "ap", "p", "--subresource=status", "--type=merge", "-p", patch);
      expect(await ready).toBe("authorizationpolicy.security.istio.io/p condition met");
      expect(await print("wait", "ap/p", "--for=jsonpath={.spec.action}=DENY", "--timeout=20s")).toContain(
        "condition met",
      );
      const gone = print("wait", "ap/p", "--for=delete", "--timeout=20s");
      await print("delete", "ap", "p");
      await gone;
    });

    test("knows that a definition is established", async () => {
      const version = {
        name: "v1",
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: "object" } },
      };
      await kubectl.apply({
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        metadata: { name: "toys.example.com" },
        spec: {
          group: "example.com",
          scope: "Namespaced",
          names: { kind: "Toy", plural: "toys", shortNames: ["ty"] },
          versions: [version],
        },
      });
      expect(
        await kubectl.print("wait", "crd/toys.example.com", "--for=condition=Established", "--timeout=20s"),
      ).toContain("condition met");
      expect(
        await kubectl.apply({ apiVersion: "example.com/v1", kind: "Toy", metadata: { name: "bear" } }),
      ).toBe("toy.example.com/bear created");
      expect(await kubectl.print("get", "ty", "-o", "name")).toBe("toy.example.com/bear");
    });
  });

  describe("delete", () => {
    test("takes objects by name, file and label", async () => {
      const { print, apply } = await inNamespace("deleting");
      await apply(aPod("a"), aPod("b"), aPod("c"), aConfigMap("c", {}));
      expect(await print("delete", "pod", "a")).toContain('pod "a" deleted');
      expect(await print("delete", "-f", kubectl.file(aConfigMap("c", {})))).toContain(
        'configmap "c" deleted',
      );
      await print("delete", "pods", "-l", "app=b");
      expect(await print("get", "pods", "-o", "name")).toBe("pod/c");
      await print("delete", "pods", "--all");
      expect(await print("get", "pods", "-o", "name")).toBe("");
    });

    test("takes dependents along, or not, as it is told", async () => {
      const { print, apply } = await inNamespace("cascading");
      const withChild = async (name: string): Promise<void> => {
        await apply(aConfigMap(name, {}));
        const uid = await print("get", "configmap", name, "-o", "jsonpath={.metadata.uid}");
        const ownerReferences = [
          { apiVersion: "v1", kind: "ConfigMap", name, uid, blockOwnerDeletion: true },
        ];
        await apply({ ...aConfigMap(name, {}), metadata: { name: `${name}-child`, ownerReferences } });
      };
      for (const name of ["background", "foreground", "orphan"]) await withChild(name);
      await print("delete", "configmap", "background");
      await print("delete", "configmap", "foreground", "--cascade=foreground");
      await print("delete", "configmap", "orphan", "--cascade=orphan");
      await eventually(async () =>
        expect(await print("get", "configmaps", "-o", "name")).toBe("configmap/orphan-child"),
      );
    });

    test("of a namespace waits until all in it is gone", async () => {
      const { print, apply } = await inNamespace("ending");
      await apply(aPod("web"), aPolicy("p", {}));
      expect(await print("delete", "namespace", "ending")).toContain('namespace "ending" deleted');
      expect((await kubectl.run("get", "namespace", "ending")).stderr).toContain(
        'namespaces "ending" not found',
      );
      expect(
        await kubectl.print(
          "get",
          "pods,ap",
          "-A",
          "--field-selector",
          "metadata.namespace=ending",
          "-o",
          "name",
        ),
      ).toBe("");
    });
  });

  describe("apply of a control plane's cases", () => {
    const folder = new URL("../../apps/controller/test/golden/control-plane/", import.meta.url);
    const cases = readdirSync(folder).filter((name) => name.endsWith(".yaml"));

    test("has some to apply", () => expect(cases.length).toBeGreaterThan(5));

    test.each(cases)("%s puts every object in place, and does nothing the second time", async (name) => {
      await using cluster = await Kubectl.start();
      const text = readFileSync(new URL(name, folder), "utf8");
      const manifests = parseAllDocuments(text).map((document): Manifest => document.toJS());
      const namespaces = new Set(manifests.flatMap(({ metadata }) => metadata.namespace ?? []));
      for (const namespace of namespaces) {
        await cluster.run("create", "namespace", namespace);
      }
      const file = cluster.file(...manifests);
      await cluster.print("apply", "--validate=false", "-f", file);
      for (const { kind, apiVersion, metadata, spec } of manifests) {
        const type = apiVersion.includes("/") ? `${kind}.${apiVersion.replace(/(.*)\/(.*)/, "$2.$1")}` : kind;
        const args = metadata.namespace === undefined ? [] : ["--namespace", metadata.namespace];
        const stored = await cluster.json("get", type, metadata.name, ...args);
        expect(stored, `${kind} ${metadata.name}`).toMatchObject({
          apiVersion,
          kind,
          ...(spec === undefined ? {} : { spec }),
        });
      }
      // kubectl sends a status or an empty map in a file each time; each time it changes nothing.
      const version = cluster.server.store.resourceVersion;
      await cluster.print("apply", "--validate=false", "-f", file);
      expect(cluster.server.store.resourceVersion).toBe(version);
    });
  });
});
