import type { IpAddress } from "@ambit/addr";
import type { Identity } from "@ambit/model";

/** What is known about one inbound connection when policies are asked. */
export interface ConnectionFacts {
  /** The TCP peer. */
  readonly sourceIp: IpAddress;
  /** Address of the application, never a service VIP. */
  readonly destinationIp: IpAddress;
  /** Port of the application after every port mapping, never the tunnel's own port. */
  readonly destinationPort: number;
  /** Identity proven by mutual TLS; absent for plaintext. */
  readonly identity?: Identity | undefined;
}

/** A dry-run policy that would have taken part in the decision. */
export interface DryRunMatch {
  /** `namespace/name`. */
  readonly policy: string;
  readonly action: "Allow" | "Deny";
  /** Index of the first rule that matched. */
  readonly rule: number;
}

/** The connection may go on. Without `policy` nobody restricted it; with it, that ALLOW policy's `rule` matched. */
export interface AllowedConnection {
  readonly allow: true;
  readonly policy?: string | undefined;
  readonly rule?: number | undefined;
  readonly dryRun: readonly DryRunMatch[];
}

/** The connection must be closed. `policy` and `rule` name the DENY that matched; `not-allowed` has neither. */
export interface DeniedConnection {
  readonly allow: false;
  readonly reason: "explicitly-denied" | "not-allowed";
  readonly policy?: string | undefined;
  readonly rule?: number | undefined;
  readonly dryRun: readonly DryRunMatch[];
}

/** What the policies say of one connection. A denial is a value, never an exception. */
export type ConnectionDecision = AllowedConnection | DeniedConnection;
