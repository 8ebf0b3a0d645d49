import { describe, expect, expectTypeOf, test } from "vitest";
import { ConfigError } from "./config-error.ts";
import { defineConfig } from "./define-config.ts";
import { custom, optional, unlessEmpty } from "./entry.ts";
import { boolean, duration, enumOf, goBoolean, integer, port, prefixed, string, texts } from "./parsers.ts";
import { renderMarkdown } from "./render-markdown.ts";

const table = defineConfig({
  nodeName: optional(string("NODE_NAME", { doc: "Name of this node." })),
  network: string("NETWORK", { default: "", doc: "Network of this node." }),
  proxyMode: enumOf("PROXY_MODE", ["shared", "dedicated"], { default: "shared", doc: "Mode." }),
  isDnsOn: boolean("DNS", { default: "true", doc: "DNS on or off." }),
  windowSize: integer("WINDOW_SIZE", { default: "4194304", min: 1, doc: "Window | size." }),
  statsPort: port("STATS_PORT", { default: "15020", doc: "Port." }),
  secretTtlMs: duration("SECRET_TTL", { default: "24h", doc: "Life of a certificate." }),
  token: optional(string("AUTH_TOKEN", { doc: "Token.", secret: true })),
  metadata: prefixed("ISTIO_META_", { doc: "Node metadata." }),
});

function source(values: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(values));
}

function problemsOf(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.problems;
    }
    throw error;
  }
  return [];
}

describe("parsing", () => {
  test("takes the defaults of an empty environment", () => {
    expect(table.parse(new Map())).toEqual({
      nodeName: undefined,
      network: "",
      proxyMode: "shared",
      isDnsOn: true,
      windowSize: 4_194_304,
      statsPort: 15_020,
      secretTtlMs: 86_400_000,
      token: undefined,
      metadata: new Map(),
    });
  });

  test("takes what is set, also if it is empty", () => {
    const config = table.parse(
      source({
        NODE_NAME: "",
        PROXY_MODE: "dedicated",
        DNS: "false",
        STATS_PORT: "0",
        ISTIO_META_CLUSTER_ID: "c1",
        ISTIO_METAL: "no",
      }),
    );
    expect(config).toMatchObject({ nodeName: "", proxyMode: "dedicated", isDnsOn: false, statsPort: 0 });
    expect(config.metadata).toEqual(new Map([["CLUSTER_ID", "c1"]]));
    expectTypeOf(config.proxyMode).toEqualTypeOf<"shared" | "dedicated">();
    expectTypeOf(config.nodeName).toEqualTypeOf<string | undefined>();
    expectTypeOf(config.windowSize).toEqualTypeOf<number>();
  });

  test("names every bad variable in one error, with its value and what is accepted", () => {
    const act = () =>
      table.parse(source({ DNS: "True", PROXY_MODE: "x", SECRET_TTL: "5", STATS_PORT: "65536" }));
    expect(problemsOf(act)).toEqual([
      'PROXY_MODE is "x", accepted is one of shared, dedicated',
      'DNS is "True", accepted is true or false',
      'STATS_PORT is "65536", accepted is a whole number from 0 to 65535',
      'SECRET_TTL is "5", accepted is a duration such as 5s, 1m30s or 100ms',
    ]);
    expect(act).toThrow(/^PROXY_MODE .*; DNS .*; STATS_PORT .*; SECRET_TTL /);
  });

  test("freezes the result", () => {
    expect(Object.isFrozen(table.parse(new Map()))).toBe(true);
  });

  test("a variable without a default must be set", () => {
    const required = defineConfig({ cert: string("CERT", { doc: "Certificate." }) });
    expect(problemsOf(() => required.parse(new Map()))).toEqual(["CERT is not set, accepted is any text"]);
    expect(required.parse(source({ CERT: "x" })).cert).toBe("x");
  });

  test("an optional variable that is set must be right", () => {
    const optionalPort = defineConfig({ port: optional(port("PORT", { doc: "Port." })) });
    expect(problemsOf(() => optionalPort.parse(source({ PORT: "" })))).toHaveLength(1);
  });

  test("an entry that may be empty is undefined when it is", () => {
    const table = defineConfig({ port: unlessEmpty(port("PORT", { doc: "Port." })) });
    expect(table.parse(new Map()).port).toBeUndefined();
    expect(table.parse(source({ PORT: "" })).port).toBeUndefined();
    expect(table.parse(source({ PORT: "80" })).port).toBe(80);
    expect(problemsOf(() => table.parse(source({ PORT: "eighty" })))).toHaveLength(1);
    expect(table.describe()[0]?.isOptional).toBe(true);
  });

  test.each([
    ["true", ["1", "t", "T", "true", "True", "TRUE"]],
    ["false", ["0", "f", "F", "false", "False", "FALSE"]],
  ])("a boolean as Go reads it: %s", (name, spellings) => {
    const table = defineConfig({ isOn: goBoolean("ON", { default: "false", doc: "On." }) });
    for (const text of spellings) expect(table.parse(source({ ON: text })).isOn).toBe(name === "true");
  });

  test.each(["", "yes", "on", "tRUE", " true", "2"])("a boolean as Go reads it is not %j", (text) => {
    const table = defineConfig({ isOn: goBoolean("ON", { default: "false", doc: "On." }) });
    expect(problemsOf(() => table.parse(source({ ON: text })))).toEqual([
      `ON is ${JSON.stringify(text)}, accepted is true or false`,
    ]);
  });

  test.each([
    ["nothing", "", []],
    ["one", "kube-system", ["kube-system"]],
    ["spaces around items", " a , b ", ["a", "b"]],
    ["empty items", ",a,,b,", ["a", "b"]],
  ])("texts between commas: %s", (_name, text, items) => {
    const table = defineConfig({ names: texts("NAMES", { default: "x", doc: "Names." }) });
    expect(table.parse(source({ NAMES: text })).names).toEqual(items);
  });

  test("does not tell a bad secret", () => {
    const pin = defineConfig({ pin: integer("PIN", { doc: "Pin.", secret: true }) });
    expect(problemsOf(() => pin.parse(source({ PIN: "hunter2" })))).toEqual([
      "PIN is (secret), accepted is a whole number from 0",
    ]);
  });

  test.each([
    ["a sign", "+1"],
    ["a fraction", "1.0"],
    ["an exponent", "1e3"],
    ["hexadecimal", "0x10"],
    ["a space", " 1"],
    ["nothing", ""],
    ["less than the least", "-1"],
    ["more than a number holds exactly", "9007199254740993"],
  ])("an integer is not %s", (_name, text) => {
    const one = defineConfig({ one: integer("ONE", { doc: "One." }) });
    expect(problemsOf(() => one.parse(source({ ONE: text })))).toHaveLength(1);
  });

  test("a notation of its own", () => {
    const percent = custom(
      "SHARE",
      {
        accepts: "a percentage",
        find: (text) => (text.endsWith("%") ? Number.parseInt(text, 10) : undefined),
      },
      { default: "25%", doc: "Share." },
    );
    expect(defineConfig({ percent }).parse(source({ SHARE: "50%" })).percent).toBe(50);
  });
});

