import type { KubeObject } from "@ambit/kube-objects";
import { readDefinitionFiles } from "../resources/definition-files.ts";
import { bindKubeEmbedded, type KubeEmbedded, type KubeEmbeddedOptions } from "../server/kube-embedded.ts";

/**
 * A server on loopback over plain HTTP, on a free port, in a few milliseconds, with the mesh's custom resources; whoever calls it is the administrator
 * unless a token says otherwise. The caller disposes it: `await using server = await anApiServer()`.
 */
export async function anApiServer(options: KubeEmbeddedOptions = {}): Promise<KubeEmbedded> {
  return bindKubeEmbedded({ anonymousAdmin: true, definitions: await meshDefinitions(), ...options });
}

let definitions: Promise<readonly KubeObject[]> | undefined;

/** Read once for all servers of a test run. */
function meshDefinitions(): Promise<readonly KubeObject[]> {
  definitions ??= readDefinitionFiles();
  return definitions;
}
