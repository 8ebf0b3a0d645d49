import { inspect } from "node:util";
import { formatErrorChain } from "@ambit/errors";
import { FakeClock } from "@ambit/lifecycle/testing";
import { describe, expect, test } from "vitest";
import type { KubeApi, WatchEvent } from "./kube-api.ts";
import { KubeClient } from "./kube-client.ts";
import { KubeError } from "./kube-error.ts";
import type { KubeResource } from "./kube-object.ts";
import { PODS } from "./testing/an-object.ts";
import { type FakeAnswer, FakeTransport } from "./testing/fake-transport.ts";

const GATEWAYS: KubeResource = {
  group: "gateway.networking.k8s.io",
  version: "v1",
  plural: "gateways",
  isNamespaced: true,
};
const NAMESPACES: KubeResource = { group: "", version: "v1", plural: "namespaces", isNamespaced: false };
const NAME = { namespace: "apps", name: "web" };
const OBJECT = { apiVersion: "v1", kind: "Pod", metadata: { ...NAME, resourceVersion: "7" } };

function makeClient(answer: FakeAnswer | ConstructorParameters<typeof FakeTransport>[0]) {
  const transport = new FakeTransport(typeof answer === "function" ? answer : () => answer);
  const clock = new FakeClock();
  const client = new KubeClient(transport, { clock });
  return { transport, clock, client };
}

/** What a promise is rejected with. */
async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error("it did not fail");
    },
    (error: unknown) => error,
  );
}

/** Lets time pass until the promise is settled. */
async function during<T>(clock: FakeClock, ms: number, promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  await clock.advanceAsync(ms);
  return promise;
}

