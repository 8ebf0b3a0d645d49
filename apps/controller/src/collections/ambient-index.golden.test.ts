import { parseCidr } from "@ambit/addr";
import { isObjectKind } from "@ambit/mesh-objects";
import { describe, expect, test } from "vitest";
import type { DesiredStatus } from "../status/desired-status.ts";
import { statusBody } from "../status/status-body.ts";
import { VipAllocator } from "../vip/vip-allocator.ts";
import { dumpAmbientIndex, type JsonValue } from "./ambient-dump.ts";
import { AmbientIndex, decodeChange } from "./ambient-index.ts";
import { AMBIENT_DEFAULTS } from "./ambient-options.ts";
import { type GoldenCase, goldenCases } from "./testing/golden-case.ts";

type Json = Record<string, unknown>;

/** Objects that the API server did not take. */
const REFUSED = new Set(["missing-backend-port"]);

/** Of kinds whose status was not recorded. */
const UNRECORDED = new Set(["GRPCRoute", "RequestAuthentication"]);

/** A controller without a cluster: what it decides is written into the objects, and they come back to it. */
class Loop {
  readonly index = new AmbientIndex(AMBIENT_DEFAULTS);
  readonly #objects = new Map<string, Json>();
  readonly #written = new Set<string>();
  readonly #allocator = new VipAllocator(["240.240.0.0/16", "2001:2::/48"].map(parseCidr));

  apply(object: Json): void {
    const kind = String(object["kind"]);
    if (!isObjectKind(kind)) {
      return;
    }
    const { namespace, name } = Object(object["metadata"]);
    this.#objects.set(`${kind}/${namespace}/${name}`, object);
    const { failures, serviceEntries } = this.index.apply([decodeChange(kind, object)]);
    expect(failures).toEqual([]);
    for (const { key, addresses } of this.#allocator.apply(serviceEntries).patches) {
      this.#write(`ServiceEntry/${key}`, { addresses });
    }
  }

  /** Writes every status that is not shown, until all are. */
  settle(): void {
    for (let round = 0; round < 5; round += 1) {
      const missing = Array.from(this.index.statuses()).filter(({ isShown }) => !isShown);
      if (missing.length === 0) {
        return;
      }
      for (const desired of missing) {
        const { conditions = [], ...body } = statusBody(desired, "2026-01-01T00:00:00Z");
        const own = Array.isArray(conditions) ? conditions : [];
        this.#write(nameOf(desired), {
          ...body,
          ...("conditions" in desired.status ? { conditions: own } : {}),
        });
      }
    }
    expect(Array.from(this.index.statuses()).filter(({ isShown }) => !isShown)).toEqual([]);
  }

  /** Statuses that say anything, in the form in which they were recorded. */
  statuses(): ReadonlyMap<string, unknown> {
    const owned = new Set([...this.#written, ...Array.from(this.index.statuses(), nameOf)]);
    const entries = [...this.#objects]
      .filter(([name, { kind }]) => owned.has(name) && !UNRECORDED.has(String(kind)))
      .map(([name, { status }]) => [name, recordedForm(Object(status))] as const);
    return new Map(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
  }

  /** Conditions of other types stay, as with a server-side apply. */
  #write(name: string, part: Json): void {
    this.#written.add(name);
    const object = this.#objects.get(name);
    const status = Object(object?.["status"]);
    const conditions = new Map<string, Json>();
    for (const condition of [
      ...(status.conditions ?? []),
      ...(Array.isArray(part["conditions"]) ? part["conditions"] : []),
    ]) {
      conditions.set(condition.type, condition);
    }
    this.apply({ ...object, status: { ...status, ...part, conditions: [...conditions.values()] } });
  }
}

function nameOf({ kind, namespace, name }: DesiredStatus): string {
  return `${kind}/${namespace}/${name}`;
}

/** Conditions without texts and times, parents by whom they are of. */
function recordedForm({ conditions, addresses, parents }: Json): unknown {
  const short = (all: unknown): unknown =>
    Object.fromEntries(
      Array.from(Object(all ?? []), ({ type, status, reason }: Json) => [type, [status, reason]]),
    );
  const byParent = (all: unknown): unknown =>
    Object.fromEntries(
      Array.from(Object(all ?? []), ({ parentRef, controllerName, conditions: own }: Json) => {
        const { kind, namespace, name, port } = Object(parentRef);
        return [[kind, namespace, name, port].join(), { controllerName, conditions: short(own) }];
      }),
    );
  return { conditions: short(conditions), addresses: addresses ?? [], parents: byParent(parents) };
}

/** The order of lists of named things carries no meaning; that of ports, groups and addresses in them does. */
function byName(values: readonly (JsonValue | Record<string, unknown>)[]): ReadonlyMap<string, unknown> {
  const entries = values.map((value): [string, unknown] => {
    const { uid, namespace, hostname, name } = Object(value);
    return [uid ?? `${namespace}/${hostname ?? name}`, value];
  });
  return new Map(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}

function loopOf({ objects }: GoldenCase): Loop {
  const loop = new Loop();
  for (const object of objects) {
    if (!REFUSED.has(Object(object["metadata"]).name)) {
      loop.apply(object);
    }
  }
  loop.settle();
  return loop;
}

describe("recorded cases", () => {
  test.each(goldenCases().map((golden) => ({ ...golden })))(
    "$name: the debug dump and the statuses in the objects are those of the stock control plane",
    (golden) => {
      const loop = loopOf(golden);
      const dump = dumpAmbientIndex(loop.index);
      expect(byName(dump.workloads)).toEqual(byName(golden.expected.workloads));
      expect(byName(dump.services)).toEqual(byName(golden.expected.services));
      expect(byName(dump.policies)).toEqual(byName(golden.expected.policies));
      const expected = Object.entries(golden.expected.status).map(([name, status]): [string, unknown] => [
        name,
        recordedForm(Object(status)),
      ]);
      expect(loop.statuses()).toEqual(new Map(expected.sort(([left], [right]) => (left < right ? -1 : 1))));
    },
  );
});
