import { request } from "node:http";
import { aProvider } from "@ambit/authz/testing";
import type { AuthorizationProvider, HttpPolicy } from "@ambit/model/http";
import {
  anHttpPolicy,
  anOperationMatch,
  anyOf,
  aPolicyRule,
  aWaypointSettings,
} from "@ambit/model/http/testing";
import { CheckResponse } from "@ambit/proto/ext-authz";
import { describe, expect, test } from "vitest";
import {
  GrpcAuthzServer,
  type GrpcEnd,
  HttpAuthzServer,
  type HttpQuestion,
} from "../testing/authz-servers.ts";
import { ECHO, HttpWorld } from "../testing/http-world.ts";
import { NodeHttp2Client } from "../testing/node-http2-peers.ts";
import { ask, echo, NodeBackend, type Reply } from "../testing/node-peers.ts";

const AUTHZ = "auth/ext-authz.auth.svc.cluster.local";

const CUSTOM = anHttpPolicy({
  action: "custom",
  provider: "provider",
  rules: [aPolicyRule({ to: [anOperationMatch({ paths: anyOf([{ kind: "prefix", value: "/asked" }]) })] })],
});

interface World extends AsyncDisposable {
  readonly world: HttpWorld;
  readonly backend: NodeBackend;
}

async function worldWith(
  provider: Partial<AuthorizationProvider>,
  authzPorts: readonly number[],
  policies: readonly HttpPolicy[] = [CUSTOM],
): Promise<World> {
  const backend = await NodeBackend.listen(echo);
  const providers = [aProvider({ service: AUTHZ, port: 80, ...provider })];
  const settings = aWaypointSettings({ providers });
  const world = new HttpWorld({ service: { policies }, resources: [{ kind: "settings", settings }] });
  world.mesh.setService(ECHO, [backend.port]);
  world.mesh.setService(AUTHZ, authzPorts);
  return {
    world,
    backend,
    [Symbol.asyncDispose]: async () => {
      await world[Symbol.asyncDispose]();
      await backend[Symbol.asyncDispose]();
    },
  };
}

function echoed({ body }: Reply): { readonly headers: Record<string, string>; readonly body: string } {
  return JSON.parse(body) as { headers: Record<string, string>; body: string };
}

/** As the sample provider: allows who says so. */
const samplePolicy = ({ message }: HttpQuestion, response: Parameters<typeof echo>[1]): void => {
  const isAllowed = message.headers["x-ext-authz"] === "allow";
  response.writeHead(isAllowed ? 200 : 403, {
    "x-ext-authz-check-result": isAllowed ? "allowed" : "denied",
    "x-other": "from the provider",
  });
  response.end(isAllowed ? "" : "denied by the provider");
};

