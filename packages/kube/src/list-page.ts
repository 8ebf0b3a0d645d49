import type { ListPage } from "./kube-api.ts";
import { KubeError } from "./kube-error.ts";
import { decodeKubeObject, isRecord, type KubeObject } from "./kube-object.ts";

/** Objects in one answer of a list, unless asked otherwise: of pods about 2 MB. Smaller ones leave a lower peak of memory. */
export const LIST_PAGE_SIZE = 250;

/** A page and where the next one is. */
export interface DecodedPage extends ListPage {
  readonly continueToken: string | undefined;
}

/** Throws KubeError "bad-response". Items get the kind that lists of built-in kinds leave out. */
export function decodeListPage(answer: unknown): DecodedPage {
  const metadata = isRecord(answer) ? answer["metadata"] : undefined;
  if (!isRecord(answer) || !isRecord(metadata) || typeof metadata["resourceVersion"] !== "string") {
    throw new KubeError("bad-response", "a list without resourceVersion");
  }
  const { apiVersion, kind } = answer;
  const items = answer["items"] ?? [];
  if (!Array.isArray(items)) {
    throw new KubeError("bad-response", "a list without items");
  }
  const type = {
    ...(typeof apiVersion === "string" ? { apiVersion } : {}),
    ...(typeof kind === "string" && kind.endsWith("List") ? { kind: kind.slice(0, -"List".length) } : {}),
  };
  const next = metadata["continue"];
  return {
    items: items.map((item): KubeObject => ({ ...type, ...decodeKubeObject(item) })),
    resourceVersion: metadata["resourceVersion"],
    continueToken: typeof next === "string" && next !== "" ? next : undefined,
  };
}
