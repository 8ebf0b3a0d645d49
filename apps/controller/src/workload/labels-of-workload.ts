import type { TextMap } from "@ambit/mesh-objects";
import type { Reader } from "../collections/collection-graph.ts";
import type { ObjectCollections } from "../collections/object-collections.ts";
import { labelsOfWorkloadEntry } from "./entry-workload.ts";

/** The labels of the object that a workload comes from, by its uid; none if it has none of its own. */
export function labelsOfWorkload(
  read: Reader,
  objects: Pick<ObjectCollections, "Pod" | "WorkloadEntry" | "ServiceEntry">,
  uid: string,
): TextMap {
  // cluster/group/Kind/namespace/name, and the address of an endpoint in a ServiceEntry
  const [, , kind, namespace, name, ...address] = uid.split("/");
  const key = `${namespace}/${name}`;
  switch (kind) {
    case "Pod":
      return read.get(objects.Pod, key)?.labels ?? {};
    case "WorkloadEntry": {
      const entry = read.get(objects.WorkloadEntry, key);
      return entry === undefined ? {} : labelsOfWorkloadEntry(entry);
    }
    case "ServiceEntry": {
      const endpoints = read.get(objects.ServiceEntry, key)?.endpoints ?? [];
      return endpoints.find((endpoint) => endpoint.address === address.join("/"))?.labels ?? {};
    }
    default:
      return {};
  }
}
