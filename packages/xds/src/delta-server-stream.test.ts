import { describe, expect, test } from "vitest";
import { DeltaServerStream, type DeltaServerStreamOptions } from "./delta-server-stream.ts";
import type { DeltaRequest, DeltaResponse, XdsResource } from "./messages.ts";
import { ResourceStore } from "./resource-store.ts";
import { STATUS } from "./status.ts";
import { A_NODE, aRequest, aResource, countingNonces } from "./testing/builders.ts";
import { ADDRESS_TYPE, AUTHORIZATION_TYPE, HEALTH_TYPE } from "./type-urls.ts";

class Rig {
  readonly store: ResourceStore;
  readonly stream: DeltaServerStream;
  #version = 0;

  constructor(
    resources: readonly XdsResource[] = [],
    options: Partial<DeltaServerStreamOptions> & { minLogEntries?: number } = {},
  ) {
    const types = [{ typeUrl: AUTHORIZATION_TYPE }, { typeUrl: ADDRESS_TYPE }, { typeUrl: "other" }];
    this.store = new ResourceStore(types, "v0", options);
    this.stream = new DeltaServerStream({ source: this.store, newNonce: countingNonces(), ...options });
    if (resources.length > 0) this.put(...resources);
  }

  put(...upserts: XdsResource[]): void {
    this.change(ADDRESS_TYPE, { upserts });
  }

  change(
    typeUrl: string,
    { upserts = [], removals = [] }: { upserts?: XdsResource[]; removals?: string[] },
  ): void {
    this.#version += 1;
    this.store.apply(`v${String(this.#version)}`, new Map([[typeUrl, { upserts, removals }]]));
  }

  send(fields: Partial<DeltaRequest> = {}) {
    return this.stream.receive(aRequest({ node: A_NODE, ...fields }));
  }

  take(): DeltaResponse {
    const response = this.stream.takeResponse();
    if (response === undefined) throw new Error("no response");
    return response;
  }

  /** Takes the next response and ACKs it. */
  takeAndAck(): DeltaResponse {
    const response = this.take();
    this.send({ typeUrl: response.typeUrl, responseNonce: response.nonce });
    return response;
  }
}

function names({ resources, removed }: DeltaResponse): { sent: string[]; removed: string[] } {
  return { sent: resources.map(({ name }) => name), removed: [...removed] };
}

describe("the first request of a type", () => {
  test("is answered even when there is nothing", () => {
    const rig = new Rig();
    expect(rig.send()).toEqual({ kind: "subscribed", typeUrl: ADDRESS_TYPE });
    expect(rig.take()).toEqual({
      typeUrl: ADDRESS_TYPE,
      nonce: "v0#1",
      systemVersion: "v0",
      resources: [],
      removed: [],
      hasAliases: false,
    });
    expect(rig.stream.takeResponse()).toBeUndefined();
  });

  test.each([
    { name: "no names", fields: {}, isWildcard: true },
    { name: "*", fields: { subscribe: ["*"] }, isWildcard: true },
    { name: "* and a name", fields: { subscribe: ["*", "a"] }, isWildcard: true },
    { name: "* both ways: nothing yet", fields: { subscribe: ["*"], unsubscribe: ["*"] }, isWildcard: false },
    { name: "a name", fields: { subscribe: ["a"] }, isWildcard: false },
    { name: "no names, but versions", fields: { initialVersions: new Map([["a", "1"]]) }, isWildcard: true },
    {
      name: "* both ways and versions: those names",
      fields: { subscribe: ["*"], unsubscribe: ["*"], initialVersions: new Map([["b", "0"]]) },
      isWildcard: false,
      sent: ["b"],
    },
  ])("with $name", ({ fields, isWildcard, sent }) => {
    const rig = new Rig([aResource("a"), aResource("b")]);
    rig.send(fields);
    expect(rig.stream.types).toMatchObject([{ isWildcard }]);
    const expected = isWildcard ? ["a", "b"] : (sent ?? fields.subscribe?.filter((name) => name !== "*"));
    expect(names(rig.take()).sent.toSorted()).toEqual(
      isWildcard && fields.initialVersions ? ["b"] : expected,
    );
  });

  test("that says what the client has brings what is different, and what is gone", () => {
    const rig = new Rig([
      aResource("same"),
      aResource("changed", { version: "2" }),
      aResource("new"),
      aResource("unversioned", { version: "" }),
    ]);
    rig.send({
      initialVersions: new Map([
        ["same", "1"],
        ["changed", "1"],
        ["gone", "1"],
        ["unversioned", ""],
      ]),
    });
    expect(names(rig.take())).toEqual({ sent: ["changed", "new", "unversioned"], removed: ["gone"] });
  });

  test("without a node, or with one that may not be, ends the stream", () => {
    const missing = new DeltaServerStream({ source: new Rig().store, newNonce: countingNonces() });
    const end = { code: STATUS.invalidArgument, message: "missing node information" };
    expect(missing.receive(aRequest())).toEqual({ kind: "end", status: end });
    expect(missing.receive(aRequest({ node: A_NODE }))).toEqual({ kind: "end", status: end });
    expect(missing.takeResponse()).toBeUndefined();
    const refusal = { code: STATUS.permissionDenied, message: "not yours" };
    const seen: unknown[] = [];
    const rig = new Rig([], {
      checkNode: (node, id) => {
        seen.push(node.metadata["NODE_NAME"], id.namespace);
        return refusal;
      },
    });
    expect(rig.send()).toEqual({ kind: "end", status: refusal });
    expect(seen).toEqual(["n1", "istio-system"]);
    expect(rig.stream.node).toBeUndefined();
  });

  test("may come after a report of health, which is not answered", () => {
    const rig = new Rig();
    expect(rig.stream.receive(aRequest({ typeUrl: HEALTH_TYPE })).kind).toBe("ignored");
    expect(rig.stream.takeResponse()).toBeUndefined();
    expect(rig.send().kind).toBe("subscribed");
  });
});