describe("the table itself", () => {
  test("must have defaults that it would accept, and each variable once", () => {
    const act = () =>
      defineConfig({
        a: duration("A", { default: "5", doc: "A." }),
        b: string("B", { doc: "B." }),
        c: integer("B", { doc: "B again." }),
      });
    expect(problemsOf(act)).toEqual([
      'the default of A is "5", accepted is a duration such as 5s, 1m30s or 100ms',
      "B is in the table twice",
    ]);
    expect(act).toThrow(expect.objectContaining({ code: "invalid-table" }));
  });

  test("hides secrets that are set when asked for values to show", () => {
    const config = table.parse(source({ AUTH_TOKEN: "s3cret" }));
    expect(table.redact(config)).toMatchObject({ token: "(secret)", network: "" });
    expect(table.redact(table.parse(new Map())).token).toBeUndefined();
  });

  test("is described in its order", () => {
    const rows = table.describe();
    expect(rows.map((row) => row.name)).toEqual([
      "NODE_NAME",
      "NETWORK",
      "PROXY_MODE",
      "DNS",
      "WINDOW_SIZE",
      "STATS_PORT",
      "SECRET_TTL",
      "AUTH_TOKEN",
      "ISTIO_META_*",
    ]);
    expect(rows[6]).toEqual({
      key: "secretTtlMs",
      name: "SECRET_TTL",
      accepts: "a duration such as 5s, 1m30s or 100ms",
      defaultText: "24h",
      isOptional: false,
      isSecret: false,
      doc: "Life of a certificate.",
    });
  });

  test("becomes a Markdown table", () => {
    const required = defineConfig({ a: string("A", { doc: "Needed." }) }).describe();
    const lines = renderMarkdown([...required, ...table.describe()]).split("\n");
    expect(lines.slice(0, 5)).toEqual([
      "| Variable | Default | Accepted | Meaning |",
      "|---|---|---|---|",
      "| `A` | required | any text | Needed. |",
      "| `NODE_NAME` | unset | any text | Name of this node. |",
      "| `NETWORK` | empty | any text | Network of this node. |",
    ]);
    expect(lines).toContain("| `WINDOW_SIZE` | `4194304` | a whole number from 1 | Window \\| size. |");
    expect(lines).toContain(
      "| `AUTH_TOKEN` | unset | any text | Token. Secret: not shown in logs or dumps. |",
    );
    expect(lines.at(-1)).toBe("");
  });
});
