/** Nodes have an address each, and so have the simulated ones: what a server allows a client it allows an address. */
import net, { type NetConnectOpts } from "node:net";

const LAST_OCTET = 250;

/** From now on every TCP connection of this process comes from the next address of 127.0.0.0/8. */
export function spreadConnections(program: number): void {
  let count = 0;
  const connect = net.connect.bind(net) as (options: NetConnectOpts, onConnect?: () => void) => net.Socket;
  const spread = (options: NetConnectOpts, onConnect?: () => void): net.Socket => {
    const localAddress = `127.${program + 1}.${Math.floor(count / LAST_OCTET)}.${(count % LAST_OCTET) + 1}`;
    count += 1;
    return connect({ ...options, localAddress }, onConnect);
  };
  // gRPC has no option for it.
  net.connect = spread as typeof net.connect;
}
