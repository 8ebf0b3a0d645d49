/** Recorded cases through a real API server: objects first, then each status, as they were recorded. */
import { describe, expect, test } from "vitest";
import { type GoldenCase, goldenCases } from "../src/collections/testing/golden-case.ts";
import { type Manifest, Rig, soon } from "./rig.ts";

/** Refused by the API server of the recording, by a rule of its schema. */
const REFUSED = new Set(["missing-backend-port"]);

interface Dump {
  readonly workloads: readonly Named[];
  readonly services: readonly Named[];
  readonly policies: readonly Named[];
}

interface Named {
  readonly uid?: string;
  readonly namespace?: string;
  readonly hostname?: string;
  readonly name?: string;
}

/** The order of lists of named things carries no meaning. */
function byName(values: readonly Named[]): ReadonlyMap<string, unknown> {
  const entries = values.map((value): [string, unknown] => {
    const { uid, namespace, hostname, name } = value;
    return [uid ?? `${namespace}/${hostname ?? name}`, value];
  });
  return new Map(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** Without texts, times and generations, which were not recorded; conditions in an order of their own. */
function recordedForm(status: unknown): unknown {
  const { conditions, addresses, parents } = Object(status);
  const plain = (list: readonly Record<string, unknown>[]) =>
    list
      .map(({ type, status: value, reason }) => ({ type, status: value, reason }))
      .sort((left, right) => (String(left.type) < String(right.type) ? -1 : 1));
  return {
    ...(conditions === undefined || conditions.length === 0 ? {} : { conditions: plain(conditions) }),
    ...(addresses === undefined || addresses.length === 0 ? {} : { addresses }),
    ...(parents === undefined || parents.length === 0
      ? {}
      : {
          parents: parents
            .map((parent: Record<string, unknown>) => {
              const { parentRef, controllerName, conditions: own } = Object(parent);
              return { parentRef, controllerName, conditions: plain(own) };
            })
            .sort((left: object, right: object) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1)),
        }),
  };
}

/** Creates what the case has, in two rounds. Namespaces and accounts that are there already are left. */
async function applyCase(rig: Rig, { objects }: GoldenCase): Promise<void> {
  const manifests = objects.map(asManifest).filter(({ metadata }) => !REFUSED.has(metadata.name));
  const accounts = new Set(
    manifests.flatMap(({ kind, metadata, spec }) =>
      kind === "Pod" ? [`${metadata.namespace}/${Object(spec).serviceAccountName ?? "default"}`] : [],
    ),
  );
  for (const manifest of manifests.filter(({ kind }) => kind === "Namespace")) await rig.create(manifest);
  for (const account of accounts) {
    const [namespace = "", name = ""] = account.split("/");
    await rig.account(namespace, name);
  }
  const rest = manifests.filter(({ kind }) => kind !== "Namespace" && kind !== "ServiceAccount");
  for (const { status: _, ...object } of rest) await rig.create(await withOwners(rig, Object(object)));
  for (const { kind, metadata, status } of rest) {
    if (status === undefined) continue;
    const { namespace, name } = metadata;
    await rig.patch(
      { kind, name, ...(namespace === undefined ? {} : { namespace }) },
      { status: Object(status) },
      "status",
    );
  }
}

/** What owns the object is made first: a real cluster takes away what has no owner, which the recording's did not. */
async function withOwners(rig: Rig, manifest: Manifest): Promise<Manifest> {
  const owners: readonly Record<string, unknown>[] = Object(manifest.metadata["ownerReferences"] ?? []);
  const ownerReferences = await Promise.all(
    owners.map(async (owner) => {
      const metadata = { name: String(owner["name"]), namespace: manifest.metadata.namespace ?? "" };
      const made = await rig.create({ kind: String(owner["kind"]), metadata });
      return { ...owner, uid: made.metadata.uid };
    }),
  );
  return owners.length === 0
    ? manifest
    : { ...manifest, metadata: { ...manifest.metadata, ownerReferences } };
}

function asManifest(object: Record<string, unknown>): Manifest {
  const { kind, metadata } = object;
  return { ...object, kind: String(kind), metadata: Object(metadata) };
}

describe("recorded cases, through the API server,", () => {
  test.each(goldenCases().map((golden) => ({ ...golden })))(
    "$name: /debug/ambientz and the statuses of objects are the recorded ones",
    async (golden) => {
      await using rig = await Rig.open();
      const controller = await rig.controller();
      const empty = (await controller.json("/debug/ambientz")) as Dump;
      await applyCase(rig, golden);
      await soon(async () => {
        const dump = (await controller.json("/debug/ambientz")) as Dump;
        for (const part of ["workloads", "services", "policies"] as const) {
          const before = byName(empty[part]);
          const found = [...byName(dump[part])].filter(([name]) => !before.has(name));
          expect(new Map(found)).toEqual(byName(golden.expected[part]));
        }
      });
      await soon(async () => {
        for (const [key, recorded] of Object.entries(golden.expected.status)) {
          const [kind = "", namespace = "", name = ""] = key.split("/");
          const { status } = await rig.get(kind, namespace === "" ? undefined : namespace, name);
          expect([key, recordedForm(status)]).toEqual([key, recordedForm(recorded)]);
        }
      });
    },
  );
});
