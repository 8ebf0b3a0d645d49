/** L4 authorization by everything a policy can ask for, decided on the server's side. */
import { eventually } from "@ambit/lifecycle/testing";
import { expect, test } from "vitest";
import { describeNetns, sharedMesh } from "../src/describe-netns.ts";
import { aPolicy, type PolicySpec } from "../src/mesh-file.ts";

const OPEN = 7000;
const OTHER = 7001;

/** Who asks which port, and whether the policy lets it. */
interface Row {
  readonly name: string;
  readonly policies: readonly PolicySpec[];
  /** In the order: client to 7000, client to 7001, batch to 7000, batch to 7001. */
  readonly allowed: readonly [boolean, boolean, boolean, boolean];
}

const allow = { action: "Allow" } as const;
const CLIENT = "cluster.local/ns/shop/sa/client";

const ROWS: readonly Row[] = [
  { name: "no policy", policies: [], allowed: [true, true, true, true] },
  {
    name: "deny a port",
    policies: [aPolicy("port", { destinationPorts: [OTHER] })],
    allowed: [true, false, true, false],
  },
  {
    name: "deny a principal",
    policies: [aPolicy("principal", { principals: [{ Exact: CLIENT }] })],
    allowed: [false, false, true, true],
  },
  {
    name: "deny all but a principal",
    policies: [aPolicy("not-principal", { notPrincipals: [{ Exact: CLIENT }] })],
    allowed: [true, true, false, false],
  },
  {
    name: "deny a namespace",
    policies: [aPolicy("namespace", { namespaces: [{ Exact: "jobs" }] })],
    allowed: [true, true, false, false],
  },
  {
    name: "deny a service account",
    policies: [aPolicy("account", { serviceAccounts: [{ namespace: "jobs", serviceAccount: "batch" }] })],
    allowed: [true, true, false, false],
  },
  {
    name: "deny a source address",
    policies: [aPolicy("source", { sourceIps: ["10.77.0.2/32"] })],
    allowed: [true, true, false, false],
  },
  {
    name: "deny a port of a principal",
    policies: [aPolicy("both", { principals: [{ Exact: CLIENT }], destinationPorts: [OTHER] })],
    allowed: [true, false, true, true],
  },
  {
    name: "allow a principal",
    policies: [aPolicy("allow-principal", { principals: [{ Exact: CLIENT }] }, allow)],
    allowed: [true, true, false, false],
  },
  {
    name: "allow a namespace by prefix",
    policies: [aPolicy("allow-prefix", { namespaces: [{ Prefix: "jo" }] }, allow)],
    allowed: [false, false, true, true],
  },
  {
    name: "allow a port",
    policies: [aPolicy("allow-port", { destinationPorts: [OPEN] }, allow)],
    allowed: [true, false, true, false],
  },
  {
    name: "a deny wins over an allow",
    policies: [
      aPolicy("allow-all", { destinationPorts: [OPEN, OTHER] }, allow),
      aPolicy("deny-one", { principals: [{ Suffix: "/sa/batch" }] }),
    ],
    allowed: [true, true, false, false],
  },
  {
    name: "allow nothing: a policy without rules",
    policies: [aPolicy("nothing", {}, { ...allow, rules: [] })],
    allowed: [false, false, false, false],
  },
  {
    name: "a dry run decides nothing",
    policies: [aPolicy("dry", { destinationPorts: [OPEN, OTHER] }, { dryRun: true })],
    allowed: [true, true, true, true],
  },
  {
    name: "a policy of another namespace",
    policies: [aPolicy("elsewhere", { destinationPorts: [OPEN] }, { namespace: "jobs" })],
    allowed: [true, true, true, true],
  },
  {
    name: "a policy for everybody",
    policies: [
      aPolicy("global", { destinationPorts: [OPEN] }, { namespace: "istio-system", scope: "Global" }),
    ],
    allowed: [false, true, false, true],
  },
];

describeNetns("an authorization policy", () => {
  const mesh = sharedMesh({
    prefix: "ambit-policy",
    pods: [{ name: "client" }, { name: "batch", namespace: "jobs" }, { name: "server" }],
  });

  test.each(ROWS)("$name", async ({ policies, allowed }) => {
    const server = mesh().pod("server");
    await serveOnce(server);
    await mesh().applyPolicies(policies);
    // A worker takes a change a moment after the dump shows it.
    await eventually(
      async () => {
        const outcomes = [];
        for (const name of ["client", "batch"]) {
          for (const port of [OPEN, OTHER]) {
            const reply = await mesh().pod(name).request({ ip: server.ip, port }, "may I?");
            outcomes.push(reply.answered);
          }
        }
        expect(outcomes).toEqual(allowed);
      },
      { timeoutMs: 5_000 },
    );
  });

  test("that denies is named in the log, with its rule", async () => {
    const server = mesh().pod("server");
    await serveOnce(server);
    const rules = [[[{ destinationPorts: [9999] }]], [[{ destinationPorts: [OTHER] }]]];
    await mesh().applyPolicies([aPolicy("named", {}, { rules })]);
    await eventually(async () => {
      expect(await mesh().pod("client").request({ ip: server.ip, port: OTHER }, "x")).toMatchObject({
        answered: false,
      });
    });
    const { level, fields } = await server.accessLine(
      "denial",
      (line) => line.fields["policy.name"] === "shop/named",
    );
    expect({ level, error: fields.error, rule: fields["policy.rule"] }).toEqual({
      level: "error",
      error: "connection closed due to policy rejection: explicitly denied by: shop/named",
      rule: "1",
    });
    expect(
      (
        await mesh()
          .pod("client")
          .accessLine("401", (line) => line.fields.error === "http status: 401 Unauthorized")
      ).level,
    ).toBe("error");
  });

  const served = new Set<unknown>();
  async function serveOnce(server: ReturnType<ReturnType<typeof mesh>["pod"]>): Promise<void> {
    if (served.has(server)) return;
    served.add(server);
    await server.serve(OPEN);
    await server.serve(OTHER);
  }
});
