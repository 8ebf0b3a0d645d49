import type { ListenerFds } from "../messages.ts";

/** Of a workload that nobody can come to. */
export const NO_LISTENERS: ListenerFds = {
  inbound: undefined,
  inboundPlaintext: undefined,
  outbound: undefined,
  socks5: undefined,
  dnsUdp: [],
  dnsTcp: [],
  transparent: false,
};
