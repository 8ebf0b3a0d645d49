import type { JwtRule } from "@ambit/model/http";
import { aJwtRule } from "@ambit/model/http/testing";
import { describe, expect, test } from "vitest";
import { aJwtRequest, encodeToken, FAKE_KEYS } from "../../testing/http.ts";
import { JwtAuthenticator, type JwtOutcome } from "./jwt-authenticator.ts";
import type { JwtRequest } from "./jwt-request.ts";
import { changeQuery } from "./token-change.ts";

const NOW_S = 1_700_000_000;
const ISSUER = "https://issuer.example";
const RULE = aJwtRule({ jwks: "keys" });

const claims = (fields: Record<string, unknown> = {}) => ({
  iss: ISSUER,
  sub: "user",
  exp: NOW_S + 600,
  ...fields,
});
const good = (fields: Record<string, unknown> = {}): string => encodeToken(claims(fields));
const EXPIRED = good({ exp: NOW_S - 61 });

function ask(rules: readonly JwtRule[], request: JwtRequest, isPreflight = false): JwtOutcome {
  const authenticator = new JwtAuthenticator((jwks) => (jwks === "keys" ? FAKE_KEYS : undefined));
  return authenticator.authenticate(rules, request, { nowMs: NOW_S * 1000, isPreflight });
}

function bearer(token: string): JwtRequest {
  return aJwtRequest("/", { authorization: `Bearer ${token}` });
}

/** A status, or whose token it was; "none" for a request that passes without one. */
function outcome(rules: readonly JwtRule[], request: JwtRequest): string | number {
  const found = ask(rules, request);
  return found.kind === "refused" ? found.status : (found.token?.subject ?? "none");
}

