/** Objects with parts that cannot be used: the object says so, the log and the metrics name it, and all else applies. */
import { expect, test } from "vitest";
import { aNode, type Manifest, Rig, soon } from "./rig.ts";
import { TestProxy } from "./test-proxy.ts";

function aPolicy(name: string, spec: Readonly<Record<string, unknown>>): Manifest {
  return { kind: "AuthorizationPolicy", metadata: { name, namespace: "app" }, spec };
}

/** What is wrong, and the words that name it. */
const CASES: readonly { readonly manifest: Manifest; readonly key: string; readonly names: RegExp }[] = [
  {
    manifest: aPolicy("bad-cidr", {
      action: "DENY",
      rules: [{ from: [{ source: { ipBlocks: ["10.0.0.0/99", "10.1.0.0/16"] } }] }],
    }),
    key: "AuthorizationPolicy/app/bad-cidr",
    names: /ipBlocks/,
  },
  {
    manifest: aPolicy("bad-port", {
      action: "DENY",
      rules: [{ to: [{ operation: { ports: ["http", "80"] } }] }],
    }),
    key: "AuthorizationPolicy/app/bad-port",
    names: /ports/,
  },
  {
    manifest: aPolicy("bad-selector", { selector: { matchLabels: { app: 7 } }, action: "DENY", rules: [{}] }),
    key: "AuthorizationPolicy/app/bad-selector",
    names: /selector/,
  },
  {
    manifest: aPolicy("unknown-field", {
      action: "DENY",
      ruels: [],
      rules: [{ to: [{ operation: { ports: ["81"] } }] }],
    }),
    key: "AuthorizationPolicy/app/unknown-field",
    names: /ruels/,
  },
  {
    manifest: {
      kind: "ServiceEntry",
      metadata: { name: "bad-port", namespace: "app" },
      spec: {
        hosts: ["bad.example.org"],
        resolution: "STATIC",
        ports: [
          { number: 99_999, name: "bad" },
          { number: 80, name: "http", protocol: "HTTP" },
        ],
        endpoints: [{ address: "192.0.2.1" }],
      },
    },
    key: "ServiceEntry/app/bad-port",
    names: /ports/,
  },
  {
    manifest: {
      kind: "Service",
      metadata: { name: "portless", namespace: "app" },
      spec: { clusterIP: "10.96.0.77", clusterIPs: ["10.96.0.77"], selector: { app: "web" }, ports: [] },
    },
    key: "Service/app/portless",
    names: /ports/,
  },
];

test("bad objects are named by log, metric and condition, and everything else of them and of others applies", async () => {
  await using rig = await Rig.open();
  await rig.pod("web", { ip: "10.0.0.2", labels: { app: "web" } });
  const controller = await rig.controller();
  const endpoint = { url: controller.plaintextUrl, roots: { kind: "system" } } as const;
  await using proxy = await TestProxy.open({ endpoint, node: aNode() });
  const refused: string[] = [];
  for (const { manifest, key } of CASES) {
    await rig.create(manifest).catch(() => refused.push(key));
  }
  await rig.create(aPolicy("good", { action: "DENY", rules: [{ to: [{ operation: { ports: ["82"] } }] }] }));
  // The API server of the embedded lab takes them as one without validation would; a schema may refuse some.
  const taken = CASES.filter(({ key }) => !refused.includes(key));
  expect(taken.length).toBeGreaterThan(3);

  await soon(() => expect(proxy.policies).toContain("app/good"));
  await soon(() => expect(proxy.addresses).toContain("app/portless.app.svc.cluster.local"));
  expect(proxy.policy("app/bad-cidr")?.groups?.[0]?.rules?.[0]?.matches?.[0]?.sourceIps).toMatchObject([
    { length: 16 },
  ]);
  expect(proxy.policy("app/bad-port")?.groups?.[0]?.rules?.[0]?.matches?.[0]?.destinationPorts).toEqual([80]);
  expect(proxy.address("app/bad.example.org")?.service?.ports).toMatchObject([{ servicePort: 80 }]);

  const problems = (await controller.json("/debug/problems")) as readonly {
    readonly kind: string;
    readonly key: string;
  }[];
  const [log, metrics] = [await controller.log(), await controller.get("/metrics")];
  for (const { key, names } of taken) {
    const [kind = "", namespace = "", name = ""] = key.split("/");
    expect(problems.map((problem) => `${problem.kind}/${problem.key}`)).toContain(key);
    const line = log
      .split("\n")
      .find((candidate) => candidate.includes(`object="${namespace}/${name}"`) && candidate.includes(kind));
    expect(line).toMatch(names);
    expect(metrics).toContain(`ambit_object_problems{kind="${kind}",object="${namespace}/${name}"}`);
  }
  expect(metrics).toContain(`pilot_total_rejected_configs ${taken.length}`);

  for (const { key, names } of taken.filter(({ manifest }) => manifest.kind === "AuthorizationPolicy")) {
    const [, namespace = "", name = ""] = key.split("/");
    await soon(async () => {
      const { status } = await rig.get("AuthorizationPolicy", namespace, name);
      const [condition] = Object(status).conditions ?? [];
      expect([name, condition?.type, condition?.message]).toEqual([
        name,
        "ZtunnelAccepted",
        expect.stringMatching(names),
      ]);
    });
  }
});

test("an object that is mended, and one that goes, are named no more", async () => {
  await using rig = await Rig.open();
  await rig.create({ kind: "Namespace", metadata: { name: "app" } });
  const controller = await rig.controller();
  const [first, second] = CASES;
  if (first === undefined || second === undefined) throw new Error("no cases");
  await rig.create(first.manifest);
  await rig.create(second.manifest);
  await soon(async () =>
    expect(await controller.get("/metrics")).toContain("pilot_total_rejected_configs 2"),
  );
  await rig.patch(
    { kind: "AuthorizationPolicy", namespace: "app", name: "bad-cidr" },
    { spec: { rules: [{}] } },
  );
  await rig.delete("AuthorizationPolicy", "app", "bad-port");
  await soon(async () => {
    const metrics = await controller.get("/metrics");
    expect(metrics).toContain("pilot_total_rejected_configs 0");
    expect(metrics).not.toContain("ambit_object_problems{");
  });
});

test("an object that cannot be one at all does not stop the others", async () => {
  await using rig = await Rig.open();
  await rig.pod("web", { ip: "10.0.0.2" });
  await rig.pod("odd", { ip: "not-an-address" });
  const controller = await rig.controller();
  const endpoint = { url: controller.plaintextUrl, roots: { kind: "system" } } as const;
  await using proxy = await TestProxy.open({ endpoint, node: aNode() });
  expect(proxy.addresses).toEqual(["Kubernetes//Pod/app/web"]);
});