describe("paths and bodies", () => {
  test.each<[string, (api: KubeApi) => Promise<unknown>, string, unknown?]>([
    ["gets", (api) => api.get(PODS, NAME), "GET /api/v1/namespaces/apps/pods/web"],
    [
      "gets of a group",
      (api) => api.get(GATEWAYS, NAME),
      "GET /apis/gateway.networking.k8s.io/v1/namespaces/apps/gateways/web",
    ],
    ["gets of a cluster", (api) => api.get(NAMESPACES, { name: "apps" }), "GET /api/v1/namespaces/apps"],
    [
      "creates",
      (api) => api.create(PODS, "apps", OBJECT, { fieldManager: "ambit" }),
      "POST /api/v1/namespaces/apps/pods?fieldManager=ambit application/json",
      OBJECT,
    ],
    [
      "updates",
      (api) => api.update(PODS, OBJECT, { subresource: "status" }),
      "PUT /api/v1/namespaces/apps/pods/web/status application/json",
      OBJECT,
    ],
    [
      "merge patches",
      (api) => api.patch(PODS, NAME, { kind: "merge", body: { metadata: { labels: { a: null } } } }),
      "PATCH /api/v1/namespaces/apps/pods/web application/merge-patch+json",
      { metadata: { labels: { a: null } } },
    ],
    [
      "strategic merge patches",
      (api) => api.patch(PODS, NAME, { kind: "strategic", body: { status: { conditions: [] } } }),
      "PATCH /api/v1/namespaces/apps/pods/web application/strategic-merge-patch+json",
      { status: { conditions: [] } },
    ],
    [
      "JSON patches",
      (api) => api.patch(PODS, NAME, { kind: "json", operations: [{ op: "remove", path: "/spec" }] }),
      "PATCH /api/v1/namespaces/apps/pods/web application/json-patch+json",
      [{ op: "remove", path: "/spec" }],
    ],
    [
      "applies to a status",
      (api) => {
        const patch = { kind: "apply", body: OBJECT, fieldManager: "ambit", force: true } as const;
        return api.patch(GATEWAYS, NAME, patch, { subresource: "status" });
      },
      "PATCH /apis/gateway.networking.k8s.io/v1/namespaces/apps/gateways/web/status?fieldManager=ambit&force=true" +
        " application/apply-patch+yaml",
      OBJECT,
    ],
    [
      "deletes",
      (api) => api.delete(PODS, NAME, { uid: "u1", propagation: "Background", gracePeriodSeconds: 0 }),
      "DELETE /api/v1/namespaces/apps/pods/web application/json",
      {
        apiVersion: "v1",
        kind: "DeleteOptions",
        preconditions: { uid: "u1" },
        propagationPolicy: "Background",
        gracePeriodSeconds: 0,
      },
    ],
  ])("%s", async (_name, run, line, body) => {
    const { client, transport } = makeClient({ body: OBJECT });
    await run(client);
    const [request] = transport.requests;
    const type = request?.body === undefined ? "" : ` ${request.contentType ?? "application/json"}`;
    expect(`${request?.method} ${request?.path}${type}`).toBe(line);
    expect(request?.body === undefined ? undefined : JSON.parse(request.body)).toEqual(body);
  });

  test("knows what does no harm when it is sent twice", async () => {
    const { client, transport } = makeClient({ body: OBJECT });
    const json = { kind: "json", operations: [] } as const;
    const merge = { kind: "merge", body: {} } as const;
    await client.get(PODS, NAME);
    await client.update(PODS, OBJECT);
    await client.patch(PODS, NAME, merge);
    await client.delete(PODS, NAME);
    await client.create(PODS, "apps", OBJECT);
    await client.patch(PODS, NAME, json);
    await client.createToken(NAME, { audiences: [], expirationSeconds: 600 }).catch(() => {});
    await client.createTokenReview({ token: "t", audiences: [] }).catch(() => {});
    const repeatable = transport.requests.map(({ isRepeatable }) => isRepeatable);
    expect(repeatable).toEqual([true, true, true, true, false, false, false, true]);
  });

  test.each(["", ".", "..", "a/b", "a%2Fb", "a\\b"])("sends nothing for the name %j", async (name) => {
    const { client, transport } = makeClient({ body: OBJECT });
    const error = await failureOf(client.get(PODS, { namespace: "apps", name }));
    expect(error).toMatchObject({ code: "bad-request" });
    expect(transport.requests).toEqual([]);
  });

  test("lists in pages of one moment, and gives items the kind that the list has", async () => {
    const { client, transport } = makeClient(({ path }) => ({
      body: {
        apiVersion: "v1",
        kind: "PodList",
        metadata: { resourceVersion: "9", ...(path.includes("continue=") ? {} : { continue: "next one" }) },
        items: path.includes("continue=") ? null : [{ metadata: { name: "web" } }],
      },
    }));
    const selection = { namespace: "apps", labelSelector: "a in (b,c)", fieldSelector: "spec.nodeName=n" };
    expect(await client.list(PODS, selection, { pageSize: 1 })).toEqual({
      items: [{ apiVersion: "v1", kind: "Pod", metadata: { name: "web" } }],
      resourceVersion: "9",
    });
    const query = "labelSelector=a+in+%28b%2Cc%29&fieldSelector=spec.nodeName%3Dn&limit=1";
    expect(transport.requests.map(({ path }) => path)).toEqual([
      `/api/v1/namespaces/apps/pods?${query}`,
      `/api/v1/namespaces/apps/pods?${query}&continue=next+one`,
    ]);
  });

  test("asks whose token it is", async () => {
    const { client, transport } = makeClient({
      status: 201,
      body: {
        status: {
          authenticated: true,
          user: {
            username: "system:serviceaccount:apps:web",
            uid: "u",
            groups: ["system:serviceaccounts"],
            extra: { "authentication.kubernetes.io/pod-uid": ["p"] },
          },
          audiences: ["istio-ca"],
        },
      },
    });
    expect(await client.createTokenReview({ token: "secret", audiences: ["istio-ca"] })).toEqual({
      isAuthenticated: true,
      username: "system:serviceaccount:apps:web",
      uid: "u",
      groups: ["system:serviceaccounts"],
      extra: new Map([["authentication.kubernetes.io/pod-uid", ["p"]]]),
      audiences: ["istio-ca"],
    });
    expect(transport.requests[0]).toMatchObject({
      path: "/apis/authentication.k8s.io/v1/tokenreviews",
      body: JSON.stringify({
        apiVersion: "authentication.k8s.io/v1",
        kind: "TokenReview",
        spec: { token: "secret", audiences: ["istio-ca"] },
      }),
    });
  });

  test("asks for a token", async () => {
    const status = { token: "new", expirationTimestamp: "2026-01-01T00:00:00Z" };
    const { client, transport } = makeClient({ status: 201, body: { status } });
    const token = await client.createToken(NAME, { audiences: ["istio-ca"], expirationSeconds: 600 });
    expect(token).toEqual({ token: "new", expiresAtMs: Date.UTC(2026, 0, 1) });
    expect(transport.requests[0]?.path).toBe("/api/v1/namespaces/apps/serviceaccounts/web/token");
  });
});

