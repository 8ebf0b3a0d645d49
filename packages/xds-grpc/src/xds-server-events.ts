import type { StreamTypeState, XdsErrorDetail, XdsNode, XdsNodeId, XdsStatus } from "@ambit/xds";
import type { GrpcPeer } from "./peer.ts";

/** An open stream as /debug/syncz and /debug/connections show it. */
export interface XdsConnectionState<Caller> {
  /** Unique in this process. */
  readonly id: number;
  readonly peer: GrpcPeer;
  readonly caller: Caller;
  /** Monotonic clock. */
  readonly connectedAtMs: number;
  /** Undefined until the first request. */
  readonly node: XdsNode | undefined;
  readonly nodeId: XdsNodeId | undefined;
  readonly types: readonly XdsTypeState[];
}

/** One type of a stream. */
export interface XdsTypeState extends StreamTypeState {
  /** Monotonic clock; undefined before the first response. */
  readonly sentAtMs: number | undefined;
}

/** For the log and the metrics of the owner. Must not throw. */
export type XdsServerEvent<Caller> =
  /** A call that did not become a stream; `error` is what the authenticator threw, which is a mistake in it. */
  | {
      readonly kind: "refused";
      readonly peer: GrpcPeer;
      readonly status: XdsStatus;
      readonly error?: unknown;
    }
  | { readonly kind: "connected"; readonly connection: XdsConnectionState<Caller> }
  | {
      readonly kind: "sent";
      readonly connectionId: number;
      readonly typeUrl: string;
      readonly nonce: string;
      /** The source's version when the response was made. */
      readonly version: string;
      readonly resources: number;
      readonly removed: number;
      readonly bytes: number;
    }
  | {
      readonly kind: "ack";
      readonly connectionId: number;
      readonly typeUrl: string;
      readonly nonce: string;
      /** From handing the response to the transport to the answer. */
      readonly elapsedMs: number;
    }
  | {
      readonly kind: "nack";
      readonly connection: XdsConnectionState<Caller>;
      readonly typeUrl: string;
      readonly nonce: string;
      readonly error: XdsErrorDetail;
    }
  | {
      readonly kind: "closed";
      readonly connection: XdsConnectionState<Caller>;
      /** Undefined when the client or the network ended it. */
      readonly status: XdsStatus | undefined;
    };
