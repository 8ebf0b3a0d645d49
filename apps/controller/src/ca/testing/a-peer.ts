import type { CallPeer } from "../caller.ts";

/** A caller's end with these headers, or a certificate. */
export function aPeer(headers: Readonly<Record<string, string>> = {}, certificate?: Uint8Array): CallPeer {
  return { address: "10.200.0.1:45916", certificate, header: (name) => headers[name] };
}
