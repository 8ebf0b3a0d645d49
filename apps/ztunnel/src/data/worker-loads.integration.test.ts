/** Two threads' data planes on one outbound listener. */

import {
  addressOf,
  certificateFor,
  listenOn,
  meshIp,
  RawSocket,
  stateMessages,
} from "@ambit/data-plane/testing";
import { closeFd } from "@ambit/linux";
import type { MeshResource } from "@ambit/model";
import { aService, aWorkload, serviceResource, workloadResource } from "@ambit/model/testing";
import { expect, test } from "vitest";
import { WORKER_LOAD_WORDS } from "../messages.ts";
import { TestPlane } from "./testing/test-plane.ts";

const VIP = meshIp(130);
const CLIENT_IP = meshIp(131);
const SERVER_IP = meshIp(132);
const CLIENT = { name: "client-1", namespace: "shop", serviceAccount: "client" };

/** Connections stay where they were accepted: the server never answers its tunnels. */
class TwoThreads implements Disposable {
  readonly planes: readonly TestPlane[];
  readonly #outbound = listenOn({ ip: VIP, port: 0 });
  readonly #silentServer = listenOn({ ip: SERVER_IP, port: 15_008 });
  readonly #clients: RawSocket[] = [];

  constructor() {
    const loads = new SharedArrayBuffer(2 * WORKER_LOAD_WORDS * 4);
    this.planes = [0, 1].map((index) => {
      const place = { index, count: 2, loads };
      return new TestPlane({ workload: CLIENT }, { outbound: this.#outbound }, {}, place);
    });
    const identity = { trustDomain: "cluster.local", namespace: "shop", serviceAccount: "client" };
    const resources = this.#resources();
    for (const plane of this.planes) {
      plane.deliver(...stateMessages(1, resources), certificateFor(identity), { type: "serve" });
    }
    this.turn();
  }

  turn(): void {
    for (const { plane } of this.planes) plane.turn(0);
  }

  connect(count: number): void {
    for (let index = 0; index < count; index++)
      this.#clients.push(RawSocket.connect(addressOf(this.#outbound), CLIENT_IP));
  }

  /** Open connections of each thread, as both have told in a tick after all was accepted. */
  accepted(total: number): number[] {
    const deadline = performance.now() + 20_000;
    for (;;) {
      this.turn();
      const counts = this.planes.map((plane) => plane.ofType("tick").at(-1)?.gauges.socketsOpenSource ?? 0);
      if (counts.reduce((sum, count) => sum + count) === total) return counts;
      if (performance.now() > deadline) throw new Error(`accepted ${counts.join(" and ")}`);
    }
  }

  [Symbol.dispose](): void {
    for (const client of this.#clients) client.close();
    for (const plane of this.planes) plane[Symbol.dispose]();
    closeFd(this.#outbound);
    closeFd(this.#silentServer);
  }

  #resources(): MeshResource[] {
    const service = aService({
      namespace: "shop",
      vips: [{ network: "", address: VIP }],
      ports: new Map([[addressOf(this.#outbound).port, 80]]),
    });
    const services = [`shop/${service.hostname}`];
    return [
      serviceResource(service),
      workloadResource(aWorkload({ ...CLIENT, workloadIps: [CLIENT_IP] })),
      workloadResource(
        aWorkload({ name: "server-1", namespace: "shop", workloadIps: [SERVER_IP], services }),
      ),
    ];
  }
}

test("a few connections stay together on the first thread", () => {
  using threads = new TwoThreads();
  threads.connect(20);
  expect(threads.accepted(20)).toEqual([20, 0]);
});

test("what is more than one thread should have is shared with the next one", () => {
  using threads = new TwoThreads();
  threads.connect(20);
  threads.accepted(20);
  threads.connect(60);
  const [first = 0, second = 0] = threads.accepted(80);
  expect(first).toBeGreaterThanOrEqual(32);
  expect(second).toBeGreaterThanOrEqual(32);
});
