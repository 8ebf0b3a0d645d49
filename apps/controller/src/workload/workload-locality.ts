import type { TextMap } from "@ambit/mesh-objects";
import { REGION, SUBZONE, ZONE } from "@ambit/mesh-objects/labels";
import type { Locality } from "@ambit/proto/workload";

/** Where a node stands; `undefined` if its labels do not say. */
export function localityOfNode(labels: TextMap): Locality | undefined {
  return locality([labels[REGION], labels[ZONE], labels[SUBZONE]]);
}

/** Reads `region/zone/subzone`, from the left. */
export function localityOfText(text: string): Locality | undefined {
  return locality(text.split("/"));
}

function locality([region = "", zone = "", subzone = ""]: readonly (string | undefined)[]):
  | Locality
  | undefined {
  if (region === "" && zone === "" && subzone === "") {
    return undefined;
  }
  const found: Locality = {};
  if (region !== "") found.region = region;
  if (zone !== "") found.zone = zone;
  if (subzone !== "") found.subzone = subzone;
  return found;
}
