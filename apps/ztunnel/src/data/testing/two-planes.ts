/** A client's and a server's data plane, and bytes between two applications through both. */
import type { SocketAddress } from "@ambit/addr";
import type { CertificateMessage } from "@ambit/data-plane/messages";
import {
  addressOf,
  certificateFor,
  listenOn,
  meshIp,
  RawSocket,
  stateMessages,
  TestApplication,
} from "@ambit/data-plane/testing";
import { closeFd } from "@ambit/linux";
import type { MeshResource } from "@ambit/model";
import { aService, aWorkload, serviceResource, workloadResource } from "@ambit/model/testing";
import type { DataConfig } from "../../messages.ts";
import { TestPlane } from "./test-plane.ts";

const VIP = meshIp(110);
const CLIENT_IP = meshIp(111);
const SERVER_IP = meshIp(120);

export interface TwoPlanesOptions {
  readonly client?: Partial<DataConfig>;
  readonly server?: Partial<DataConfig>;
  readonly certificates?: Partial<TwoPlanes["certificates"]>;
}

/** Two proxies, a service between them, and nothing connected yet. */
export class TwoPlanes implements Disposable {
  readonly client: TestPlane;
  readonly server: TestPlane;
  readonly application: TestApplication;
  readonly target: SocketAddress;
  readonly certificates: Readonly<Record<"client" | "server", CertificateMessage>>;
  readonly #fds: number[];

  constructor(serve?: (connection: RawSocket) => void, options: TwoPlanesOptions = {}) {
    this.certificates = {
      client: certificateOf("client"),
      server: certificateOf("server"),
      ...options.certificates,
    };
    const outbound = listenOn({ ip: VIP, port: 0 });
    const inbound = listenOn({ ip: SERVER_IP, port: 15_008 });
    this.#fds = [outbound, inbound];
    this.target = addressOf(outbound);
    this.application = new TestApplication({ ip: SERVER_IP, port: 0 }, serve);
    this.client = new TestPlane(
      { workload: { name: "client-1", namespace: "shop", serviceAccount: "client" }, ...options.client },
      { outbound },
    );
    this.server = new TestPlane(
      { workload: { name: "server-1", namespace: "shop", serviceAccount: "server" }, ...options.server },
      { inbound },
    );
    for (const role of ["client", "server"] as const) {
      this[role].deliver(...stateMessages(1, this.#resources()), this.certificates[role], { type: "serve" });
      this[role].plane.turn(0);
    }
  }

  connect(): RawSocket {
    return RawSocket.connect(this.target, CLIENT_IP);
  }

  turn(clients: readonly RawSocket[]): void {
    this.client.plane.turn(0);
    this.server.plane.turn(0);
    this.application.poll();
    for (const client of clients) client.poll();
  }

  until(done: () => boolean, clients: readonly RawSocket[] = [], limitMs = 30_000): void {
    const deadline = performance.now() + limitMs;
    while (!done()) {
      if (performance.now() > deadline) throw new Error("condition not reached in time");
      this.turn(clients);
    }
  }

  /** Until all counters and lines have been posted. */
  settle(): void {
    const ticks = (): number =>
      Math.min(...[this.client, this.server].map((plane) => plane.ofType("tick").length));
    const seen = ticks();
    this.until(() => ticks() >= seen + 2);
  }

  [Symbol.dispose](): void {
    this.client[Symbol.dispose]();
    this.server[Symbol.dispose]();
    this.application[Symbol.dispose]();
    for (const fd of this.#fds) closeFd(fd);
  }

  #resources(): MeshResource[] {
    const service = aService({
      namespace: "shop",
      vips: [{ network: "", address: VIP }],
      ports: new Map([[this.target.port, this.application.address.port]]),
    });
    return [
      serviceResource(service),
      workloadResource(
        aWorkload({
          name: "client-1",
          namespace: "shop",
          serviceAccount: "client",
          workloadIps: [CLIENT_IP],
        }),
      ),
      workloadResource(
        aWorkload({
          name: "server-1",
          namespace: "shop",
          serviceAccount: "server",
          workloadIps: [SERVER_IP],
          services: [`shop/${service.hostname}`],
        }),
      ),
    ];
  }
}

export function certificateOf(serviceAccount: string): CertificateMessage {
  return certificateFor({ trustDomain: "cluster.local", namespace: "shop", serviceAccount });
}
