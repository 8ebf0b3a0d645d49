import type { Service } from "@ambit/model";
import { aService, aWorkload } from "@ambit/model/testing";
import { Reactor } from "@ambit/reactor";
import type { RoutedService } from "@ambit/routing";
import { expect, test } from "vitest";
import type { MeshView } from "./service-endpoints.ts";
import { Upstreams } from "./upstreams.ts";

/** So many services of one pod each; counts what it is asked. */
class CountingMesh implements MeshView {
  asked = 0;
  readonly #services = new Map<string, RoutedService>();

  constructor(count: number) {
    const service: Service = aService({ ports: new Map([[80, 8080]]) });
    const endpoint = { workloadUid: "pod", port: new Map([[80, 8080]]), status: "Healthy" } as const;
    for (let i = 0; i < count; i++) {
      this.#services.set(`shop/s${i}`, { service, endpoints: new Map([["pod", endpoint]]) });
    }
  }

  findService(key: string): RoutedService | undefined {
    this.asked++;
    return this.#services.get(key);
  }

  findWorkloadByUid(): ReturnType<typeof aWorkload> {
    return aWorkload({ uid: "pod" });
  }

  findLocal(): undefined {
    return undefined;
  }
}

function upstreamsOf(mesh: MeshView): Upstreams {
  const reactor = new Reactor({ nowMs: () => 0 });
  const connector = { connect: () => ({ cancel: () => undefined }) };
  const openConnection = (): never => {
    throw new Error("nobody connects here");
  };
  const context = { reactor, connector, openConnection };
  const upstreams = new Upstreams(
    mesh,
    () => undefined,
    context,
    () => 0,
  );
  reactor[Symbol.dispose]();
  return upstreams;
}

const of = (number: number) => ({ service: `shop/s${number}`, port: 80, subset: undefined });

test("after a change only what is used is looked up again, and once", () => {
  const mesh = new CountingMesh(2_000);
  const upstreams = upstreamsOf(mesh);
  for (let i = 0; i < 2_000; i++) upstreams.find(of(i));
  mesh.asked = 0;
  upstreams.invalidate();
  expect(mesh.asked).toBe(0);
  for (let i = 0; i < 5; i++) upstreams.find(of(7));
  expect(mesh.asked).toBe(1);
});

test("an endpoint stays the same one across changes", () => {
  const upstreams = upstreamsOf(new CountingMesh(1));
  const pick = () =>
    upstreams.find(of(0))?.set.pick({ hash: undefined, pinned: undefined, avoid: new Set() }, 0, () => 0);
  const before = pick();
  upstreams.invalidate();
  expect(before).toBeDefined();
  expect(pick()).toBe(before);
});

test("a service that is not there is asked for again", () => {
  const mesh = new CountingMesh(1);
  const upstreams = upstreamsOf(mesh);
  expect(upstreams.find(of(5))).toBeUndefined();
  expect(upstreams.find(of(5))).toBeUndefined();
  expect(mesh.asked).toBe(2);
});
