import type { SessionPersistence } from "@ambit/model/http";
import { aBackend } from "@ambit/model/http/testing";
import { expect, test } from "vitest";
import { findSession, isSessionAt, sessionField } from "./session-persistence.ts";

const COOKIE: SessionPersistence = {
  kind: "cookie",
  name: "session",
  path: "/shop",
  lifetimeSeconds: undefined,
  absoluteTimeoutSeconds: undefined,
};
const TOKEN = { service: "shop/echo", port: 80, endpoint: "cluster//Pod/shop/echo-1:8080", startedMs: 1_000 };

function factsWith(fields: Readonly<Record<string, string>>) {
  return { header: (name: string) => fields[name] };
}

test("what a cookie says is found again, among others", () => {
  const [name, value] = sessionField(COOKIE, TOKEN);
  expect(name).toBe("set-cookie");
  expect(value).toMatch(/^session=[\w-]+; Path=\/shop; HttpOnly$/);
  const cookie = `a=b; ${value.split(";")[0]}; c=d`;
  expect(findSession(COOKIE, factsWith({ cookie }), 2_000)).toEqual(TOKEN);
});

test("a permanent cookie has a lifetime", () => {
  expect(sessionField({ ...COOKIE, lifetimeSeconds: 60 }, TOKEN)[1]).toContain("; Max-Age=60;");
});

test("a session may be in a header", () => {
  const header: SessionPersistence = { ...COOKIE, kind: "header", name: "X-Session" };
  const [name, value] = sessionField(header, TOKEN);
  expect(findSession(header, factsWith({ [name]: value }), 2_000)).toEqual(TOKEN);
});

test("a session ends with its time", () => {
  const limited = { ...COOKIE, absoluteTimeoutSeconds: 10 };
  const cookie = sessionField(limited, TOKEN)[1].split(";")[0] ?? "";
  expect(findSession(limited, factsWith({ cookie }), 10_999)).toEqual(TOKEN);
  expect(findSession(limited, factsWith({ cookie }), 11_000)).toBeUndefined();
});

test.each(["session=", "session=%%%", `session=${"A".repeat(2_000)}`, "other=x"])(
  "%s is no session",
  (cookie) => {
    expect(findSession(COOKIE, factsWith({ cookie }), 0)).toBeUndefined();
  },
);

test("a session is at the backend of its service and port only", () => {
  const target = { kind: "service", service: "shop/echo", port: 80, subset: undefined } as const;
  expect(isSessionAt(TOKEN, aBackend({ target }))).toBe(true);
  expect(isSessionAt(TOKEN, aBackend({ target: { ...target, port: 81 } }))).toBe(false);
});
