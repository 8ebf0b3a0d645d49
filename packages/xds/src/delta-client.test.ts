import { describe, expect, test } from "vitest";
import { DeltaClient, type DeltaClientOptions } from "./delta-client.ts";
import type { DeltaResponse, XdsResource } from "./messages.ts";
import { A_NODE, aRequest, aResource } from "./testing/builders.ts";
import { ADDRESS_TYPE, AUTHORIZATION_TYPE } from "./type-urls.ts";
import { XdsError } from "./xds-error.ts";

function aClient(options: Partial<DeltaClientOptions> = {}): DeltaClient {
  return new DeltaClient({
    node: A_NODE,
    types: [{ typeUrl: ADDRESS_TYPE }, { typeUrl: AUTHORIZATION_TYPE }],
    ...options,
  });
}

function onDemand(options: Partial<DeltaClientOptions> = {}): DeltaClient {
  return aClient({
    types: [{ typeUrl: ADDRESS_TYPE, isOnDemand: true }, { typeUrl: AUTHORIZATION_TYPE }],
    ...options,
  });
}

let nonces = 0;
function aResponse(
  typeUrl: string,
  resources: readonly XdsResource[],
  removed: readonly string[] = [],
): DeltaResponse {
  nonces += 1;
  return { typeUrl, nonce: `n${String(nonces)}`, systemVersion: "v", resources, removed, hasAliases: true };
}

function apply(client: DeltaClient, response: DeltaResponse, rejected: readonly string[] = []) {
  return client.applied(
    client.receive(response),
    rejected.map((name) => ({ name, reason: "no good" })),
  );
}

describe("a client", () => {
  test("asks for every type in order, and for everything", () => {
    expect(aClient().open()).toEqual([
      aRequest({ node: A_NODE, typeUrl: ADDRESS_TYPE }),
      aRequest({ node: A_NODE, typeUrl: AUTHORIZATION_TYPE }),
    ]);
  });

  test("ACKs what was applied, and is synced when every type was ACKed once", () => {
    const client = aClient();
    client.open();
    const response = aResponse(ADDRESS_TYPE, [aResource("a")]);
    expect(apply(client, response)).toEqual(
      aRequest({ typeUrl: ADDRESS_TYPE, responseNonce: response.nonce }),
    );
    expect(client.unsyncedTypes).toEqual([AUTHORIZATION_TYPE]);
    apply(client, aResponse(AUTHORIZATION_TYPE, [aResource("p")]), ["p"]);
    expect(client.isSynced).toBe(false);
    apply(client, aResponse(AUTHORIZATION_TYPE, []));
    expect(client.isSynced).toBe(true);
    client.lost();
    expect(client.isSynced).toBe(true);
  });

  test("NACKs with every rejection, keeps the versions of the rejected, and takes the rest", () => {
    const client = aClient();
    client.open();
    apply(client, aResponse(ADDRESS_TYPE, [aResource("a"), aResource("b")]));
    const response = aResponse(
      ADDRESS_TYPE,
      ["a", "b", "c", "d"].map((name) => aResource(name, { version: "2" })),
    );
    expect(apply(client, response, ["a", "c"])).toEqual(
      aRequest({
        typeUrl: ADDRESS_TYPE,
        responseNonce: response.nonce,
        error: { code: 0, message: "a: no good; c: no good" },
      }),
    );
    expect([...client.versions(ADDRESS_TYPE)]).toEqual([
      ["a", "1"],
      ["b", "2"],
      ["d", "2"],
    ]);
  });

  test("says on the next stream what it has, without what was removed", () => {
    const client = aClient();
    client.open();
    apply(client, aResponse(ADDRESS_TYPE, [aResource("a"), aResource("b")]));
    apply(client, aResponse(ADDRESS_TYPE, [], ["a"]));
    client.lost();
    expect(client.open()[0]?.initialVersions).toEqual(new Map([["b", "1"]]));
  });

  test("keeps what was applied after the stream was lost, and answers no other stream", () => {
    const client = aClient();
    client.open();
    const update = client.receive(aResponse(ADDRESS_TYPE, [aResource("a")]));
    client.lost();
    expect(client.applied(update, [])).toBeUndefined();
    expect(client.isSynced).toBe(false);
    expect(client.open()[0]?.initialVersions).toEqual(new Map([["a", "1"]]));
    expect(client.applied(update, [])).toBeUndefined();
  });

  test("ACKs a type that it did not ask for", () => {
    const client = aClient();
    client.open();
    const response = aResponse("other", [aResource("a")]);
    expect(apply(client, response)).toEqual(aRequest({ typeUrl: "other", responseNonce: response.nonce }));
  });

  test("writes a NACK of bounded length", () => {
    const client = aClient();
    client.open();
    const resources = Array.from({ length: 10_000 }, (_, index) => aResource(`resource-${String(index)}`));
    const nack = apply(
      client,
      aResponse(ADDRESS_TYPE, resources),
      resources.map(({ name }) => name),
    );
    expect(nack?.error?.message.length).toBeLessThan(20_000);
    expect(nack?.error?.message).toMatch(/^resource-0: no good; .*; and \d+ more$/);
  });

  test("with more than fits into a request says nothing, and drops what the first response does not have", () => {
    const client = aClient({ maxInitialVersionBytes: 30 });
    client.open();
    apply(
      client,
      aResponse(
        ADDRESS_TYPE,
        ["a", "b", "c", "d"].map((name) => aResource(name)),
      ),
    );
    client.lost();
    expect(client.open()[0]?.initialVersions).toEqual(new Map());
    const update = client.receive(aResponse(ADDRESS_TYPE, [aResource("a"), aResource("e")]));
    expect(update.removed).toEqual(["b", "c", "d"]);
    client.applied(update, []);
    expect(client.receive(aResponse(ADDRESS_TYPE, [aResource("a")])).removed).toEqual([]);
    expect([...client.versions(ADDRESS_TYPE).keys()]).toEqual(["a", "e"]);
  });
});