describe("a token", () => {
  test.each<[string, string, number | undefined, string]>([
    ["that is good", good(), undefined, ""],
    ["without an end", encodeToken({ iss: ISSUER, sub: "user" }), undefined, ""],
    ["that ended within the skew of clocks", good({ exp: NOW_S - 60 }), undefined, ""],
    ["that is expired", EXPIRED, 401, "Jwt is expired"],
    ["that begins within the skew of clocks", good({ nbf: NOW_S + 60 }), undefined, ""],
    ["that is not valid yet", good({ nbf: NOW_S + 61 }), 401, "Jwt not yet valid"],
    ["of nobody known", good({ iss: "https://other" }), 401, "Jwt issuer is not configured"],
    ["of an issuer that is nearly it", good({ iss: `${ISSUER}/` }), 401, "Jwt issuer is not configured"],
    ["without an issuer", good({ iss: undefined }), 401, "Jwt issuer is not configured"],
    ["with a bad signature", encodeToken(claims(), {}, "bad"), 401, "Jwt verification fails"],
    [
      "by an unknown key",
      encodeToken(claims(), { kid: "other" }),
      401,
      "Jwks doesn't have key to match kid or alg from Jwt",
    ],
    ["that is unsigned", encodeToken(claims(), { alg: "none" }), 401, "Jwt header [alg] is not supported"],
    [
      "without an algorithm",
      encodeToken(claims(), { alg: undefined }),
      401,
      "Jwt header [alg] field is required and must be a string",
    ],
    ["with an extension", encodeToken(claims(), { crit: ["b64"] }), 401, "Jwt header [alg] is not supported"],
    [
      "with a key's name that is none",
      encodeToken(claims(), { kid: 1 }),
      401,
      "Jwt header [kid] field is not a string",
    ],
    ["with a subject that is none", good({ sub: 1 }), 401, "Jwt payload [sub] field is not a string"],
    ["with an issuer that is none", good({ iss: 1 }), 401, "Jwt payload [iss] field is not a string"],
    [
      "with audiences that are none",
      good({ aud: ["a", 1] }),
      401,
      "Jwt payload [aud] field is not a string or string list",
    ],
    ["with a time that is none", good({ exp: "tomorrow" }), 401, "Jwt payload [exp] field is not an integer"],
    ["with a time before times", good({ nbf: -1 }), 401, "Jwt payload [nbf] field is not an integer"],
    [
      "of two parts",
      "a.b",
      401,
      "Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections",
    ],
    [
      "of nothing",
      "",
      401,
      "Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections",
    ],
    [
      "of no base64",
      `!!.${good()}`.split(".").slice(0, 3).join("."),
      401,
      "Jwt header is an invalid Base64url encoded",
    ],
    ["with padding", `${good()}=`, 401, "Jwt signature is an invalid Base64url encoded"],
    [
      "without a signature",
      good().replace(/[^.]*$/, ""),
      401,
      "Jwt signature is an invalid Base64url encoded",
    ],
    ["of no JSON", "YQ.YQ.YQ", 401, "Jwt header is an invalid JSON"],
    [
      "with a list for a payload",
      good().replace(/\.[^.]*\./, ".W10."),
      401,
      "Jwt payload is an invalid JSON",
    ],
  ])("%s", (_, token, status, body) => {
    const found = ask([RULE], bearer(token));
    if (status === undefined) {
      expect(found).toMatchObject({ kind: "accepted", token: { issuer: ISSUER, subject: "user" } });
      return;
    }
    expect(found).toEqual({
      kind: "refused",
      status,
      body,
      headers: [{ name: "www-authenticate", value: 'Bearer realm="http://echo/", error="invalid_token"' }],
      details: `jwt_authn_access_denied{${body.replaceAll(" ", "_")}}`,
    });
  });

  test.each<[string, unknown, string | number]>([
    ["the audience", "app", "user"],
    ["one of its audiences", ["x", "app"], "user"],
    ["the audience as a URL", "https://app/", "user"],
    ["another audience", "other", 403],
    ["no audience", undefined, 403],
  ])("with %s", (_, aud, expected) => {
    expect(outcome([aJwtRule({ jwks: "keys", audiences: ["http://app"] })], bearer(good({ aud })))).toBe(
      expected,
    );
  });

  test("with another audience is forbidden, and not asked for again", () => {
    const found = ask([aJwtRule({ jwks: "keys", audiences: ["app"] })], bearer(good({ aud: "x" })));
    expect(found).toMatchObject({ status: 403, body: "Audiences in Jwt are not allowed", headers: [] });
  });

  test("that was good is still looked at for its times", () => {
    const authenticator = new JwtAuthenticator(() => FAKE_KEYS);
    const at = (nowS: number) =>
      authenticator.authenticate([RULE], bearer(TOKEN), { nowMs: nowS * 1000, isPreflight: false }).kind;
    const rules = [RULE];
    const kept = (nowS: number) =>
      authenticator.authenticate(rules, bearer(TOKEN), { nowMs: nowS * 1000, isPreflight: false }).kind;
    const TOKEN = good();
    expect([kept(NOW_S), kept(NOW_S), kept(NOW_S + 700), at(NOW_S)]).toEqual([
      "accepted",
      "accepted",
      "refused",
      "accepted",
    ]);
  });
});

describe("without keys", () => {
  test.each<[string, JwtRequest, string | number]>([
    ["a valid token is refused", bearer(good()), 401],
    ["an expired token is refused", bearer(EXPIRED), 401],
    ["a request without a token passes", aJwtRequest("/"), "none"],
  ])("%s", (_, request, expected) => {
    expect(outcome([aJwtRule({ jwks: "" })], request)).toBe(expected);
  });
});

