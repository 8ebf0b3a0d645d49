/** Who may open an xDS stream, and as which proxy. */
import { GATEWAY_NAME } from "@ambit/mesh-objects/labels";
import { findIdentity } from "@ambit/model";
import { STATUS, type XdsNode, type XdsNodeId, type XdsStatus } from "@ambit/xds";
import type { Authentication } from "../ca/authentication.ts";
import type { Caller, CallPeer } from "../ca/caller.ts";
import { shownText } from "../ca/shown-text.ts";

/** Undefined: nobody has asked who calls (plaintext port, XDS_AUTH=false). */
export type XdsCaller = Caller | undefined;

export interface XdsAccessOptions {
  readonly authenticator: { authenticate(peer: CallPeer): Promise<Authentication> };
  /** XDS_AUTH. */
  readonly isAuthenticating: boolean;
  /** PILOT_ENABLE_XDS_IDENTITY_CHECK. */
  readonly isCheckingIdentity: boolean;
  /** PILOT_ENABLE_AMBIENT. */
  readonly areZtunnelsServed: boolean;
  /** What a waypoint's pods run as, by `ns/name` of its Gateway; `undefined` for a Gateway that is not there. */
  readonly accountOf: (gateway: string) => string | undefined;
}

export class XdsAccess {
  readonly #options: XdsAccessOptions;

  constructor(options: XdsAccessOptions) {
    this.#options = options;
  }

  /** On the TLS port. */
  async authenticate(
    peer: CallPeer,
  ): Promise<{ readonly caller: XdsCaller } | { readonly status: XdsStatus }> {
    if (!this.#options.isAuthenticating) return { caller: undefined };
    const authentication = await this.#options.authenticator.authenticate(peer);
    if (authentication.ok) return { caller: authentication.caller };
    return {
      status: authentication.isTemporary
        ? { code: STATUS.unavailable, message: "authentication is not available" }
        : { code: STATUS.unauthenticated, message: "authentication failure" },
    };
  }

  /** Whether the caller may be that node; the status ends the stream. */
  checkNode(node: XdsNode, id: XdsNodeId, caller: XdsCaller): XdsStatus | undefined {
    const { areZtunnelsServed, isCheckingIdentity } = this.#options;
    if (id.type === "ztunnel" && !areZtunnelsServed) {
      return { code: STATUS.permissionDenied, message: "ztunnel requires PILOT_ENABLE_AMBIENT=true" };
    }
    if (caller === undefined || !isCheckingIdentity) return undefined;
    const claimed = claimOf(node, id);
    const isProven = caller.identities.some((uri) => {
      const identity = findIdentity(uri);
      return (
        identity?.namespace === claimed.namespace &&
        (claimed.serviceAccount === "" || identity.serviceAccount === claimed.serviceAccount)
      );
    });
    if (isProven) return checkWaypoint(waypointOf(node, id), caller, this.#options.accountOf);
    const name = shownText(`${claimed.namespace}/${claimed.serviceAccount}`);
    const identities = caller.identities.map(shownText).join(" ");
    return {
      code: STATUS.permissionDenied,
      message: `authorization failed: no identities ([${identities}]) matched ${name}`,
    };
  }
}

/** The Gateway that a waypoint says it is, by `ns/name`; empty for other proxies, and for one that does not say. */
export function waypointOf({ metadata }: XdsNode, { type, namespace }: XdsNodeId): string {
  const labels = metadata["LABELS"];
  const isLabelled = typeof labels === "object" && labels !== null && !Array.isArray(labels);
  const name = isLabelled ? Reflect.get(labels, GATEWAY_NAME) : undefined;
  return type === "waypoint" && typeof name === "string" && name !== "" ? `${namespace}/${name}` : "";
}

/** What a waypoint is told is for itself: whoever runs as another account of its namespace must not have it. */
function checkWaypoint(
  gateway: string,
  { identities }: Caller,
  accountOf: XdsAccessOptions["accountOf"],
): XdsStatus | undefined {
  if (gateway === "") return undefined;
  const [namespace] = gateway.split("/");
  const account = accountOf(gateway);
  const isAccount = identities.some((uri) => {
    const identity = findIdentity(uri);
    return identity?.namespace === namespace && identity?.serviceAccount === account;
  });
  if (account !== undefined && isAccount) return undefined;
  const why = account === undefined ? "there is no such Gateway" : `its account is ${shownText(account)}`;
  return {
    code: account === undefined ? STATUS.unavailable : STATUS.permissionDenied,
    message: `not allowed to be waypoint ${shownText(gateway)}: ${why}`,
  };
}

/** What a node says of itself: its metadata counts before its id. */
function claimOf({ metadata }: XdsNode, id: XdsNodeId): { namespace: string; serviceAccount: string } {
  const text = (name: string): string => {
    const value = metadata[name];
    return typeof value === "string" ? value : "";
  };
  return { namespace: text("NAMESPACE") || id.namespace, serviceAccount: text("SERVICE_ACCOUNT") };
}
