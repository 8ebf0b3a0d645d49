import type { SocketAddress } from "@ambit/addr";
import { addressOf, listenOn, meshIp, RawSocket } from "@ambit/data-plane/testing";
import { TunnelClient } from "@ambit/data-plane/tunnels";
import type { Service, Workload } from "@ambit/model";
import { aService, aWorkload, serviceResource, workloadResource } from "@ambit/model/testing";
import { OutboundListener } from "../outbound.ts";
import { World, type WorldOptions } from "./world.ts";

/** Address of the service that clients connect to, and of the workload behind it. */
export const VIP = meshIp(10);
export const SERVER_IP = meshIp(20);

/** A world with an outbound listener, to which redirection has brought connections for `VIP`. */
export class OutboundWorld extends World {
  readonly tunnels: TunnelClient;
  readonly target: SocketAddress;
  readonly #listenerFd: number;
  readonly #clients: RawSocket[] = [];

  constructor(options: WorldOptions = {}) {
    super(options);
    this.#listenerFd = listenOn({ ip: VIP, port: 0 });
    this.target = addressOf(this.#listenerFd);
    this.tunnels = new TunnelClient(this.context);
    new OutboundListener(this.context, this.#listenerFd, this.tunnels).serve();
  }

  connect(): RawSocket {
    const client = this.poll(RawSocket.connect(this.target));
    this.#clients.push(client);
    return client;
  }

  /** The service at the listener's address, and one workload behind it. */
  route(appPort: number, server: Partial<Workload> = {}, service: Partial<Service> = {}): void {
    const made = aService({
      namespace: "shop",
      vips: [{ network: "", address: VIP }],
      ports: new Map([[this.target.port, appPort]]),
      ...service,
    });
    const workload = aWorkload({
      name: "server-1",
      namespace: "shop",
      serviceAccount: "server",
      workloadIps: [SERVER_IP],
      services: [`shop/${made.hostname}`],
      ...server,
    });
    this.change(serviceResource(made), workloadResource(workload));
  }

  override [Symbol.dispose](): void {
    for (const client of this.#clients) client.close();
    this.tunnels.close();
    super[Symbol.dispose]();
    RawSocket.prototype.close.call(new RawSocket(this.#listenerFd));
  }
}
