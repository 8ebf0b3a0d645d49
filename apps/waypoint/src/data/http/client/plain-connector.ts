/** Plain TCP to endpoints that have no tunnel. */
import { formatSocketAddress, ipFamily } from "@ambit/addr";
import { errnoMessage, setNoDelay, tcpSocket } from "@ambit/linux";
import { Dial } from "@ambit/reactor";
import type { HttpEndpoint } from "../balancing/upstream-endpoint.ts";
import { SocketTransport } from "../transport/socket-transport.ts";
import type { TransportContext } from "../transport/transport.ts";
import type { ConnectOwner, UpstreamConnector } from "./upstream-connector.ts";

/** See the module comment. */
export class PlainConnector implements UpstreamConnector {
  readonly #context: TransportContext;

  constructor(context: TransportContext) {
    this.#context = context;
  }

  connect(
    endpoint: HttpEndpoint,
    options: { readonly timeoutMs: number },
    owner: ConnectOwner,
  ): { cancel(): void } {
    const { reactor } = this.#context;
    const destination = { ip: endpoint.address, port: endpoint.port };
    const fd = tcpSocket(ipFamily(destination.ip));
    if (fd < 0) {
      owner.onConnectFailed({ kind: "connect-failure", message: errnoMessage(-fd) });
      return { cancel: () => undefined };
    }
    setNoDelay(fd);
    const dial = new Dial(reactor, fd, {
      destination,
      timeoutMs: options.timeoutMs,
      onConnected: () => owner.onConnected(new SocketTransport(this.#context, fd)),
      onFailed: (errno, isTimeout) =>
        owner.onConnectFailed({
          kind: isTimeout ? "connect-timeout" : "connect-failure",
          message: `${formatSocketAddress(destination)}: ${errnoMessage(errno)}`,
        }),
    });
    dial.start();
    return { cancel: () => dial.cancel() };
  }
}
