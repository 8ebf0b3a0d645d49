import { formatSocketAddress, type SocketAddress } from "@ambit/addr";
import { closeFd, localAddress } from "@ambit/linux";
import { openBoundSocket } from "@ambit/proxy";
import type { WaypointConfig } from "../config.ts";

/** The HBONE port; connections wait in the kernel until a worker serves. */
export interface InboundSocket extends Disposable {
  readonly fd: number;
  readonly address: SocketAddress;
  readonly components: readonly ["inbound"];
}

/** Throws ProxyError "bind-failed". */
export function bindInbound({ inboundAddress: address }: WaypointConfig): InboundSocket {
  const label = `${formatSocketAddress(address)} (inbound)`;
  const fd = openBoundSocket(
    { address, protocol: "tcp", label, isDualStack: true },
    { packetMark: undefined, reusePort: false },
  );
  let isOpen = true;
  return {
    fd,
    address: localAddress(fd) ?? address,
    components: ["inbound"],
    [Symbol.dispose]: () => {
      if (isOpen) closeFd(fd);
      isOpen = false;
    },
  };
}
