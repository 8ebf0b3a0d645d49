import type { TokenReviewAnswer } from "@ambit/kube";

/** Wall clock of the tests. */
export const NOW_MS = Date.UTC(2026, 10, 23, 3, 29, 29);

let count = 0;

/** The text of a token that ends an hour from NOW_MS; its signature is nobody's business here. */
export function aToken(expiresAtMs = NOW_MS + 3_600_000): string {
  count += 1;
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return [encode({ alg: "none" }), encode({ exp: expiresAtMs / 1_000, jti: count }), "c2ln"].join(".");
}

/** What the API server says of a good token. */
export function aReview(
  account: { readonly namespace: string; readonly name: string },
  pod?: { readonly name: string; readonly uid: string },
): Extract<TokenReviewAnswer, { isAuthenticated: true }> {
  const { namespace, name } = account;
  const extra: readonly (readonly [string, readonly string[]])[] =
    pod === undefined
      ? []
      : [
          ["authentication.kubernetes.io/pod-name", [pod.name]],
          ["authentication.kubernetes.io/pod-uid", [pod.uid]],
        ];
  return {
    isAuthenticated: true,
    username: `system:serviceaccount:${namespace}:${name}`,
    uid: "",
    groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
    extra: new Map(extra),
    audiences: ["istio-ca"],
  };
}
