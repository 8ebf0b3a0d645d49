/** CAs for tests: a root of the profile of Istio's CA, made once per file because its key takes a moment to find. */
import { generateSelfSignedRoot, renewSelfSignedRoot, type SelfSignedRoot } from "@ambit/identity";
import { NOW_MS } from "./a-token.ts";

export const DAY_MS = 24 * 3_600_000;

const roots = new Map<string, Promise<SelfSignedRoot>>();

/** The same root for the same name, valid for ten years from the day before NOW_MS. */
export function aRoot(name = "cluster.local"): Promise<SelfSignedRoot> {
  const known = roots.get(name);
  if (known !== undefined) return known;
  const validity = { notBeforeMs: NOW_MS - DAY_MS, notAfterMs: NOW_MS + 3_650 * DAY_MS };
  const made = generateSelfSignedRoot({ organization: name, rsaBits: 2_048, ...validity });
  roots.set(name, made);
  return made;
}

/** That root again, with its key, ending when the test likes. */
export async function aRootUntil(notAfterMs: number, notBeforeMs = NOW_MS - DAY_MS): Promise<SelfSignedRoot> {
  const { keyPem } = await aRoot();
  return renewSelfSignedRoot(keyPem, { organization: "cluster.local", notBeforeMs, notAfterMs });
}
