// Exchanges recorded at a stock controller: our stream, given the same resources and requests, gives the same answers.
import { readdirSync, readFileSync } from "node:fs";
import { Authorization } from "@ambit/proto/authorization";
import { Address, Workload } from "@ambit/proto/workload";
import { describe, expect, test } from "vitest";
import { DeltaServerStream } from "./delta-server-stream.ts";
import { deriveLegacyWorkload } from "./legacy-workload.ts";
import type { DeltaRequest, DeltaResponse, XdsMetadata, XdsResource } from "./messages.ts";
import { ResourceStore } from "./resource-store.ts";
import { resourceVersion } from "./resource-version.ts";
import { STATUS } from "./status.ts";
import { ADDRESS_TYPE, AUTHORIZATION_TYPE, WORKLOAD_TYPE } from "./type-urls.ts";

const FOLDER = new URL("../test/golden/", import.meta.url);
const PUSH_VERSION = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\/\d+$/;
const UUID = "01234567-89ab-cdef-0123-456789abcdef";

type Fields = Record<string, unknown>;

interface RecordedRequest {
  readonly dir: "request";
  readonly msg: {
    readonly typeUrl: string;
    readonly node?: { readonly id: string; readonly metadata: XdsMetadata };
    readonly resourceNamesSubscribe?: readonly string[];
    readonly resourceNamesUnsubscribe?: readonly string[];
    readonly initialResourceVersions?: Readonly<Record<string, string>>;
    readonly responseNonce?: string;
    readonly errorDetail?: { readonly code: number; readonly message: string };
  };
}

interface RecordedResource {
  readonly name: string;
  readonly version: string;
  readonly aliases?: readonly string[];
  readonly resource: Fields;
}

interface RecordedResponse {
  readonly dir: "response";
  readonly type_url: string;
  readonly nonce: string;
  readonly system_version_info: string;
  readonly resources: readonly RecordedResource[] | null;
  readonly removed_resources: readonly string[] | null;
}

type Line = RecordedRequest | RecordedResponse | { readonly dir: "end"; readonly err: string };