describe("refusals", () => {
  test.each([
    [400, "BadRequest", "bad-request"],
    [401, "Unauthorized", "unauthorized"],
    [403, "Forbidden", "forbidden"],
    [404, "NotFound", "not-found"],
    [405, "MethodNotAllowed", "unsupported"],
    [409, "AlreadyExists", "already-exists"],
    [409, "Conflict", "conflict"],
    [410, "Expired", "gone"],
    [413, "RequestEntityTooLarge", "too-large"],
    [415, "UnsupportedMediaType", "unsupported"],
    [418, "Unknown", "bad-request"],
    [422, "Invalid", "invalid"],
    [500, "InternalError", "server-error"],
    [501, "Unknown", "server-error"],
    [503, "ServiceUnavailable", "unavailable"],
    [504, "Timeout", "timeout"],
  ])("status %i, reason %s is %s, with the API's words", async (status, reason, code) => {
    const { client, clock } = makeClient({ status, body: { kind: "Status", reason, message: "because" } });
    expect(await failureOf(during(clock, 0, client.get(PODS, NAME)))).toMatchObject({
      code,
      status,
      reason,
      message: "GET /api/v1/namespaces/apps/pods/web: because",
    });
  });

  test("an answer that is no Status gives its text, cut, or its number", async () => {
    const answers: FakeAnswer[] = [
      { status: 404, body: "404 page not found\n" },
      { status: 502, body: "x".repeat(10_000) },
      { status: 500, body: "" },
    ];
    const { client } = makeClient((_request, count) => answers[count - 1] ?? {});
    const messages: string[] = [];
    for (const _ of answers) {
      messages.push(String(await failureOf(client.get(NAMESPACES, { name: "a" }))));
    }
    expect(messages[0]).toMatch(/: 404 page not found$/);
    expect(messages[1]?.length).toBeLessThan(5000);
    expect(messages[2]).toMatch(/: status 500$/);
  });

  test.each([
    ["no JSON", "<html>", "the answer is no JSON"],
    ["no object", [], "an object without metadata"],
    ["no name", { metadata: {} }, "an object without a name"],
  ])("an answer that is %s is a bad response", async (_name, body, words) => {
    const { client } = makeClient({ body });
    const error = await failureOf(client.get(PODS, NAME));
    expect(error).toBeInstanceOf(KubeError);
    expect(error).toMatchObject({ code: "bad-response" });
    const { message, cause } = error as Error;
    expect(`${message}: ${cause instanceof Error ? cause.message : ""}`).toContain(words);
  });

  test("no message holds a token", async () => {
    const answers: FakeAnswer[] = [
      { status: 403, body: "no" },
      { body: 'no JSON with "secret"' },
      { body: { spec: { token: "secret" } } },
      { parts: [] },
    ];
    const { client } = makeClient((_request, count) => answers[count - 1] ?? {});
    for (const _ of answers) {
      const error = await failureOf(client.createTokenReview({ token: "secret", audiences: [] }));
      expect(error).toBeInstanceOf(KubeError);
      expect(formatErrorChain(error) + inspect(error)).not.toContain("secret");
    }
  });

  test("an answer beyond the limit is given up", async () => {
    const megabyte = " ".repeat(1024 * 1024);
    const parts = function* () {
      for (let count = 0; count < 65; count += 1) yield megabyte;
    };
    const { client } = makeClient({ parts: parts() });
    expect(await failureOf(client.get(PODS, NAME))).toMatchObject({ code: "too-large" });
  });
});

