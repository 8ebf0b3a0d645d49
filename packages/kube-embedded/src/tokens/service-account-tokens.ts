/** Tokens of ServiceAccounts: signed with a key that only this server has, and as short-lived as their account and pod. */
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { type KubeObject, nameOf, namespaceOf, uidOf } from "@ambit/kube-objects";
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  objectOf,
  stringOf,
  stringsOf,
} from "@ambit/kube-objects/json";
import { exportJWK, type JWK, type JWTPayload, jwtVerify, SignJWT } from "jose";
import type { User } from "../server/user.ts";
import type { ObjectStore } from "../store/object-store.ts";

/** An object that a token dies with. */
export interface BoundObject {
  readonly kind: "Pod" | "Secret" | "Node";
  readonly object: KubeObject;
}

/** A token to be issued. The caller has checked that the objects belong together. */
export interface TokenOrder {
  readonly account: KubeObject;
  readonly audiences: readonly string[];
  readonly expiresInSeconds: number;
  readonly bound: BoundObject | undefined;
  /** The node a bound pod runs on. */
  readonly node: { readonly name: string; readonly uid: string | undefined } | undefined;
  readonly id: string;
  readonly nowMs: number;
}

/** Who holds a token, and for which audiences it is. */
export interface VerifiedToken {
  readonly user: User;
  readonly audiences: readonly string[];
}

const ALGORITHM = "ES256";
const KEY_ID = "embedded";
const CLAIM = "kubernetes.io";
const EXTRA = "authentication.kubernetes.io/";

/** Issues and checks. The audience is the caller's to compare. */
export class ServiceAccountTokens {
  readonly issuer: string;
  readonly #store: ObjectStore;
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;

  /** With a fresh key: tokens of other servers, and of one before this, are no good here. */
  constructor(store: ObjectStore, issuer: string) {
    this.issuer = issuer;
    this.#store = store;
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.#privateKey = privateKey;
    this.#publicKey = publicKey;
  }

  /** The public key as a JSON web key set. */
  async keySet(): Promise<{ readonly keys: readonly JWK[] }> {
    const key = await exportJWK(this.#publicKey);
    return { keys: [{ ...key, kid: KEY_ID, alg: ALGORITHM, use: "sig" }] };
  }

  issue(order: TokenOrder): Promise<string> {
    const issuedAt = Math.floor(order.nowMs / 1000);
    return new SignJWT({ [CLAIM]: boundClaims(order) })
      .setProtectedHeader({ alg: ALGORITHM, kid: KEY_ID })
      .setIssuer(this.issuer)
      .setSubject(userNameOf(namespaceOf(order.account), nameOf(order.account)))
      .setAudience([...order.audiences])
      .setIssuedAt(issuedAt)
      .setNotBefore(issuedAt)
      .setExpirationTime(issuedAt + order.expiresInSeconds)
      .setJti(order.id)
      .sign(this.#privateKey);
  }

  /** The reason as a text for a token that is not ours, is out of date, or whose account or bound object is gone. */
  async verify(token: string, nowMs: number): Promise<VerifiedToken | string> {
    let payload: JWTPayload;
    try {
      const options = { issuer: this.issuer, algorithms: [ALGORITHM], currentDate: new Date(nowMs) };
      ({ payload } = await jwtVerify(token, this.#publicKey, options));
    } catch (error) {
      return error instanceof Error ? error.message : "the token cannot be read";
    }
    const claims = decodeClaims(payload[CLAIM]);
    if (claims === undefined) return "the token has no claims about a service account";
    const missing = this.#findMissing(claims);
    if (missing !== undefined) return missing;
    const audiences = typeof payload.aud === "string" ? [payload.aud] : (payload.aud ?? []);
    return { user: userOf(claims, payload.jti), audiences };
  }

  #findMissing({ namespace, account, pod, secret, node }: Claims): string | undefined {
    const isGone = (resource: string, { name, uid }: Named, of: string): boolean => {
      const object = this.#store.find(resource, of, name);
      return object === undefined || uidOf(object) !== uid;
    };
    if (isGone("serviceaccounts", account, namespace)) return "service account has been deleted";
    if (pod !== undefined && isGone("pods", pod, namespace)) return "pod has been deleted";
    if (secret !== undefined && isGone("secrets", secret, namespace)) return "secret has been deleted";
    // The node of a pod may be one that nobody registered.
    if (
      pod === undefined &&
      node?.uid !== undefined &&
      isGone("nodes", { name: node.name, uid: node.uid }, "")
    ) {
      return "node has been deleted";
    }
    return undefined;
  }
}

/** `system:serviceaccount:<namespace>:<name>`. */
export function userNameOf(namespace: string, account: string): string {
  return `system:serviceaccount:${namespace}:${account}`;
}

/** Groups of every account of a namespace. */
export function accountGroups(namespace: string): readonly string[] {
  return ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"];
}

interface Named {
  readonly name: string;
  readonly uid: string;
}

interface Claims {
  readonly namespace: string;
  readonly account: Named;
  readonly pod: Named | undefined;
  readonly secret: Named | undefined;
  readonly node: { readonly name: string; readonly uid: string | undefined } | undefined;
}

function boundClaims({ account, bound, node }: TokenOrder): JsonObject {
  const reference = (object: KubeObject): JsonObject => ({ name: nameOf(object), uid: uidOf(object) });
  return {
    namespace: namespaceOf(account),
    serviceaccount: reference(account),
    ...(bound === undefined ? {} : { [bound.kind.toLowerCase()]: reference(bound.object) }),
    ...(node === undefined
      ? {}
      : { node: node.uid === undefined ? { name: node.name } : { name: node.name, uid: node.uid } }),
  };
}

function decodeClaims(value: unknown): Claims | undefined {
  if (!isJsonObject(value)) return undefined;
  const namespace = stringOf(value.namespace);
  const account = decodeNamed(value.serviceaccount);
  if (namespace === undefined || account === undefined) return undefined;
  const node = objectOf(value.node);
  const nodeName = stringOf(node.name);
  return {
    namespace,
    account,
    pod: decodeNamed(value.pod),
    secret: decodeNamed(value.secret),
    node: nodeName === undefined ? undefined : { name: nodeName, uid: stringOf(node.uid) },
  };
}

function decodeNamed(value: JsonValue | undefined): Named | undefined {
  const { name, uid } = objectOf(value);
  return typeof name === "string" && typeof uid === "string" ? { name, uid } : undefined;
}

function userOf({ namespace, account, pod, node }: Claims, tokenId: string | undefined): User {
  const extra: Record<string, readonly string[]> = {};
  const put = (name: string, value: string | undefined): void => {
    if (value !== undefined) extra[`${EXTRA}${name}`] = [value];
  };
  put("credential-id", tokenId === undefined ? undefined : `JTI=${tokenId}`);
  put("node-name", node?.name);
  put("node-uid", node?.uid);
  put("pod-name", pod?.name);
  put("pod-uid", pod?.uid);
  return {
    name: userNameOf(namespace, account.name),
    uid: account.uid,
    groups: accountGroups(namespace),
    extra,
  };
}

/** Whether two lists of audiences have one in common; those it has. */
export function commonAudiences(a: readonly string[], b: readonly string[]): readonly string[] {
  return a.filter((audience) => b.includes(audience));
}

/** The audiences of a request; none where it asks for none. */
export function audiencesOf(spec: JsonObject): readonly string[] {
  return stringsOf(spec.audiences);
}
