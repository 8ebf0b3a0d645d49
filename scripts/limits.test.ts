import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { describeEnvironment } from "../apps/ztunnel/src/config/environment.ts";

const REPOSITORY = fileURLToPath(new URL("..", import.meta.url));
const page = readFileSync(join(REPOSITORY, "docs/LIMITS.md"), "utf8");

interface Limit {
  readonly bound: string;
  readonly value: string;
  readonly path: string;
  readonly constant: string;
}

/** Rows of the page that name a constant in a file. */
const limits: readonly Limit[] = [
  ...page.matchAll(/^\| ([^|]+) \| ([^|]+) \| `([a-z0-9/.-]+\.ts)` `([A-Za-z0-9_.]+)` \|/gm),
].map(([, bound = "", value = "", path = "", constant = ""]) => ({ bound, value, path, constant }));

/** Rows that name a variable. */
const variables = [...page.matchAll(/^\| ([^|]+) \| ([^|]+) \| `([A-Z0-9_]+)` \|/gm)].map(
  ([, bound = "", value = "", name = ""]) => ({ bound, value, name }),
);

const UNITS: Readonly<Record<string, number>> = {
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  ms: 1,
  s: 1_000,
  d: 24 * 3_600_000,
};

function numberOf(value: string): number {
  const [amount = "", unit] = value.trim().split(" ");
  const factor = unit === undefined ? 1 : UNITS[unit];
  if (factor === undefined || !/^\d+$/.test(amount)) throw new Error(`cannot read the value "${value}"`);
  return Number(amount) * factor;
}

function sourcePath(path: string): string {
  return join(
    REPOSITORY,
    /^(?:ztunnel|waypoint|controller|cni|cli|lab)\//.test(path) ? "apps" : "packages",
    path,
  );
}

/** The value of `NAME` or `NAME.member`, worked out from the source: most limits are nobody else's business. */
function constantOf(source: string, constant: string): number {
  const [name = "", member] = constant.split(".");
  const definition = new RegExp(String.raw`^(?:export )?const ${name}\b[^=]*= ([^;]*);`, "m").exec(
    source,
  )?.[1];
  if (definition === undefined) throw new Error(`no constant ${name}`);
  if (member === undefined) return evaluate(source, definition);
  const value = new RegExp(String.raw`\b${member}: ([^,}]+)`).exec(definition)?.[1];
  if (value === undefined) throw new Error(`${name} has no ${member}`);
  return evaluate(source, value);
}

/** Sums, products, powers and shifts of numbers and of constants of the same file. */
function evaluate(source: string, expression: string): number {
  const tokens = expression.trim().split(/\s+/);
  const operand = (token: string): number => {
    const text = token.replaceAll("_", "");
    return /^(?:\d+|0x[\da-f]+)$/i.test(text) ? Number(text) : constantOf(source, token);
  };
  let sum = 0;
  let product = operand(tokens[0] ?? "");
  for (let index = 1; index < tokens.length; index += 2) {
    const right = operand(tokens[index + 1] ?? "");
    switch (tokens[index]) {
      case "*":
        product *= right;
        break;
      case "**":
        product **= right;
        break;
      case "<<":
        product *= 2 ** right;
        break;
      case "+":
        sum += product;
        product = right;
        break;
      default:
        throw new Error(`cannot work out "${expression}"`);
    }
  }
  return sum + product;
}

/** Constants whose names promise a limit, in everything but tests. */
function* promisedLimits(): Generator<{ readonly path: string; readonly constant: string }> {
  for (const parent of ["packages", "apps"]) {
    for (const file of readdirSync(join(REPOSITORY, parent), { recursive: true, encoding: "utf8" })) {
      if (!/\/src\/.*\.ts$/.test(file) || /\.test\.ts$|\/testing\/|node_modules/.test(file)) continue;
      const source = readFileSync(join(REPOSITORY, parent, file), "utf8");
      const names = source.matchAll(
        /^(?:export )?const (\w+(?:_LIMIT|_LIMIT_MS|_TIMEOUT_MS|_DEADLINE_MS|_BUDGET_BYTES)|MAX_\w+)\b[^=]*= \d/gm,
      );
      for (const [, constant = ""] of names) yield { path: file, constant };
    }
  }
}

/** What a format, the kernel or RFC 9113 allows: not a choice of ours, or checked where a variable is read. */
const NOT_OURS = new Set([
  "ASCII_LIMIT",
  "MAX_31_BITS",
  "MAX_ALERT",
  "MAX_BACKLOG",
  "MAX_CONCURRENCY",
  "MAX_ERRNO",
  "MAX_EVENTS",
  "MAX_FIELDS_BEFORE_EXTENSIONS",
  "MAX_FRAME_BYTES",
  "MAX_INTEGER",
  "MAX_INTEGER_BYTES",
  "MAX_KEEPALIVE_MS",
  "MAX_KEEPALIVE_PROBES",
  "MAX_KEEPALIVE_RETRIES",
  "MAX_KEEPALIVE_SECONDS",
  "MAX_LABEL_CHARS",
  "MAX_MARK",
  "MAX_NAME_BYTES",
  "MAX_ORGANIZATION_LENGTH",
  "MAX_PASSED_FDS",
  "MAX_PATH_BYTES",
  "MAX_PORT",
  "MAX_PORT_DIGITS",
  "MAX_QUEUED_ERRORS",
  "MAX_READ_BYTES",
  "MAX_RESERVE_BYTES",
  "MAX_REUSEPORT_SOCKETS",
  "MAX_SPLICE_BYTES",
  "MAX_TIMEOUT_MS",
  "MAX_VARINT_BITS",
  "MAX_WINDOW_BYTES",
]);

describe("docs/LIMITS.md", () => {
  test("has rows to compare", () => {
    expect(limits.length).toBeGreaterThan(70);
    expect(variables.length).toBeGreaterThan(4);
  });

  test.each(limits)("gives $constant of $path its value ($bound)", ({ value, path, constant }) => {
    expect(constantOf(readFileSync(sourcePath(path), "utf8"), constant)).toBe(numberOf(value));
  });

  test.each(variables)("gives $name its default ($bound)", ({ value, name }) => {
    const row = describeEnvironment().find((described) => described.name === name);
    expect(row?.defaultText).toBe(value.trim());
  });

  test("names every constant that is called a limit", () => {
    const documented = new Set(limits.map(({ path, constant }) => `${path} ${constant}`));
    const missing = [...promisedLimits()]
      .filter(({ path, constant }) => !NOT_OURS.has(constant) && !documented.has(`${path} ${constant}`))
      .map(({ path, constant }) => `${path} ${constant}`);
    expect(missing).toEqual([]);
  });
});
