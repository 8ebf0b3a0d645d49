/** What whoever installs has to be allowed to do. */
import type { RenderedObject } from "@ambit/chart";
import { refOf } from "../install/mesh-objects.ts";
import type { Right } from "./cluster-facts.ts";

const VERBS = ["get", "create", "patch", "delete"];
/** What is looked at, and what is asked inside of pods. */
const READ: readonly Right[] = [
  { verb: "list", group: "", plural: "nodes" },
  { verb: "list", group: "", plural: "namespaces" },
  { verb: "list", group: "", plural: "pods" },
  { verb: "create", group: "", plural: "namespaces" },
  { verb: "create", group: "", plural: "configmaps" },
];

/** Each once. */
export function neededRights(objects: readonly RenderedObject[]): readonly Right[] {
  const rights = [
    ...READ,
    ...objects.flatMap((object) => {
      const { group, plural } = refOf(object, objects).resource;
      return VERBS.map((verb): Right => ({ verb, group, plural }));
    }),
  ];
  return [
    ...new Map(rights.map((right) => [`${right.verb} ${right.group} ${right.plural}`, right])).values(),
  ];
}