describe("trying again", () => {
  test.each<[string, FakeAnswer, number]>([
    ["429 with its time", { status: 429, retryAfter: "2" }, 2000],
    ["429 without a time", { status: 429 }, 1000],
    ["503 with its time", { status: 503, retryAfter: "1" }, 1000],
    ["a Status with its time", { status: 429, body: { details: { retryAfterSeconds: 3 } } }, 3000],
  ])("%s", async (_name, answer, waitMs) => {
    const { client, clock, transport } = makeClient((_request, count) =>
      count === 1 ? answer : { body: OBJECT },
    );
    const result = client.create(PODS, "apps", OBJECT);
    await clock.advanceAsync(waitMs - 1);
    expect(transport.requests).toHaveLength(1);
    await clock.advanceAsync(1);
    expect(await result).toEqual(OBJECT);
  });

  test.each<[string, FakeAnswer, string]>([
    ["503 that says no time", { status: 503 }, "unavailable"],
    ["a time that is too long to wait here", { status: 429, retryAfter: "6" }, "too-many-requests"],
    ["500", { status: 500 }, "server-error"],
  ])("not for %s", async (_name, answer, code) => {
    const { client, transport } = makeClient(answer);
    expect(await failureOf(client.get(PODS, NAME))).toMatchObject({ code });
    expect(transport.requests).toHaveLength(1);
  });

  test("not for ever", async () => {
    const { client, clock, transport } = makeClient({ status: 429 });
    const error = await failureOf(during(clock, 20_000, client.get(PODS, NAME)));
    expect(error).toMatchObject({ code: "too-many-requests", retryAfterMs: undefined });
    expect(transport.requests).toHaveLength(5);
  });

  test("once with credentials read anew, when the server does not know us", async () => {
    const { client, clock, transport } = makeClient((_request, count) =>
      count === 1 ? { status: 401 } : { body: OBJECT },
    );
    expect(await during(clock, 0, client.get(PODS, NAME))).toEqual(OBJECT);
    expect(transport.renewals).toBe(1);
    const refused = makeClient({ status: 401 });
    const error = await failureOf(during(refused.clock, 0, refused.client.get(PODS, NAME)));
    expect(error).toMatchObject({ code: "unauthorized" });
    expect(refused.transport.requests).toHaveLength(2);
  });
});

describe("deadlines", () => {
  const never = new Promise<never>(() => {});

  test.each<[string, () => FakeAnswer | Promise<FakeAnswer>]>([
    ["no answer", () => never],
    [
      "an answer that does not end",
      () => ({
        parts: (async function* () {
          yield "{";
          await never;
        })(),
      }),
    ],
  ])("%s is a timeout, after the time given", async (_name, answer) => {
    const { client, clock } = makeClient(answer);
    const failure = failureOf(client.get(PODS, NAME, { timeoutMs: 500 }));
    await clock.advanceAsync(500);
    expect(await failure).toMatchObject({ code: "timeout" });
    expect(clock.pendingTimers).toBe(0);
  });

  test("whoever gives up gets the own reason, in every phase", async () => {
    const { client, clock } = makeClient(() => never);
    const reason = new Error("shutting down");
    expect(await failureOf(client.get(PODS, NAME, { signal: AbortSignal.abort(reason) }))).toBe(reason);
    const controller = new AbortController();
    const failure = failureOf(client.get(PODS, NAME, { signal: controller.signal }));
    await clock.advanceAsync(0);
    controller.abort(reason);
    expect(await failure).toBe(reason);
    expect(clock.pendingTimers).toBe(0);
  });

  test("a failed connection is unreachable, with its cause", async () => {
    const cause = new Error("connect ECONNREFUSED");
    const { client } = makeClient(() => Promise.reject(cause));
    expect(await failureOf(client.get(PODS, NAME))).toMatchObject({ code: "unreachable", cause });
  });

  test("a burst goes at once, the rest at the rate, and what is urgent does not wait", async () => {
    const { client, clock, transport } = makeClient({ body: OBJECT });
    const calls = Array.from({ length: 170 }, () => client.get(PODS, NAME));
    await clock.advanceAsync(0);
    expect(transport.requests).toHaveLength(160);
    await client.get(PODS, NAME, { isUrgent: true });
    expect(transport.requests).toHaveLength(161);
    await clock.advanceAsync(63);
    expect(transport.requests).toHaveLength(166);
    await during(clock, 1000, Promise.all(calls));
  });
});

