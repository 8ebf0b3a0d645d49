import type { SocketAddress } from "@ambit/addr";
import { errnoMessage } from "@ambit/linux";
import { Acceptor } from "@ambit/reactor";
import type { DrainComponent } from "../messages.ts";
import type { WorkloadContext } from "./context.ts";

/** An acceptor that reports to the log: exhaustion is an operator's business, a bug ours. */
export function acceptorOf(
  context: WorkloadContext,
  component: DrainComponent,
  listener: { readonly fd: number; readonly onAccepted: (fd: number, peer: SocketAddress) => void },
): Acceptor {
  const { reactor, log } = context;
  return new Acceptor(reactor, listener.fd, {
    onAccepted: listener.onAccepted,
    onExhausted: (errno) =>
      log.error("cannot accept connections for the moment", { component, error: errnoMessage(errno) }),
    onError: (error) => log.error("accepting failed", { component, error: String(error) }),
  });
}
