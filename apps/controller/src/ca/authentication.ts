/**
 * Who makes a call on the TLS port: by a client certificate of the mesh, else by a Kubernetes token. xDS and the
 * certificate service share it. The caller learns that it failed and nothing else; the reasons are for the log.
 */
import { formatErrorChain } from "@ambit/errors";
import { readUriSans } from "@ambit/identity";
import type { TokenReviewAnswer } from "@ambit/kube";
import { findIdentity, formatIdentity } from "@ambit/model";
import type { Logger } from "@ambit/telemetry";
import type { Caller, CallerAccount, CallPeer } from "./caller.ts";
import { shownText } from "./shown-text.ts";
import { type TokenReviews, UnreadableToken } from "./token-reviews.ts";

export interface AuthenticationOptions {
  readonly reviews: Pick<TokenReviews, "review">;
  readonly audiences: readonly string[];
  readonly trustDomain: string;
  readonly clusterId: string;
  /** Scope `security`. */
  readonly logger: Logger;
}

export type Authentication =
  | { readonly ok: true; readonly caller: Caller }
  /** `isTemporary`: nothing is known of the caller, because the API server could not be asked. */
  | { readonly ok: false; readonly isTemporary: boolean };

type Finding = { readonly caller: Caller } | { readonly reason: string; readonly isTemporary?: boolean };

const TOKEN_PREFIXES = ["Bearer ", "Istio "];
const ACCOUNTS_GROUP = "system:serviceaccounts";
const ACCOUNT_NAME = /^system:serviceaccount:([a-z0-9.-]+):([a-z0-9.-]+)$/;
const POD_NAME = "authentication.kubernetes.io/pod-name";
const POD_UID = "authentication.kubernetes.io/pod-uid";

export class Authenticator {
  readonly #options: AuthenticationOptions;

  constructor(options: AuthenticationOptions) {
    this.#options = options;
  }

  /** Never rejects; a failure is logged. */
  async authenticate(peer: CallPeer): Promise<Authentication> {
    const byCertificate = this.#byCertificate(peer.certificate);
    if ("caller" in byCertificate) return { ok: true, caller: byCertificate.caller };
    const byToken = await this.#byToken(peer);
    if ("caller" in byToken) return { ok: true, caller: byToken.caller };
    const reasons = [
      `Authenticator ClientCertAuthenticator: ${byCertificate.reason}`,
      `Authenticator KubeJWTAuthenticator: ${byToken.reason}`,
    ];
    this.#options.logger.error(`Failed to authenticate client from ${peer.address}: ${reasons.join("; ")}`);
    return { ok: false, isTemporary: byToken.isTemporary === true };
  }

  /** The handshake has verified the chain. */
  #byCertificate(certificate: Uint8Array | undefined): Finding {
    if (certificate === undefined) return { reason: "no verified chain is found" };
    const identities = readUriSans(certificate).filter((uri) => findIdentity(uri) !== undefined);
    return identities.length > 0
      ? { caller: { identities, account: undefined } }
      : { reason: "the certificate names no identity" };
  }

  async #byToken(peer: CallPeer): Promise<Finding> {
    const { clusterId } = this.#options;
    const named = peer.header("clusterid") ?? "";
    if (named !== "" && named !== clusterId) {
      return { reason: `could not get cluster ${shownText(named)}'s kube client` };
    }
    const token = findToken(peer.header("authorization"));
    if (typeof token !== "string") return token;
    try {
      const answer = await this.#options.reviews.review(token);
      const found = this.#accountOf(answer);
      if (typeof found === "string") {
        return { reason: `failed to validate the JWT from cluster "${clusterId}": ${shownText(found)}` };
      }
      const { trustDomain } = this.#options;
      return { caller: { identities: [formatIdentity({ trustDomain, ...found })], account: found } };
    } catch (error) {
      const reason = `failed to validate the JWT from cluster "${clusterId}": ${formatErrorChain(error)}`;
      return { reason, isTemporary: !(error instanceof UnreadableToken) };
    }
  }

  /** The account, or what is wrong with it. */
  #accountOf(answer: TokenReviewAnswer): CallerAccount | string {
    if (!answer.isAuthenticated) {
      return `the service account authentication returns an error: ${answer.error}`;
    }
    // A server that ignores audiences answers with none: its own token would do then.
    if (!answer.audiences.some((audience) => this.#options.audiences.includes(audience))) {
      return "the token is for none of the audiences";
    }
    if (!answer.groups.includes(ACCOUNTS_GROUP)) return "the token is not a service account token";
    const name = ACCOUNT_NAME.exec(answer.username);
    const [, namespace, serviceAccount] = name ?? [];
    if (namespace === undefined || serviceAccount === undefined) {
      return `invalid username in the token review: ${answer.username}`;
    }
    const podName = answer.extra.get(POD_NAME)?.[0] ?? "";
    const podUid = answer.extra.get(POD_UID)?.[0] ?? "";
    return { namespace, serviceAccount, podName, podUid };
  }
}

function findToken(header: string | undefined): string | { readonly reason: string } {
  if (header === undefined || header === "") {
    return { reason: "target JWT extraction error: no HTTP authorization header exists" };
  }
  const prefix = TOKEN_PREFIXES.find((known) => header.startsWith(known));
  if (prefix === undefined) {
    return { reason: "target JWT extraction error: no bearer token exists in HTTP authorization header" };
  }
  return header.slice(prefix.length);
}
