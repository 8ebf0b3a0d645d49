/** A policy decides about the request that the backend gets, byte for byte: whatever it was before it was made normal. */
import type { IncomingMessage } from "node:http";
import type { HttpPolicy, PathNormalization, PolicyRule } from "@ambit/model/http";
import {
  anHttpPolicy,
  anOperationMatch,
  anyOf,
  aPolicyRule,
  aWaypointSettings,
} from "@ambit/model/http/testing";
import { describe, expect, test } from "vitest";
import { ECHO, HttpWorld } from "./testing/http-world.ts";
import { NodeHttp2Client } from "./testing/node-http2-peers.ts";
import { RawClient } from "./testing/raw-client.ts";
import { tappedBackend } from "./testing/tapped-backend.ts";

/** A request as the client sends it: the target, and lines of its head. */
interface Sent {
  readonly target: string;
  readonly lines?: readonly string[];
  readonly mode?: PathNormalization;
}

/** What a request met: the status, and what the backend got, if it got anything. */
interface Met {
  readonly status: string | undefined;
  readonly forwarded: IncomingMessage | undefined;
}

async function send(
  { target, lines = ["host: a"], mode }: Sent,
  policies: readonly HttpPolicy[],
): Promise<Met> {
  const { backend, tap } = await tappedBackend();
  await using _backend = backend;
  await using world = new HttpWorld({
    service: { policies },
    resources:
      mode === undefined
        ? []
        : [{ kind: "settings", settings: aWaypointSettings({ pathNormalization: mode }) }],
  });
  world.mesh.setService(ECHO, [backend.port]);
  using client = await RawClient.connect(world.address.port);
  client.send([`GET ${target} HTTP/1.1`, ...lines, "", ""].join("\r\n"));
  await world.until(() => client.text.includes("\r\n\r\n"));
  return { status: /^HTTP\/1\.1 (\d+) /.exec(client.text)?.[1], forwarded: tap.requests[0] };
}

function allow(rule: Partial<PolicyRule>): readonly HttpPolicy[] {
  return [anHttpPolicy({ action: "allow", rules: [aPolicyRule(rule)] })];
}

function deny(rule: Partial<PolicyRule>): readonly HttpPolicy[] {
  return [anHttpPolicy({ action: "deny", rules: [aPolicyRule(rule)] })];
}

function onPath(path: string): Partial<PolicyRule> {
  return { to: [anOperationMatch({ paths: anyOf([{ kind: "exact", value: path }]) })] };
}

/** What is sent, and the path that arrives with NONE, BASE, MERGE_SLASHES and DECODE_AND_MERGE_SLASHES; `=`: as before. */
const PATHS: readonly (readonly [string, string, string, string, string])[] = [
  ["/app#foo", "/app", "=", "=", "="],
  ["/app/../admin", "/app/../admin", "/admin", "=", "="],
  ["/app/./admin", "/app/./admin", "/app/admin", "=", "="],
  ["/app//", "/app//", "=", "/app/", "="],
  ["/app/%2f", "/app/%2f", "=", "=", "/app/"],
  ["/app%2Fadmin", "/app%2Fadmin", "=", "=", "/app/admin"],
  ["/app\\admin", "/app\\admin", "/app/admin", "=", "="],
  ["/app/\\/\\/\\admin", "/app/\\/\\/\\admin", "/app//////admin", "/app/admin", "="],
  ["/app/%2E./admin", "/app/%2E./admin", "/admin", "=", "="],
  ["/xyz%30..//abc", "/xyz%30..//abc", "/xyz0..//abc", "/xyz0../abc", "="],
  ["/app//../../admin", "/app//../../admin", "/admin", "=", "="],
  ["/%2Fapp%5cadmin%5Cabc", "/%2Fapp%5cadmin%5Cabc", "=", "=", "/app/admin/abc"],
  ["/%c0%2fadmin", "/%c0%2fadmin", "=", "=", "/%c0/admin"],
  ["/app/%252e%252e/admin", "/app/%252e%252e/admin", "=", "=", "="],
  ["/%c0%ae%c0%ae/admin", "/%c0%ae%c0%ae/admin", "=", "=", "="],
  ["/.../admin", "/.../admin", "=", "=", "="],
  ["/app/..;/admin;a=b", "/app/..;/admin;a=b", "=", "=", "="],
  ["/Admin", "/Admin", "=", "=", "="],
  ["/%41dmin", "/%41dmin", "/Admin", "=", "="],
];
const MODES = ["NONE", "BASE", "MERGE_SLASHES", "DECODE_AND_MERGE_SLASHES"] as const;

/** Every input in every mode, with what it becomes. */
const CASES = PATHS.flatMap(([target, ...paths]) =>
  MODES.map((mode, index) => {
    const path = paths.slice(0, index + 1).findLast((one) => one !== "=") ?? "";
    return { target, mode, path };
  }),
);