function readRecording(file: string): Line[] {
  const text = readFileSync(new URL(file, FOLDER), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

function isResponse(line: Line): line is RecordedResponse {
  return line.dir === "response";
}

function encodePayload(typeUrl: string, resource: Fields): Uint8Array {
  if (typeUrl === AUTHORIZATION_TYPE)
    return Authorization.encode(Authorization.fromObject(resource)).finish();
  const address =
    typeUrl === WORKLOAD_TYPE ? { workload: Workload.fromObject(resource) } : Address.fromObject(resource);
  return Address.encode(address).finish();
}

/** As the controller holds it: an Address whatever it was sent as, with what on-demand clients need to know. */
function toResource(typeUrl: string, { name, version, resource }: RecordedResource): XdsResource {
  const payload = encodePayload(typeUrl, resource);
  const { workload, service } = typeUrl === AUTHORIZATION_TYPE ? {} : Address.decode(payload);
  const addresses =
    workload?.addresses ?? service?.addresses?.map(({ address }) => address ?? new Uint8Array()) ?? [];
  return {
    name,
    version,
    payload,
    aliases: addresses.map((bytes) => `/${bytes.join(".")}`),
    follows: Object.keys(workload?.services ?? {}),
    ...(workload?.node ? { node: workload.node } : {}),
  };
}

function recordedResources(file: string): XdsResource[] {
  return readRecording(file)
    .filter(isResponse)
    .flatMap(({ type_url, resources }) =>
      (resources ?? []).map((resource) => toResource(type_url, resource)),
    );
}

function aStore(resources: readonly XdsResource[]): ResourceStore {
  const types = [
    { typeUrl: ADDRESS_TYPE },
    { typeUrl: AUTHORIZATION_TYPE },
    { typeUrl: WORKLOAD_TYPE, from: ADDRESS_TYPE, derive: deriveLegacyWorkload },
  ];
  const store = new ResourceStore(types, "2026-11-23T03:33:06Z/0");
  store.apply("2026-11-23T03:33:06Z/1", new Map([[ADDRESS_TYPE, { upserts: resources, removals: [] }]]));
  return store;
}

function toRequest({ msg }: RecordedRequest, nonces: ReadonlyMap<string, string>): DeltaRequest {
  return {
    typeUrl: msg.typeUrl,
    subscribe: msg.resourceNamesSubscribe ?? [],
    unsubscribe: msg.resourceNamesUnsubscribe ?? [],
    initialVersions: new Map(Object.entries(msg.initialResourceVersions ?? {})),
    responseNonce: nonces.get(msg.responseNonce ?? "") ?? "",
    ...(msg.node === undefined ? {} : { node: msg.node }),
    ...(msg.errorDetail === undefined ? {} : { error: msg.errorDetail }),
  };
}

/** What of a response has a meaning: the order of resources and names has none. */
function summarize(
  typeUrl: string,
  resources: readonly XdsResource[],
  removed: readonly string[],
  hasAliases: boolean,
) {
  return {
    typeUrl,
    removed: removed.toSorted(),
    resources: resources
      .map(({ name, version, aliases, payload }) => ({
        name,
        version,
        aliases: hasAliases ? aliases : [],
        payload: Buffer.from(payload).toString("hex"),
      }))
      .toSorted((left, right) => (left.name < right.name ? -1 : 1)),
  };
}

function summarizeRecorded({ type_url, resources, removed_resources }: RecordedResponse) {
  const sent = (resources ?? []).map((recorded) => {
    const resource = toResource(type_url, recorded);
    const derived = type_url === WORKLOAD_TYPE ? deriveLegacyWorkload(resource) : resource;
    return { ...(derived ?? resource), aliases: recorded.aliases ?? [] };
  });
  return summarize(type_url, sent, removed_resources ?? [], true);
}

/** Where we differ on purpose: unsubscribing one name takes away that name, not all the others. */
const DEVIATIONS: Readonly<
  Record<string, { readonly response: number; readonly removed: readonly string[] }>
> = {
  "04-on-demand.jsonl": { response: 2, removed: ["/10.201.1.45"] },
  "09-on-demand-unsubscribe-one.jsonl": { response: 1, removed: ["plain/server.plain.svc.cluster.local"] },
};

/** Requests go in as recorded; a response that no request led to is a change of the objects. */
class Replay {
  readonly #store: ResourceStore;
  readonly #nonces = new Map<string, string>();
  readonly stream: DeltaServerStream;
  readonly answers: DeltaResponse[] = [];
  #taken = 0;

  constructor(store: ResourceStore) {
    this.#store = store;
    this.stream = new DeltaServerStream({ source: store, newNonce: () => UUID });
  }

  request(line: RecordedRequest): void {
    this.stream.receive(toRequest(line, this.#nonces));
    this.#take();
  }

  /** Our answer to where the recording has one. */
  response(line: RecordedResponse): DeltaResponse | undefined {
    if (this.#taken === this.answers.length) {
      const upserts = (line.resources ?? []).map((resource) => toResource(line.type_url, resource));
      const update = { upserts, removals: line.removed_resources ?? [] };
      this.#store.apply(line.system_version_info, new Map([[line.type_url, update]]));
      this.#take();
    }
    const answer = this.answers[this.#taken];
    this.#taken += 1;
    if (answer !== undefined) this.#nonces.set(line.nonce, answer.nonce);
    return answer;
  }

  #take(): void {
    for (let next = this.stream.takeResponse(); next !== undefined; next = this.stream.takeResponse()) {
      this.answers.push(next);
    }
  }
}

const FIRST_CLUSTER = recordedResources("05-nack.jsonl");
const SECOND_CLUSTER = [
  ...recordedResources("06-legacy-workload-type.jsonl"),
  ...recordedResources("09-on-demand-unsubscribe-one.jsonl"),
];
const OBJECTS: Readonly<Record<string, readonly XdsResource[]>> = {
  "06-legacy-workload-type.jsonl": SECOND_CLUSTER,
  "09-on-demand-unsubscribe-one.jsonl": SECOND_CLUSTER,
};

describe("recorded exchanges", () => {
  test("are all here", () => {
    expect(readdirSync(FOLDER).filter((file) => file.endsWith(".jsonl"))).toHaveLength(9);
  });

  test.each(readdirSync(FOLDER).filter((file) => file.endsWith(".jsonl")))("%s", (file) => {
    const replay = new Replay(aStore(OBJECTS[file] ?? FIRST_CLUSTER));
    let responses = 0;
    for (const line of readRecording(file)) {
      if (line.dir === "request") replay.request(line);
      if (line.dir !== "response") continue;
      const answer = replay.response(line);
      if (answer === undefined) throw new Error(`no answer where ${line.nonce} was recorded`);
      const { typeUrl, resources, removed, hasAliases, nonce, systemVersion } = answer;
      const expected = summarizeRecorded(line);
      const deviation = DEVIATIONS[file];
      if (deviation?.response === responses) {
        expect(summarize(typeUrl, resources, removed, hasAliases)).toEqual({
          ...expected,
          removed: deviation.removed,
        });
        expect(expected.removed).not.toEqual(deviation.removed);
      } else {
        expect(summarize(typeUrl, resources, removed, hasAliases)).toEqual(expected);
      }
      expect(systemVersion).toMatch(PUSH_VERSION);
      expect(nonce).toBe(systemVersion + UUID);
      expect(line.nonce).toMatch(new RegExp(`^${line.system_version_info}[0-9a-f-]{36}$`));
      responses += 1;
    }
    expect(replay.answers).toHaveLength(responses);
  });

  test("versions are XXH64 of the Address, also those of the legacy type", () => {
    for (const file of ["05-nack.jsonl", "06-legacy-workload-type.jsonl"]) {
      for (const { version, payload } of recordedResources(file))
        expect(resourceVersion(payload)).toBe(version);
    }
  });

  test("a NACK is kept for the operator and leads to no further response", () => {
    const replay = new Replay(aStore(FIRST_CLUSTER));
    for (const line of readRecording("05-nack.jsonl")) {
      if (line.dir === "request") replay.request(line);
      if (line.dir === "response") replay.response(line);
    }
    expect(replay.stream.types).toMatchObject([
      { typeUrl: ADDRESS_TYPE, ackedNonce: "", error: { code: 13, message: "recorder nack" } },
      { typeUrl: AUTHORIZATION_TYPE, error: undefined },
    ]);
    expect(replay.answers).toHaveLength(2);
  });

  test.each([
    { file: "07-bad-node-id.jsonl", code: STATUS.invalidArgument, name: "InvalidArgument" },
    { file: "08-unknown-type.jsonl", code: STATUS.unauthenticated, name: "Unauthenticated" },
  ])("$file ends with the recorded status", ({ file, code, name }) => {
    const replay = new Replay(aStore(FIRST_CLUSTER));
    const lines = readRecording(file);
    for (const line of lines) if (line.dir === "request") replay.request(line);
    const end = lines.at(-1);
    const err = `rpc error: code = ${name} desc = ${replay.stream.end?.message ?? ""}`;
    expect(end).toMatchObject({ dir: "end", err });
    expect(replay.stream.end?.code).toBe(code);
  });
});