describe("watch", () => {
  const options = { resourceVersion: "5", lifetimeMs: 300_000 };
  const line = (type: string, object: unknown) => `${JSON.stringify({ type, object })}\n`;
  const added = { metadata: { name: "web", resourceVersion: "6" } };

  async function collect(events: AsyncIterable<readonly WatchEvent[]>) {
    const batches: (readonly WatchEvent[])[] = [];
    try {
      for await (const batch of events) {
        batches.push(batch);
      }
    } catch (error) {
      return { batches, error };
    }
    return { batches, error: undefined };
  }

  test("asks for bookmarks from a version on, and ends with the server", async () => {
    const { client, transport } = makeClient({
      parts: [
        line("ADDED", added) + line("BOOKMARK", { metadata: { resourceVersion: "9" } }),
        line("DELETED", added),
      ],
    });
    expect(await collect(client.watch(PODS, {}, options))).toEqual({
      batches: [
        [
          { type: "added", object: added },
          { type: "bookmark", resourceVersion: "9" },
        ],
        [{ type: "deleted", object: added }],
      ],
      error: undefined,
    });
    const query = "watch=true&allowWatchBookmarks=true&resourceVersion=5&timeoutSeconds=300";
    expect(transport.requests[0]).toMatchObject({ path: `/api/v1/pods?${query}`, isWatch: true });
  });

  test.each([
    ["an ERROR line", line("ERROR", { code: 410, reason: "Expired", message: "too old" }), "gone"],
    ["an ERROR line without a code", line("ERROR", {}), "server-error"],
    ["no JSON", "oops\n", "bad-response"],
    ["an unknown type", line("SURPRISE", added), "bad-response"],
    ["an object without a name", line("ADDED", { metadata: {} }), "bad-response"],
    ["a bookmark without a version", line("BOOKMARK", { metadata: {} }), "bad-response"],
    ["a line that is cut", '{"type":"ADDED"', "unreachable"],
    ["a line beyond the limit", "x".repeat(8 * 1024 * 1024 + 1), "too-large"],
  ])("%s ends it, after what came before in the same part", async (_name, text, code) => {
    const { client } = makeClient({ parts: [line("MODIFIED", added) + text] });
    const { batches, error } = await collect(client.watch(PODS, {}, options));
    expect(batches).toEqual([[{ type: "modified", object: added }]]);
    expect(error).toMatchObject({ code });
  });

  test("silence beyond two bookmarks ends it; a line in time does not", async () => {
    let wake = () => {};
    const parts = (async function* () {
      yield line("ADDED", added);
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      yield line("BOOKMARK", { metadata: { resourceVersion: "9" } });
      await new Promise<never>(() => {});
    })();
    const { client, clock } = makeClient({ parts });
    const collected = collect(client.watch(PODS, {}, options));
    await clock.advanceAsync(149_000);
    wake();
    await clock.advanceAsync(149_000);
    expect(clock.pendingTimers).toBe(1);
    await clock.advanceAsync(1000);
    const { batches, error } = await collected;
    expect(batches).toHaveLength(2);
    expect(error).toMatchObject({ code: "timeout" });
    expect(clock.pendingTimers).toBe(0);
  });

  test("a server that goes on beyond the lifetime is left", async () => {
    const { client, clock } = makeClient(() => ({
      parts: (async function* () {
        for (;;) {
          await new Promise<void>((resolve) => void clock.setTimer(60_000, resolve));
          yield line("BOOKMARK", { metadata: { resourceVersion: "9" } });
        }
      })(),
    }));
    const collected = collect(client.watch(PODS, {}, options));
    await clock.advanceAsync(330_000);
    expect((await collected).error).toMatchObject({ code: "timeout" });
  });
});