describe("the path", () => {
  test.each(CASES)(
    "$target in $mode is $path for policies and the backend",
    async ({ target, mode, path }) => {
      const allowed = await send({ target, mode }, allow(onPath(path)));
      expect(allowed.status).toBe("200");
      expect(allowed.forwarded?.url).toBe(path);
      expect(await send({ target, mode }, deny(onPath(path)))).toEqual({
        status: "403",
        forwarded: undefined,
      });
      if (path === target) return;
      expect((await send({ target, mode }, allow(onPath(target)))).status).toBe("403");
      expect((await send({ target, mode }, deny(onPath(target)))).forwarded?.url).toBe(path);
    },
  );

  test("is made normal as in BASE where nothing is said", async () => {
    const met = await send({ target: "/app/%2e%2e/a%2Fb//c" }, allow(onPath("/a%2Fb//c")));
    expect([met.status, met.forwarded?.url]).toEqual(["200", "/a%2Fb//c"]);
  });

  test.each(MODES)("with a zero is refused in %s", async (mode) => {
    expect(await send({ target: "/app%00", mode }, [])).toEqual({ status: "400", forwarded: undefined });
  });

  test("is without the query for policies, and the query is not touched", async () => {
    const met = await send({ target: "/app?a=/../%2f//\\" }, allow(onPath("/app")));
    expect([met.status, met.forwarded?.url]).toEqual(["200", "/app?a=/../%2f//\\"]);
  });

  const dots = ["..", "./..", ".././."].concat([
    "%2E%2E",
    "%2e%2e",
    "%2E/%2E%2E",
    "%2e/%2e%2e",
    "%2E%2E/%2E",
    "%2e%2e/%2e",
  ]);
  test.each([...dots.map((segments) => `/public/${segments}/private`), "/private"])(
    "%s is not one below /public",
    async (target) => {
      const paths = anyOf([{ kind: "prefix", value: "/public" } as const]);
      const met = await send({ target }, allow({ to: [anOperationMatch({ paths })] }));
      expect(met).toEqual({ status: "403", forwarded: undefined });
    },
  );

  test.each(MODES)("of HTTP/2 is the same in %s", async (mode) => {
    const { target, path } = { target: "/a/%2e%2e/b%2Fc//d", path: pathIn(mode) };
    const { backend, tap } = await tappedBackend();
    await using _backend = backend;
    await using world = new HttpWorld({
      service: { policies: allow(onPath(path)) },
      resources: [{ kind: "settings", settings: aWaypointSettings({ pathNormalization: mode }) }],
    });
    world.mesh.setService(ECHO, [backend.port]);
    await using client = new NodeHttp2Client(world.url);
    expect((await client.ask({ ":path": target })).headers[":status"]).toBe(200);
    expect(tap.requests[0]?.url).toBe(path);
  });
});

function pathIn(mode: PathNormalization): string {
  const paths = { NONE: "/a/%2e%2e/b%2Fc//d", BASE: "/b%2Fc//d", MERGE_SLASHES: "/b%2Fc/d" };
  return mode === "DECODE_AND_MERGE_SLASHES" ? "/b/c/d" : paths[mode];
}

describe("the host", () => {
  const host = (value: string): Partial<PolicyRule> => ({
    to: [anOperationMatch({ hosts: anyOf([{ kind: "exact", value, ignoreCase: true } as const]) })],
  });

  test.each(["Echo.Shop", "echo.shop:8080", "ECHO.shop:80"])("%s is forwarded as it came", async (name) => {
    const lines = [`Host: ${name}`];
    const met = await send({ target: "/", lines }, allow(host(name.toLowerCase())));
    expect([met.status, met.forwarded?.headers.host]).toEqual(["200", name]);
    expect((await send({ target: "/", lines }, deny(host(name.toLowerCase())))).status).toBe("403");
  });

  test("of an absolute target is the one that counts", async () => {
    const sent = { target: "http://Echo:80/x", lines: ["host: other"] };
    const met = await send(sent, allow(host("echo:80")));
    expect([met.status, met.forwarded?.headers.host, met.forwarded?.url]).toEqual(["200", "Echo:80", "/x"]);
    expect((await send(sent, allow(host("other")))).status).toBe("403");
  });
});

describe("fields of one name", () => {
  const when = (value: string): Partial<PolicyRule> => ({
    when: [{ key: "header", name: "x-user", texts: anyOf([{ kind: "exact", value } as const]) }],
  });
  const sent = { target: "/", lines: ["host: a", "X-User: admin", "x-user: guest"] };

  test("are one value for policies, and all of them are forwarded", async () => {
    const met = await send(sent, allow(when("admin,guest")));
    expect(met.status).toBe("200");
    expect(met.forwarded?.headersDistinct["x-user"]).toEqual(["admin", "guest"]);
  });

  test.each(["admin", "guest"])("are not %s alone", async (value) => {
    expect(await send(sent, allow(when(value)))).toEqual({ status: "403", forwarded: undefined });
  });
});