describe("pushes", () => {
  test("of all types come in order: addresses, policies, others", () => {
    const rig = new Rig();
    for (const typeUrl of ["other", AUTHORIZATION_TYPE, ADDRESS_TYPE]) rig.send({ typeUrl });
    expect([rig.takeAndAck(), rig.takeAndAck(), rig.takeAndAck()].map(({ typeUrl }) => typeUrl)).toEqual([
      ADDRESS_TYPE,
      AUTHORIZATION_TYPE,
      "other",
    ]);
    for (const typeUrl of ["other", AUTHORIZATION_TYPE, ADDRESS_TYPE])
      rig.change(typeUrl, { upserts: [aResource("a")] });
    expect([rig.take(), rig.take(), rig.take()].map(({ typeUrl }) => typeUrl)).toEqual([
      ADDRESS_TYPE,
      AUTHORIZATION_TYPE,
      "other",
    ]);
  });

  test("wait for the answer to the one before, and then hold the latest of everything", () => {
    const rig = new Rig([aResource("a"), aResource("b")]);
    rig.send();
    const first = rig.take();
    for (let version = 2; version < 100; version += 1) rig.put(aResource("a", { version: String(version) }));
    rig.change(ADDRESS_TYPE, { removals: ["b"] });
    expect(rig.stream.takeResponse()).toBeUndefined();
    expect(rig.send({ responseNonce: first.nonce })).toMatchObject({ kind: "ack", nonce: first.nonce });
    const second = rig.take();
    expect(names(second)).toEqual({ sent: ["a"], removed: ["b"] });
    expect(second.resources[0]?.version).toBe("99");
    expect(second.systemVersion).toBe("v100");
  });

  test("go on after a NACK, which is remembered until the next ACK and not answered", () => {
    const rig = new Rig([aResource("a")]);
    rig.send();
    const error = { code: 3, message: "a: bad" };
    const { nonce } = rig.take();
    expect(rig.send({ responseNonce: nonce, error })).toEqual({
      kind: "nack",
      typeUrl: ADDRESS_TYPE,
      nonce,
      error,
    });
    expect(rig.stream.takeResponse()).toBeUndefined();
    expect(rig.stream.types).toMatchObject([{ error, ackedNonce: "", sentNonce: nonce }]);
    rig.put(aResource("a", { version: "2" }));
    const second = rig.takeAndAck();
    expect(names(second).sent).toEqual(["a"]);
    expect(rig.stream.types).toMatchObject([{ error: undefined, ackedNonce: second.nonce }]);
  });

  test("are not released by an answer to another response", () => {
    const rig = new Rig([aResource("a")]);
    rig.send();
    rig.take();
    rig.put(aResource("a", { version: "2" }));
    expect(rig.send({ responseNonce: "stale", subscribe: ["x"] }).kind).toBe("ignored");
    expect(rig.stream.takeResponse()).toBeUndefined();
  });

  test("have the same list of resources for every client, so that it is put together once", () => {
    const rig = new Rig([aResource("a")]);
    const other = new DeltaServerStream({ source: rig.store, newNonce: countingNonces() });
    rig.send();
    other.receive(aRequest({ node: A_NODE }));
    const [mine, its] = [rig.takeAndAck(), other.takeResponse()];
    expect(mine.resources).toBe(its?.resources);
    other.receive(aRequest({ responseNonce: its?.nonce ?? "" }));
    rig.put(aResource("a", { version: "2" }));
    expect(rig.take().resources).toBe(other.takeResponse()?.resources);
  });

  test("end for a client that is further behind than changes are remembered", () => {
    const rig = new Rig([], { minLogEntries: 2 });
    rig.send();
    const { nonce } = rig.take();
    for (let index = 0; index < 20; index += 1) {
      rig.put(aResource(`pod-${String(index)}`));
      rig.change(ADDRESS_TYPE, { removals: [`pod-${String(index)}`] });
    }
    rig.send({ responseNonce: nonce });
    expect(rig.stream.takeResponse()).toBeUndefined();
    expect(rig.stream.end).toMatchObject({ code: STATUS.unavailable, message: /transport is closing/ });
  });
});

