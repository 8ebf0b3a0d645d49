/** Nodes: system, kernel, and whether they have a network of their own to chain to. */
import type { KubeObject } from "@ambit/kube";
import { listOf, recordOf, textOf } from "../dump/json.ts";
import type { ClusterFacts } from "./cluster-facts.ts";
import { note, ok, type PreflightFinding, refused, warning } from "./finding.ts";

/** Rules and sockets of the node programs need it. */
const OLDEST_KERNEL = [4, 18] as const;
const ARCHITECTURES: ReadonlySet<string> = new Set(["amd64", "arm64"]);
const NO_NETWORK = /cni|network plugin/i;

/** One line for all that are well. */
export function checkNodes({ nodes }: ClusterFacts): readonly PreflightFinding[] {
  if (nodes.length === 0) return [warning("nodes", "there is none", "nothing starts before there is one")];
  const findings = nodes.flatMap(checkNode);
  const bad = new Set(findings.filter(({ level }) => level !== "note").map(({ subject }) => subject));
  const good = nodes.length - bad.size;
  return [
    ...(good > 0 ? [ok("nodes", `${good} of ${nodes.length} are ready for the mesh`)] : []),
    ...findings,
  ];
}

function checkNode(node: KubeObject): readonly PreflightFinding[] {
  const subject = `node ${node.metadata.name}`;
  const status = recordOf(node["status"]);
  const system = recordOf(status["nodeInfo"]);
  if (textOf(system["operatingSystem"]) === "windows")
    return [note(subject, "Windows: its pods stay outside of the mesh")];
  return [...checkSystem(subject, system), ...checkReadiness(subject, status)];
}

function* checkSystem(
  subject: string,
  system: Readonly<Record<string, unknown>>,
): Generator<PreflightFinding> {
  const architecture = textOf(system["architecture"]);
  if (architecture !== "" && !ARCHITECTURES.has(architecture)) {
    yield refused(
      subject,
      `there are no images for ${architecture}`,
      "keep the mesh's pods off it with a nodeSelector",
    );
  }
  const kernel = textOf(system["kernelVersion"]);
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(kernel) ?? [];
  if (major !== undefined && isOlder(Number(major), Number(minor))) {
    const [oldestMajor, oldestMinor] = OLDEST_KERNEL;
    yield refused(
      subject,
      `its kernel ${kernel} is too old`,
      `upgrade it to ${oldestMajor}.${oldestMinor} or newer`,
    );
  }
}

function isOlder(major: number, minor: number): boolean {
  const [oldestMajor, oldestMinor] = OLDEST_KERNEL;
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}

function* checkReadiness(
  subject: string,
  status: Readonly<Record<string, unknown>>,
): Generator<PreflightFinding> {
  const ready = listOf(status["conditions"])
    .map(recordOf)
    .find(({ type }) => type === "Ready");
  if (ready === undefined || ready["status"] === "True") return;
  const message = textOf(ready["message"]);
  yield NO_NETWORK.test(message)
    ? refused(
        subject,
        `it has no CNI configuration to chain to (${message})`,
        "install the cluster's network first: the mesh's plugin runs behind it",
      )
    : warning(
        subject,
        `not ready: ${message || textOf(ready["reason"])}`,
        "its pods join the mesh when it is",
      );
}
