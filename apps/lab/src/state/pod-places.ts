/** Where a pod of this machine is, from its kubelet's record: for connections that go into it. */
import { join } from "node:path";
import { nodePaths } from "../kubelet/kubelet-config.ts";
import { findRecord, readJsonFile } from "./json-file.ts";

/** Path of its network namespace; undefined for a pod that its node has not started. */
export function findPodNetns(nodeStateFolder: string, uid: string): string | undefined {
  const record = findRecord(readJsonFile(join(podFolder(nodeStateFolder, uid), "pod.json")));
  const netns = findRecord(record?.["sandbox"])?.["netns"];
  return typeof netns === "string" ? netns : undefined;
}

function podFolder(nodeStateFolder: string, uid: string): string {
  return join(nodePaths(nodeStateFolder).podsFolder, uid);
}