describe("a client that subscribes by name", () => {
  const service = aResource("ns/svc", { aliases: ["/10.0.0.1"] });
  const behind = aResource("pod-1", { follows: ["ns/svc"], aliases: ["/10.1.0.1"] });
  const elsewhere = aResource("pod-2", { aliases: ["/10.1.0.2"] });
  const local = aResource("pod-3", { node: "n1" });

  test.each([
    { asked: "pod-2", sent: ["pod-2", "pod-3"], removed: [] },
    { asked: "/10.1.0.2", sent: ["pod-2", "pod-3"], removed: [] },
    { asked: "ns/svc", sent: ["ns/svc", "pod-1", "pod-3"], removed: [] },
    { asked: "/10.0.0.1", sent: ["ns/svc", "pod-1", "pod-3"], removed: [] },
    { asked: "ns/nothing", sent: ["pod-3"], removed: ["ns/nothing"] },
  ])(
    "$asked gets what it stands for, what belongs to it, and what is on its node",
    ({ asked, sent, removed }) => {
      const rig = new Rig([service, behind, elsewhere, local]);
      rig.send({ subscribe: [asked] });
      const response = rig.take();
      expect(names(response)).toEqual({ sent, removed });
      expect(response.hasAliases).toBe(true);
    },
  );

  test("hears of changes of what it has, of workloads that join, and of nothing else", () => {
    const rig = new Rig([service, behind, elsewhere]);
    rig.send({ subscribe: ["/10.0.0.1", "later"] });
    rig.takeAndAck();
    rig.put({ ...elsewhere, version: "2" });
    expect(rig.stream.takeResponse()).toBeUndefined();
    rig.put(
      { ...behind, version: "2" },
      aResource("pod-4", { follows: ["ns/svc"] }),
      local,
      aResource("later"),
    );
    expect(names(rig.takeAndAck()).sent.toSorted()).toEqual(["later", "pod-1", "pod-3", "pod-4"]);
    rig.change(ADDRESS_TYPE, { removals: ["pod-1", "pod-2", "later"] });
    expect(names(rig.takeAndAck()).removed.toSorted()).toEqual(["later", "pod-1"]);
  });

  test("does not hear of a name again that it was sent unasked, once that is gone", () => {
    const rig = new Rig([service, behind]);
    rig.send({ subscribe: ["ns/svc", "asked"] });
    rig.takeAndAck();
    expect(rig.stream.types).toMatchObject([{ subscribedNames: 3 }]);
    rig.change(ADDRESS_TYPE, { removals: ["pod-1"] });
    rig.takeAndAck();
    expect(rig.stream.types).toMatchObject([{ subscribedNames: 2 }]);
    rig.put(aResource("pod-1", { follows: ["ns/other"] }));
    expect(rig.stream.takeResponse()).toBeUndefined();
  });

  test("does not get what it asks for and gives up in the same request", () => {
    const rig = new Rig([elsewhere, behind]);
    rig.send({ subscribe: ["pod-1", "pod-2"], unsubscribe: ["pod-2"] });
    expect(names(rig.takeAndAck())).toEqual({ sent: ["pod-1"], removed: [] });
    rig.send({ subscribe: ["pod-2", "pod-3"], unsubscribe: ["pod-2"] });
    expect(names(rig.takeAndAck())).toEqual({ sent: [], removed: ["pod-3"] });
  });

  test("gets the workloads that were there before their service", () => {
    const rig = new Rig([behind]);
    rig.send({ subscribe: ["ns/svc"] });
    expect(names(rig.takeAndAck())).toEqual({ sent: [], removed: ["ns/svc"] });
    rig.put(service);
    expect(names(rig.takeAndAck()).sent).toEqual(["ns/svc", "pod-1"]);
  });

  test("is answered for the names it adds only, and loses the one it takes away only", () => {
    const rig = new Rig([service, behind, elsewhere]);
    rig.send({ subscribe: ["pod-2", "pod-1"] });
    rig.takeAndAck();
    expect(rig.send({ subscribe: ["ns/svc", "nothing"] }).kind).toBe("subscribed");
    expect(names(rig.takeAndAck())).toEqual({ sent: ["ns/svc", "pod-1"], removed: ["nothing"] });
    rig.send({ unsubscribe: ["pod-2", "never-asked"] });
    expect(names(rig.takeAndAck())).toEqual({ sent: [], removed: ["pod-2"] });
    rig.put({ ...elsewhere, version: "2" }, { ...behind, version: "2" });
    expect(names(rig.takeAndAck()).sent).toEqual(["pod-1"]);
  });

  test("may change its mind with an answer, or before one", () => {
    const rig = new Rig([service, behind, elsewhere]);
    rig.send({ subscribe: ["pod-2"] });
    const { nonce } = rig.take();
    rig.send({ subscribe: ["pod-1", "pod-9"] });
    rig.send({ unsubscribe: ["pod-1"] });
    expect(rig.send({ responseNonce: nonce, subscribe: ["ns/svc"], unsubscribe: ["pod-2"] }).kind).toBe(
      "ack",
    );
    expect(names(rig.take())).toEqual({ sent: ["ns/svc", "pod-1"], removed: ["pod-9", "pod-2"] });
  });

  test("is answered for a name it asks for although it has the resource", () => {
    const rig = new Rig([elsewhere]);
    rig.send({ subscribe: ["*"], unsubscribe: ["*"], initialVersions: new Map([["pod-2", "1"]]) });
    rig.send({ subscribe: ["/10.1.0.2"] });
    expect(names(rig.takeAndAck()).sent).toEqual(["pod-2"]);
    rig.send({ subscribe: ["pod-2"] });
    expect(names(rig.take()).sent).toEqual(["pod-2"]);
  });

  test("can turn to everything, and back", () => {
    const rig = new Rig([service, behind]);
    rig.send({ subscribe: ["pod-1"] });
    rig.takeAndAck();
    rig.send({ subscribe: ["*"] });
    const all = rig.takeAndAck();
    expect([names(all).sent, all.hasAliases]).toEqual([["ns/svc", "pod-1"], false]);
    rig.send({ unsubscribe: ["*"] });
    rig.put({ ...behind, version: "2" });
    expect(rig.stream.takeResponse()).toBeUndefined();
  });

  test("may not subscribe to any number of names", () => {
    const rig = new Rig([], { maxSubscribedNames: 10 });
    rig.send({ subscribe: ["0", "1", "2", "3", "4"] });
    rig.send({ typeUrl: "other", subscribe: ["0", "1", "2", "3", "4"] });
    expect(rig.stream.end).toBeUndefined();
    expect(rig.send({ subscribe: ["5"] })).toMatchObject({
      kind: "end",
      status: { code: STATUS.resourceExhausted },
    });
  });

  test("is held to that as a wildcard, too", () => {
    const rig = new Rig([], { maxSubscribedNames: 10 });
    rig.send();
    rig.take();
    for (let index = 0; index < 10; index += 1) rig.send({ subscribe: [`a-${String(index)}`] });
    expect(rig.send({ subscribe: ["b"] })).toMatchObject({
      kind: "end",
      status: { code: STATUS.resourceExhausted },
    });
  });
});
