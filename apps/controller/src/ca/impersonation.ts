/**
 * Whether a node proxy may have a certificate for somebody else: only for who runs on its own node. Pure: the answer
 * depends on the pods that are known at this moment, so a refusal may be different a little later.
 */
import { findIdentity, type Identity } from "@ambit/model";
import type { CallerAccount } from "./caller.ts";
import type { PodLookup } from "./pod-index.ts";
import { shownText } from "./shown-text.ts";

export interface ImpersonationRules {
  /** `namespace/name` of the accounts of node proxies. */
  readonly trustedAccounts: ReadonlySet<string>;
  readonly trustDomain: string;
  readonly clusterId: string;
}

export interface ImpersonationRequest {
  /** Undefined: a certificate instead of a token proved the caller. */
  readonly account: CallerAccount | undefined;
  /** The identity asked for, as it came. */
  readonly requested: string;
  /** Metadata `clusterid`; empty if there was none. */
  readonly clusterId: string;
}

/** The identity, or why not: the reason is for the log alone. */
export type ImpersonationDecision =
  | { readonly allowed: true; readonly identity: Identity }
  | { readonly allowed: false; readonly reason: string };

/** Identities are Kubernetes names: anything else cannot be a pod's, and must not reach a certificate. */
const ACCOUNT_SEGMENT = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

/** All rules must hold, in Istio's order. Unlike Istio, an identity of another trust domain is refused. */
export function decideImpersonation(
  { account, requested, clusterId }: ImpersonationRequest,
  rules: ImpersonationRules,
  pods: PodLookup,
): ImpersonationDecision {
  if (clusterId !== rules.clusterId) return refuse(`no node authorizer for cluster ${shownText(clusterId)}`);
  if (account === undefined || !rules.trustedAccounts.has(`${account.namespace}/${account.serviceAccount}`)) {
    return refuse(`caller (${formatCaller(account)}) is not allowed to impersonate`);
  }
  const identity = findAccountIdentity(requested);
  if (identity === undefined)
    return refuse(`failed to validate impersonated identity ${shownText(requested)}`);
  if (identity.trustDomain !== rules.trustDomain) {
    return refuse(`trust domain "${shownText(identity.trustDomain)}" is not "${rules.trustDomain}"`);
  }
  const pod = pods.find(account.namespace, account.podName);
  if (pod === undefined) return refuse(`pod ${account.namespace}/${account.podName} not found`);
  if (pod.uid !== account.podUid) {
    return refuse(`pod found, but UID does not match: ${account.podUid} vs ${pod.uid}`);
  }
  if (pod.serviceAccount !== account.serviceAccount) {
    return refuse(
      `pod found, but ServiceAccount does not match: ${account.serviceAccount} vs ${pod.serviceAccount}`,
    );
  }
  if (pod.node === "" || !pods.hasInstance(pod.node, identity.namespace, identity.serviceAccount)) {
    const name = `${identity.namespace}/${identity.serviceAccount}`;
    return refuse(`no instances of "${name}" found on node "${pod.node}"`);
  }
  return { allowed: true, identity };
}

function refuse(reason: string): ImpersonationDecision {
  return { allowed: false, reason };
}

function findAccountIdentity(text: string): Identity | undefined {
  const identity = findIdentity(text);
  if (identity === undefined) return undefined;
  const { namespace, serviceAccount } = identity;
  return ACCOUNT_SEGMENT.test(namespace) && ACCOUNT_SEGMENT.test(serviceAccount) ? identity : undefined;
}

/** As Istio prints it. */
function formatCaller(account: CallerAccount | undefined): string {
  const { podName = "", namespace = "", podUid = "", serviceAccount = "" } = account ?? {};
  return `Pod{Name: ${podName}, Namespace: ${namespace}, UID: ${podUid}, ServiceAccount: ${serviceAccount}}`;
}