describe("a provider that speaks HTTP", () => {
  const sample: Partial<AuthorizationProvider> = {
    protocol: "http",
    pathPrefix: "/check",
    includeRequestHeaders: [{ kind: "exact", value: "x-ext-authz" }],
    additionalHeaders: [{ name: "x-fixed", value: "ours" }],
    headersToUpstreamOnAllow: [{ kind: "exact", value: "x-ext-authz-check-result" }],
    headersToDownstreamOnAllow: [{ kind: "exact", value: "x-other" }],
  };

  test("allows, and its headers go both ways", async () => {
    await using server = await HttpAuthzServer.listen(samplePolicy);
    await using made = await worldWith(sample, [server.port]);
    const reply = await ask(`${made.world.url}/asked/a?b=c`, {
      headers: {
        "x-ext-authz": "allow",
        "x-ext-authz-check-result": "forged",
        "x-secret": "not for the provider",
        "x-fixed": "forged",
      },
    });
    expect(reply.status).toBe(200);
    expect(reply.headers["x-other"]).toBe("from the provider");
    expect(echoed(reply).headers).toMatchObject({ "x-ext-authz-check-result": "allowed" });
    const { message } = server.questions[0] ?? {};
    expect(message).toMatchObject({
      method: "GET",
      url: "/check/asked/a?b=c",
      headers: {
        host: new URL(made.world.url).host,
        "x-ext-authz": "allow",
        "x-fixed": "ours",
        "content-length": "0",
      },
    });
    expect(message?.headers).not.toHaveProperty("x-secret");
    expect(made.world.records[0]?.flags).toEqual([]);
  });

  test("refuses with its own answer, and the backend sees nothing", async () => {
    await using server = await HttpAuthzServer.listen(samplePolicy);
    await using made = await worldWith(sample, [server.port]);
    const reply = await ask(`${made.world.url}/asked`);
    expect(reply).toMatchObject({ status: 403, body: "denied by the provider" });
    expect(reply.headers).toMatchObject({ "x-ext-authz-check-result": "denied" });
    expect(made.backend.requests).toBe(0);
    expect(made.world.records[0]).toMatchObject({
      flags: ["UAEX"],
      details: "ext_authz_denied",
      status: 403,
    });
  });

  test("tells a client of gRPC its refusal as gRPC does", async () => {
    await using server = await HttpAuthzServer.listen(samplePolicy);
    await using made = await worldWith(sample, [server.port]);
    await using client = new NodeHttp2Client(made.world.url);
    const headers = { ":method": "POST", ":path": "/asked", "content-type": "application/grpc" };
    const reply = await client.ask(headers, "");
    expect(reply.headers).toMatchObject({ ":status": 200, "grpc-status": "7" });
    expect(reply.headers["grpc-message"]).toBe("denied by the provider");
  });

  test("is not asked about what no rule of the policy is about", async () => {
    await using server = await HttpAuthzServer.listen(samplePolicy);
    await using made = await worldWith(sample, [server.port]);
    expect((await ask(`${made.world.url}/health`)).status).toBe(200);
    expect(server.questions).toEqual([]);
  });

  test("is asked before DENY, which still counts", async () => {
    const deny = anHttpPolicy({ action: "deny", name: "deny", rules: [aPolicyRule({})] });
    await using server = await HttpAuthzServer.listen(samplePolicy);
    await using made = await worldWith(sample, [server.port], [deny, CUSTOM]);
    const allowed = await ask(`${made.world.url}/asked`, { headers: { "x-ext-authz": "allow" } });
    expect(allowed).toMatchObject({ status: 403, body: "RBAC: access denied" });
    const refused = await ask(`${made.world.url}/asked`);
    expect(refused.body).toBe("denied by the provider");
  });

  test("is asked again on the connection that is there, and on another one when that is closed", async () => {
    await using server = await HttpAuthzServer.listen((question, response) => {
      if (server.questions.length === 3) question.message.socket.destroy();
      else samplePolicy(question, response);
    });
    await using made = await worldWith(sample, [server.port]);
    const allow = { headers: { "x-ext-authz": "allow" } };
    for (let index = 0; index < 3; index++) {
      expect((await ask(`${made.world.url}/asked`, allow)).status).toBe(200);
    }
    const sockets = server.questions.map(({ message }) => message.socket);
    expect(server.questions).toHaveLength(4);
    expect(sockets[1]).toBe(sockets[0]);
    expect(sockets[3]).not.toBe(sockets[2]);
  });

  test.each([
    [false, 403, "ext_authz_error"],
    [true, 200, "via_upstream"],
  ])("that fails refuses, unless it is to fail open: %s", async (failOpen, status, details) => {
    await using server = await HttpAuthzServer.listen((_question, response) => {
      response.writeHead(500).end("broken");
    });
    await using made = await worldWith({ ...sample, failOpen }, [server.port]);
    const reply = await ask(`${made.world.url}/asked`);
    expect(reply.status).toBe(status);
    expect(made.world.records[0]).toMatchObject({ details, flags: failOpen ? [] : ["UAEX"] });
    expect(made.backend.requests).toBe(failOpen ? 1 : 0);
  });

  test.each([
    ["nobody listens", [1]],
    ["there is no endpoint", []],
  ])("counts as failed where %s", async (_what, ports) => {
    await using made = await worldWith({ ...sample, statusOnError: 503 }, ports);
    expect(await ask(`${made.world.url}/asked`)).toMatchObject({ status: 503, body: "" });
    expect(made.world.records[0]).toMatchObject({ flags: ["UAEX"], details: "ext_authz_error" });
  });

  test("counts as failed where its service is not known", async () => {
    await using made = await worldWith({ ...sample, service: "auth/gone" }, []);
    expect((await ask(`${made.world.url}/asked`)).status).toBe(403);
    expect(made.backend.requests).toBe(0);
  });

  test("is waited for no longer than its time", async () => {
    await using server = await HttpAuthzServer.listen(() => undefined);
    await using made = await worldWith({ ...sample, timeoutMs: 100 }, [server.port]);
    expect((await ask(`${made.world.url}/asked`)).status).toBe(403);
    expect(made.world.records[0]?.details).toBe("ext_authz_error");
    await made.world.until(() => server.connections === 0);
  });

  test("is not asked any more when the client has left", async () => {
    await using server = await HttpAuthzServer.listen(() => undefined);
    await using made = await worldWith(sample, [server.port]);
    const client = request(`${made.world.url}/asked`, { agent: false });
    client.on("error", () => undefined);
    client.end();
    await made.world.until(() => server.questions.length === 1);
    client.destroy();
    await made.world.until(() => server.connections === 0);
    expect(made.world.records[0]).toMatchObject({ flags: ["DC"], status: 0 });
  });

  test("whose answer is too long has failed", async () => {
    await using server = await HttpAuthzServer.listen((_question, response) => {
      response.writeHead(403).end(Buffer.alloc(1024 * 1024 + 1));
    });
    await using made = await worldWith(sample, [server.port]);
    expect(await ask(`${made.world.url}/asked`)).toMatchObject({ status: 403, body: "" });
    expect(made.world.records[0]?.details).toBe("ext_authz_error");
  });

  describe("that is to see the body", () => {
    const allowAll = (_question: HttpQuestion, response: Parameters<typeof echo>[1]): void => {
      response.writeHead(200).end();
    };
    const withBody = (maxBytes: number, allowPartial = false): Partial<AuthorizationProvider> => ({
      ...sample,
      body: { maxBytes, allowPartial, packAsBytes: false },
    });
    const post = (url: string, body: string): Promise<Reply> =>
      ask(`${url}/asked`, { method: "POST", body, headers: { "content-length": body.length } });

    test("sees it, and so does the backend", async () => {
      await using server = await HttpAuthzServer.listen(allowAll);
      await using made = await worldWith(withBody(100), [server.port]);
      const reply = await post(made.world.url, "in the body");
      expect(echoed(reply).body).toBe("in the body");
      expect(server.questions[0]).toMatchObject({
        body: "in the body",
        message: {
          method: "POST",
          headers: { "x-envoy-auth-partial-body": "false", "content-length": "11" },
        },
      });
    });

    test("sees the beginning of a long one, and the backend sees all of it", async () => {
      await using server = await HttpAuthzServer.listen(allowAll);
      await using made = await worldWith(withBody(70_000, true), [server.port]);
      const body = "0123456789".repeat(300_000);
      const reply = await post(made.world.url, body);
      expect(echoed(reply).body === body).toBe(true);
      expect(server.questions[0]?.body === body.slice(0, 70_000)).toBe(true);
      expect(server.questions[0]?.message.headers["x-envoy-auth-partial-body"]).toBe("true");
      await made.world.until(() => made.world.memory.queueBlocks.inUse === 0);
    });

    test("is not asked about one that is too long", async () => {
      await using server = await HttpAuthzServer.listen(allowAll);
      await using made = await worldWith(withBody(10), [server.port]);
      expect(await post(made.world.url, "eleven char")).toMatchObject({
        status: 413,
        body: "Payload Too Large",
      });
      expect(server.questions).toEqual([]);
      expect((await post(made.world.url, "ten chars!")).status).toBe(200);
      await made.world.until(() => made.world.memory.queueBlocks.inUse === 0);
    });

    test("gets it from a client that waits to be told to go on", async () => {
      await using server = await HttpAuthzServer.listen(allowAll);
      await using made = await worldWith(withBody(100), [server.port]);
      const client = request(`${made.world.url}/asked`, {
        agent: false,
        method: "POST",
        headers: { expect: "100-continue", "content-length": "4" },
      });
      let answered: number | undefined;
      client.on("continue", () => client.end("body"));
      client.on("response", (message) => {
        answered = message.statusCode;
        message.resume();
      });
      client.flushHeaders();
      await made.world.until(() => answered !== undefined);
      expect(answered).toBe(200);
      expect(server.questions[0]?.body).toBe("body");
    });
  });
});

