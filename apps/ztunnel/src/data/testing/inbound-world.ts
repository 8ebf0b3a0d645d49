/** A world with an HBONE listener, and clients that dial it. */
import type { SocketAddress } from "@ambit/addr";
import { InboundListener } from "@ambit/data-plane/inbound";
import { HboneClient, listenOn, meshIp, TestApplication } from "@ambit/data-plane/testing";
import { closeFd } from "@ambit/linux";
import { InboundStream } from "../inbound-stream.ts";
import { World, type WorldOptions } from "./world.ts";

export const LOCAL_IP = meshIp(1);
export const CLIENT_IP = meshIp(30);
export const TUNNEL = { ip: LOCAL_IP, port: 15_008 };

/** See the module comment. */
export class InboundWorld extends World {
  readonly listener: InboundListener;
  readonly #fd: number;
  readonly #ends: Disposable[] = [];

  constructor(options: WorldOptions = {}) {
    super(options);
    this.#fd = listenOn(TUNNEL);
    this.listener = new InboundListener(this.context, {
      fd: this.#fd,
      onStream: (tunnel, stream, fields) => new InboundStream(this.context, tunnel, stream).start(fields),
      onTunnelGone: () => {},
    });
    this.listener.serve();
  }

  /** A tunnel that is up. */
  client(
    ...args: [material?: ConstructorParameters<typeof HboneClient>[2], sourceIp?: SocketAddress["ip"]]
  ): HboneClient {
    const client = this.dial(...args);
    this.until(() => client.isUp || client.end !== undefined);
    return client;
  }

  dial(material?: ConstructorParameters<typeof HboneClient>[2], sourceIp = CLIENT_IP): HboneClient {
    const client = new HboneClient(this, TUNNEL, material, sourceIp);
    this.#ends.push(client);
    return client;
  }

  application(serve?: ConstructorParameters<typeof TestApplication>[1], ip = LOCAL_IP): TestApplication {
    const application = this.poll(new TestApplication({ ip, port: 0 }, serve));
    this.#ends.push(application);
    return application;
  }

  override [Symbol.dispose](): void {
    for (const end of this.#ends) end[Symbol.dispose]();
    this.listener.destroy();
    super[Symbol.dispose]();
    closeFd(this.#fd);
  }
}