describe("a client on demand", () => {
  test("asks for nothing at first and does not wait for it", () => {
    const client = onDemand();
    expect(client.open()).toEqual([
      aRequest({ node: A_NODE, subscribe: ["*"], unsubscribe: ["*"] }),
      aRequest({ node: A_NODE, typeUrl: AUTHORIZATION_TYPE }),
    ]);
    apply(client, aResponse(AUTHORIZATION_TYPE, []));
    expect(client.isSynced).toBe(true);
  });

  test("asks for a name once, and knows when it was answered", () => {
    const client = onDemand();
    client.open();
    expect(client.subscribe(ADDRESS_TYPE, "/10.0.0.1")).toEqual(aRequest({ subscribe: ["/10.0.0.1"] }));
    expect(client.subscribe(ADDRESS_TYPE, "/10.0.0.1")).toBeUndefined();
    client.subscribe(ADDRESS_TYPE, "gone");
    client.subscribe(ADDRESS_TYPE, "bad");
    expect(client.isAnswered(ADDRESS_TYPE, "/10.0.0.1")).toBe(false);
    const resources = [aResource("pod", { aliases: ["/10.0.0.1"] }), aResource("bad")];
    apply(client, aResponse(ADDRESS_TYPE, resources, ["gone"]), ["bad"]);
    for (const name of ["/10.0.0.1", "gone", "bad"]) expect(client.isAnswered(ADDRESS_TYPE, name)).toBe(true);
    expect(client.isAnswered(ADDRESS_TYPE, "pod")).toBe(false);
  });

  test("begins the next stream without what it has forgotten, and asks for it anew", () => {
    const client = onDemand();
    client.open();
    for (const name of ["/1", "/2"]) client.subscribe(ADDRESS_TYPE, name);
    const [one, two] = [aResource("one", { aliases: ["/1"] }), aResource("two", { aliases: ["/2"] })];
    apply(client, aResponse(ADDRESS_TYPE, [one, two]));
    client.forget(ADDRESS_TYPE, ["/1"]);
    expect([client.isDemanded(ADDRESS_TYPE, "/1"), client.isAnswered(ADDRESS_TYPE, "/1")]).toEqual([
      false,
      false,
    ]);
    client.lost();
    client.dropped(ADDRESS_TYPE, ["one"]);
    const [first, second] = client.open();
    expect([...(first?.initialVersions.keys() ?? [])]).toEqual(["two"]);
    expect(second?.subscribe).toEqual(["/2"]);
    expect(client.subscribe(ADDRESS_TYPE, "/1")).toEqual(aRequest({ subscribe: ["/1"] }));
  });

  test("asks again on the next stream for what it does not have and for what is not answered", () => {
    const client = onDemand();
    expect(client.subscribe(ADDRESS_TYPE, "early")).toBeUndefined();
    expect(client.open()[1]).toEqual(aRequest({ subscribe: ["early"] }));
    client.subscribe(ADDRESS_TYPE, "/1");
    apply(client, aResponse(ADDRESS_TYPE, [aResource("pod", { aliases: ["/1"] }), aResource("early")]));
    client.subscribe(ADDRESS_TYPE, "pod");
    client.lost();
    expect(client.open().slice(0, 2)).toEqual([
      aRequest({
        node: A_NODE,
        subscribe: ["*"],
        unsubscribe: ["*"],
        initialVersions: new Map([
          ["pod", "1"],
          ["early", "1"],
        ]),
      }),
      aRequest({ subscribe: ["/1", "pod"] }),
    ]);
  });

  test("asks for very many names in several requests", () => {
    const client = onDemand({ maxInitialVersionBytes: 60 });
    client.open();
    const names = ["a", "b", "c", "d", "e", "f", "g"];
    apply(
      client,
      aResponse(
        ADDRESS_TYPE,
        names.map((name) => aResource(name)),
      ),
    );
    client.lost();
    const requests = client.open().filter(({ typeUrl }) => typeUrl === ADDRESS_TYPE);
    expect(requests.map(({ subscribe }) => subscribe)).toEqual([
      ["*"],
      ["a", "b", "c", "d"],
      ["e", "f", "g"],
    ]);
    expect(requests[0]?.initialVersions.size).toBe(0);
  });

  test("says less for good once a control plane has refused that much", () => {
    const client = onDemand({});
    const long = "n".repeat(1_000);
    client.open();
    apply(
      client,
      aResponse(
        ADDRESS_TYPE,
        Array.from({ length: 4_000 }, (_, index) => aResource(`${long}${String(index)}`)),
      ),
    );
    client.lost();
    const said = () => client.open().find(({ typeUrl }) => typeUrl === ADDRESS_TYPE)?.initialVersions.size;
    expect(said()).toBe(4_000);
    client.lost();
    client.sayLess();
    expect(said()).toBe(0);
  });

  test.each([
    { name: "more names than it may", typeUrl: ADDRESS_TYPE, code: "too-many-names" },
    { name: "names of a type that it has whole", typeUrl: AUTHORIZATION_TYPE, code: "not-on-demand" },
    { name: "names of a type it does not know", typeUrl: "other", code: "unknown-type" },
  ])("does not ask for $name", ({ typeUrl, code }) => {
    const client = onDemand({ maxDemandedNames: 1 });
    client.subscribe(ADDRESS_TYPE, "one");
    expect(() => client.subscribe(typeUrl, "two")).toThrow(expect.objectContaining({ code }));
    expect(() => client.subscribe(typeUrl, "two")).toThrow(XdsError);
  });
});