describe("places", () => {
  const header = aJwtRule({ jwks: "keys", fromHeaders: [{ name: "X-Jwt-Token", prefix: "Value " }] });
  const params = aJwtRule({ jwks: "keys", fromParams: ["token", "secondary_token"] });
  const cookies = aJwtRule({ jwks: "keys", fromCookies: ["token", "second"] });
  test.each<[string, JwtRule, JwtRequest, string | number]>([
    ["authorization", RULE, bearer(good()), "user"],
    ["authorization of another scheme", RULE, aJwtRequest("/", { authorization: `Basic ${good()}` }), "none"],
    ["the usual parameter", RULE, aJwtRequest(`/?access_token=${good()}`), "user"],
    [
      "both of the usual places, one bad",
      RULE,
      aJwtRequest(`/?access_token=${EXPIRED}`, { authorization: `Bearer ${good()}` }),
      401,
    ],
    ["two tokens in one header", RULE, bearer(`${good()},Bearer ${good()}`), 401],
    ["a header with its prefix", header, aJwtRequest("/", { "x-jwt-token": `Value ${good()}` }), "user"],
    ["a header without its prefix", header, aJwtRequest("/", { "x-jwt-token": good() }), "none"],
    ["no usual place beside a named one", header, bearer(EXPIRED), "none"],
    ["a parameter", params, aJwtRequest(`/?token=${good()}`), "user"],
    ["the other parameter", params, aJwtRequest(`/?x=1&secondary_token=${good()}`), "user"],
    ["a parameter nobody named", params, aJwtRequest(`/?token_value=${EXPIRED}`), "none"],
    [
      "a good and an expired parameter",
      params,
      aJwtRequest(`/?token=${good()}&secondary_token=${EXPIRED}`),
      401,
    ],
    ["a parameter twice, once bad", params, aJwtRequest(`/?token=${good()}&token=${EXPIRED}`), 401],
    ["a cookie", cookies, aJwtRequest("/", { cookie: `a=b; token=${good()}` }), "user"],
    ["a cookie in quotes", cookies, aJwtRequest("/", { cookie: `token="${good()}"` }), "user"],
    ["cookies in fields of their own", cookies, aJwtRequest("/", { cookie: `a=b,token=${good()}` }), "user"],
    [
      "a good and an expired cookie",
      cookies,
      aJwtRequest("/", { cookie: `token=${good()}; second=${EXPIRED}` }),
      401,
    ],
    ["a cookie nobody named", cookies, aJwtRequest("/", { cookie: `tokens=${EXPIRED}` }), "none"],
  ])("%s", (_, rule, request, expected) => {
    expect(outcome([rule], request)).toBe(expected);
  });

  test("there is an end to how many tokens are looked at", () => {
    const rule = aJwtRule({ jwks: "keys", fromParams: ["t"] });
    const many = (count: number) =>
      aJwtRequest(`/?${Array.from({ length: count }, () => `t=${good()}`).join("&")}`);
    expect(outcome([rule], many(8))).toBe("user");
    expect(outcome([rule], many(9))).toBe(401);
  });
});

describe("several rules", () => {
  const first = aJwtRule({ issuer: "first", jwks: "keys" });
  const second = aJwtRule({ issuer: "second", jwks: "keys" });
  const elsewhere = aJwtRule({ issuer: "elsewhere", jwks: "keys", fromParams: ["t"] });
  const of = (iss: string, sub = iss): string => encodeToken({ iss, sub });
  test.each<[string, readonly JwtRule[], JwtRequest, string | number]>([
    ["of one place: the first issuer", [first, second], bearer(of("first")), "first"],
    ["of one place: the second issuer", [first, second], bearer(of("second")), "second"],
    ["of one place: neither", [first, second], bearer(of("third")), 401],
    ["of two places: one token", [first, elsewhere], aJwtRequest(`/?t=${of("elsewhere")}`), "elsewhere"],
    [
      "of two places: the first rule's token counts",
      [elsewhere, first],
      aJwtRequest(`/?t=${of("elsewhere")}`, { authorization: `Bearer ${of("first")}` }),
      "elsewhere",
    ],
    [
      "of two places: one bad token is enough",
      [first, elsewhere],
      aJwtRequest(`/?t=${of("nobody")}`, { authorization: `Bearer ${of("first")}` }),
      401,
    ],
    [
      "of one issuer: the keys of either will do",
      [aJwtRule({ issuer: "first", jwks: "" }), first],
      bearer(of("first")),
      "first",
    ],
  ])("%s", (_, rules, request, expected) => {
    expect(outcome(rules, request)).toBe(expected);
  });
});

