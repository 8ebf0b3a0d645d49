import type { XdsStatus } from "@ambit/xds";

/** Who is at the other end of a connection to a server of ours. */
export interface GrpcPeer {
  /** IP address. */
  readonly address: string;
  /** `address:port`, unique among open connections. */
  readonly name: string;
  readonly isTls: boolean;
  /** DER of the client certificate, if there was one and its chain was verified. */
  readonly certificate: Uint8Array | undefined;
}

/** Headers of a call, names in lower case. */
export type CallHeaders = ReadonlyMap<string, readonly string[]>;

/** Who calls, or the status of the refusal. */
export type Authentication<Caller> = { readonly caller: Caller } | { readonly status: XdsStatus };

/** Decides who calls, before anything else of the call is read. A refusal is a status; what it throws becomes INTERNAL. */
export type Authenticate<Caller> = (headers: CallHeaders, peer: GrpcPeer) => Promise<Authentication<Caller>>;
