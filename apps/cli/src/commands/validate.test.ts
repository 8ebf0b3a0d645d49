import { FakeKube } from "@ambit/kube/testing";
import { expect, test } from "vitest";
import { runCli } from "../app.ts";
import { Cluster, RESOURCES } from "../cluster/cluster.ts";
import { aHost } from "../testing/a-host.ts";

const DENY_NOTHING = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: deny, namespace: app }
spec: { action: DENY }
`;
const FOR_CART = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: cart, namespace: app }
spec:
  selector: { matchLabels: { app: cart } }
  rules: [{ to: [{ operation: { methods: [GET] } }] }]
`;
const CART = `apiVersion: v1
kind: Pod
metadata: { name: cart-1, namespace: app, labels: { app: cart } }
`;

/** The command with these files, and a cluster of these pods. */
async function validate(
  args: readonly string[],
  files: Readonly<Record<string, string>>,
  kube = new FakeKube(),
) {
  const api = Object.assign(kube, { [Symbol.dispose]: () => undefined });
  const host = aHost({
    readFile: (path) => {
      const text = files[path];
      if (text === undefined) throw new Error("ENOENT");
      return text;
    },
    readStdin: () => Promise.resolve(files["-"] ?? ""),
    openCluster: () => Promise.resolve(new Cluster(api, () => Promise.reject(new Error("no ports")))),
  });
  const code = await runCli(["validate", ...args], host);
  return { code, errors: host.errors, lines: host.output.trimEnd().split("\n") };
}

test("what can never work is an error and the exit code is 1", async () => {
  const { code, lines } = await validate(["-f", "a.yaml"], { "a.yaml": DENY_NOTHING });
  expect(code).toBe(1);
  expect(lines).toEqual([
    "a.yaml:1: error: AuthorizationPolicy app/deny: spec.rules: DENY without rules never applies; add an empty rule ({}) for every connection",
    "1 object checked: 1 errors, 0 warnings",
  ]);
});

test("what will not do what it says is a warning, and no reason to fail", async () => {
  const { code, lines } = await validate(["-f", "-"], { "-": FOR_CART });
  expect(code).toBe(0);
  expect(lines.at(-1)).toBe("1 object checked: 0 errors, 1 warnings");
  expect(lines[0]).toMatch(/^-:1: warning: AuthorizationPolicy app\/cart: spec: .*methods/);
});

test("with a cluster it is told what selects nothing, with the objects of the files in it", async () => {
  const args = ["--cluster", "--kubeconfig", "k", "-f"];
  const alone = await validate([...args, "a.yaml"], { "a.yaml": FOR_CART });
  expect(alone.lines.join("\n")).toContain("spec.selector: selects nothing");
  const together = await validate([...args, "a.yaml", "b.yaml"], { "a.yaml": FOR_CART, "b.yaml": CART });
  expect(together.lines.join("\n")).not.toContain("selects nothing");
  const kube = new FakeKube();
  kube.put(RESOURCES.pods, { metadata: { name: "cart-1", namespace: "app", labels: { app: "cart" } } });
  const there = await validate([...args, "a.yaml"], { "a.yaml": FOR_CART }, kube);
  expect(there.lines.join("\n")).not.toContain("selects nothing");
});

test("findings are printed as JSON too", async () => {
  const { lines } = await validate(["-f", "a.yaml", "-o", "json"], { "a.yaml": DENY_NOTHING });
  expect(JSON.parse(lines.join("\n"))).toMatchObject([
    { level: "error", place: "a.yaml:1", object: "AuthorizationPolicy app/deny", path: "spec.rules" },
  ]);
});

test("a file that is not there, and a text that is no YAML", async () => {
  expect(await validate(["-f", "no.yaml"], {})).toMatchObject({ code: 1, errors: /no\.yaml cannot be read/ });
  const { code, lines } = await validate(["-f", "a.yaml"], { "a.yaml": "a: [" });
  expect([code, lines[0]]).toEqual([1, expect.stringMatching(/^a\.yaml:\d+: error: /)]);
});