describe("what becomes of the request", () => {
  const changed = (rule: Partial<JwtRule>, request: JwtRequest, isPreflight = false) => {
    const found = ask([aJwtRule({ jwks: "keys", ...rule })], request, isPreflight);
    if (found.kind === "refused") throw new Error(found.body);
    const { set, remove } = found.change.headers;
    return {
      set: Object.fromEntries(set.map(({ name, value }) => [name, value])),
      remove: [...remove].sort(),
      query: changeQuery(request.query, found.change),
    };
  };

  test("a token is not forwarded, unless it is to be", () => {
    expect(changed({}, bearer(good())).remove).toEqual(["authorization"]);
    expect(changed({ forwardOriginalToken: true }, bearer(good())).remove).toEqual([]);
    expect(changed({}, aJwtRequest(`/?a=1&access_token=${good()}&b=2`)).query).toBe("a=1&b=2");
    expect(changed({}, aJwtRequest(`/?access_token=${good()}`)).query).toBeUndefined();
    expect(changed({ forwardOriginalToken: true }, aJwtRequest(`/?access_token=${good()}`)).query).toContain(
      "access",
    );
    const cookies = { fromCookies: ["t"] };
    expect(changed(cookies, aJwtRequest("/", { cookie: `a=1; t=${good()}; b=2` })).set).toEqual({
      cookie: "a=1; b=2",
    });
    expect(changed(cookies, aJwtRequest("/", { cookie: `t=${good()}` })).remove).toEqual(["cookie"]);
    expect(changed({}, aJwtRequest("/?a=1", { authorization: "Basic x" }))).toEqual({
      set: {},
      remove: [],
      query: "a=1",
    });
  });

  const outputs: Partial<JwtRule> = {
    forwardOriginalToken: true,
    outputPayloadToHeader: "X-Payload",
    outputClaimToHeaders: [
      { header: "X-Text", claim: "text" },
      { header: "x-number", claim: "number" },
      { header: "x-truth", claim: "truth" },
      { header: "x-nested", claim: "nested.key.deep" },
      { header: "x-jwt-wrong-header", claim: "wrong" },
    ],
  };
  const NAMES = ["x-jwt-wrong-header", "x-nested", "x-number", "x-payload", "x-text", "x-truth"];

  test("claims and the payload become headers; what the client put there goes", () => {
    const token = good({
      text: "Grüße",
      number: 7,
      truth: false,
      nested: { key: { deep: "x" } },
      wrong: ["a"],
    });
    const { set, remove } = changed(outputs, bearer(token));
    expect(set).toEqual({
      "x-payload": token.split(".")[1],
      "x-text": "GrÃ¼Ã\u009fe",
      "x-number": "7",
      "x-truth": "false",
      "x-nested": "x",
    });
    expect(remove).toEqual(["x-jwt-wrong-header"]);
  });

  test("no claim can end a header and begin another", () => {
    expect(changed(outputs, bearer(good({ text: "a\r\nx-admin: 1" }))).remove).toContain("x-text");
  });

  test("without a token, and in a preflight, what the client put there goes as well", () => {
    expect(changed(outputs, aJwtRequest("/")).remove).toEqual(NAMES);
    expect(changed(outputs, bearer(EXPIRED), true)).toMatchObject({ set: {}, remove: NAMES });
  });
});

test("a preflight has no token, whatever it carries", () => {
  expect(ask([RULE], bearer(EXPIRED), true)).toMatchObject({ kind: "accepted", token: undefined });
});

test("without rules nothing is looked at", () => {
  expect(ask([], bearer(EXPIRED))).toMatchObject({ kind: "accepted", token: undefined });
});

test("the challenge names the address, without the query, bounded and quoted", () => {
  const found = ask([RULE], aJwtRequest(`/"${"a".repeat(300)}?access_token=x`));
  const [header] = found.kind === "refused" ? found.headers : [];
  expect(header?.value).toMatch(/^Bearer realm="http:\/\/echo\/%22a+", error="invalid_token"$/);
  expect(header?.value.length).toBe('Bearer realm="", error="invalid_token"'.length + 256);
});

test("what a token says is there for policies", () => {
  const token = good({
    aud: ["a"],
    azp: "p",
    scope: "r w",
    groups: ["x", 1],
    words: "u v",
    deep: { a: "1" },
  });
  const found = ask([aJwtRule({ jwks: "keys", spaceDelimitedClaims: ["words"] })], bearer(token));
  const claimsOf = found.kind === "accepted" ? found.token : undefined;
  expect(claimsOf).toMatchObject({ issuer: ISSUER, subject: "user", audiences: ["a"], presenter: "p" });
  const texts = [
    ["scope"],
    ["groups"],
    ["words"],
    ["deep", "a"],
    ["exp"],
    ["toString"],
    ["deep", "constructor"],
  ];
  expect(texts.map((path) => claimsOf?.textsAt(path))).toEqual([
    ["r", "w"],
    ["x"],
    ["u", "v"],
    ["1"],
    [],
    [],
    [],
  ]);
});