describe("a provider that speaks gRPC", () => {
  const answerSample = ({ attributes }: { attributes?: unknown }): GrpcEnd => {
    const { request: asked } = attributes as {
      request: { http: { headers: Record<string, string> } };
    };
    return asked.http.headers["x-ext-authz"] === "allow" ? ALLOWED : DENIED;
  };
  const header = (key: string, value: string) => ({ header: { key, value } });
  const ALLOWED = CheckResponse.fromObject({
    status: { code: 0 },
    okResponse: {
      headers: [header("x-ext-authz-check-result", "allowed")],
      headersToRemove: ["x-secret"],
      responseHeadersToAdd: [header("x-other", "from the provider")],
    },
  });
  const DENIED = CheckResponse.fromObject({
    status: { code: 7 },
    deniedResponse: {
      status: { code: 401 },
      headers: [header("x-ext-authz-check-result", "denied")],
      body: "denied by the provider",
    },
  });

  test("allows, and its changes go both ways", async () => {
    await using server = await GrpcAuthzServer.listen(answerSample);
    await using made = await worldWith({}, [server.port]);
    const reply = await ask(`${made.world.url}/asked?b=c`, {
      headers: { "x-ext-authz": "allow", "x-secret": "s" },
    });
    expect(reply.status).toBe(200);
    expect(reply.headers["x-other"]).toBe("from the provider");
    const { headers } = echoed(reply);
    expect(headers).toMatchObject({ "x-ext-authz-check-result": "allowed" });
    expect(headers).not.toHaveProperty("x-secret");
    expect(server.hosts).toEqual(["ext-authz.auth.svc.cluster.local"]);
    expect(server.questions[0]).toMatchObject({
      attributes: {
        source: { principal: "spiffe://cluster.local/ns/shop/sa/client" },
        destination: { address: { socketAddress: { address: "10.96.0.1", portValue: 80 } } },
        request: {
          http: {
            id: "00000000-0000-4000-8000-000000000001",
            method: "GET",
            path: "/asked?b=c",
            scheme: "http",
            protocol: "HTTP/1.1",
            headers: { ":path": "/asked?b=c", "x-secret": "s" },
          },
        },
      },
    });
  });

  test("refuses with the answer that it gives", async () => {
    await using server = await GrpcAuthzServer.listen(answerSample);
    await using made = await worldWith({}, [server.port]);
    const reply = await ask(`${made.world.url}/asked`);
    expect(reply).toMatchObject({ status: 401, body: "denied by the provider" });
    expect(reply.headers["x-ext-authz-check-result"]).toBe("denied");
    expect(made.world.records[0]).toMatchObject({ flags: ["UAEX"], details: "ext_authz_denied" });
  });

  test("sees the body, packed or as text", async () => {
    await using server = await GrpcAuthzServer.listen(() => ALLOWED);
    const bodies = [true, false].map((packAsBytes) => ({ maxBytes: 100, allowPartial: true, packAsBytes }));
    for (const body of bodies) {
      await using made = await worldWith({ body }, [server.port]);
      await ask(`${made.world.url}/asked`, { method: "POST", body: "in the body" });
    }
    const seen = server.questions.map(({ attributes }) => attributes?.request?.http);
    expect(Buffer.from(seen[0]?.rawBody ?? []).toString()).toBe("in the body");
    expect(seen[0]?.body).toBe("");
    expect(seen[1]?.body).toBe("in the body");
  });

  test.each([
    [false, 503, 0],
    [true, 200, 1],
  ])("whose call fails refuses, unless it is to fail open: %s", async (failOpen, status, requests) => {
    await using server = await GrpcAuthzServer.listen(() => ({ code: 14 }));
    await using made = await worldWith({ failOpen, statusOnError: 503 }, [server.port]);
    expect((await ask(`${made.world.url}/asked`)).status).toBe(status);
    expect(made.backend.requests).toBe(requests);
  });

  test("that says nothing is given up after its time, and told so", async () => {
    await using server = await GrpcAuthzServer.listen(() => "silence");
    await using made = await worldWith({ timeoutMs: 100 }, [server.port]);
    expect((await ask(`${made.world.url}/asked`)).status).toBe(403);
    expect(made.world.records[0]?.details).toBe("ext_authz_error");
    await made.world.until(() => server.cancelled === 1);
  });

  test("is asked about many requests at once on one connection", async () => {
    await using server = await GrpcAuthzServer.listen(answerSample);
    await using made = await worldWith({}, [server.port]);
    const asked = Array.from({ length: 20 }, (_, index) =>
      ask(`${made.world.url}/asked/${index}`, {
        headers: index % 2 === 0 ? { "x-ext-authz": "allow" } : {},
      }),
    );
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses).toEqual(statuses.map((_, index) => (index % 2 === 0 ? 200 : 401)));
    expect(server.questions).toHaveLength(20);
  });
});
