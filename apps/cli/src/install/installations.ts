/** Reads and writes what is installed. */
import { CliError } from "../cli-error.ts";
import { type Cluster, RESOURCES } from "../cluster/cluster.ts";
import {
  decodeInstallation,
  encodeInstallation,
  type Installation,
  RECORD_NAME,
} from "./installation-record.ts";
import { FIELD_MANAGER } from "./mesh-objects.ts";

/** Undefined where ambit has installed nothing. Throws KubeError, CliError "bad-answer". */
export async function findInstallation(
  cluster: Cluster,
  namespace: string,
): Promise<Installation | undefined> {
  const object = await cluster.find(RESOURCES.configMaps, namespace, RECORD_NAME);
  return object === undefined ? undefined : decodeInstallation(object);
}

/** Throws CliError "not-found" with what to do. */
export async function getInstallation(cluster: Cluster, namespace: string): Promise<Installation> {
  const found = await findInstallation(cluster, namespace);
  if (found !== undefined) return found;
  throw new CliError(
    "not-found",
    `ambit has installed nothing in namespace ${namespace}: use ambit install, or helm where helm installed it`,
  );
}

/** Throws KubeError. */
export async function writeInstallation(
  cluster: Cluster,
  namespace: string,
  installation: Installation,
): Promise<void> {
  const body = encodeInstallation(installation, namespace);
  const name = { namespace, name: RECORD_NAME };
  await cluster.api.patch(RESOURCES.configMaps, name, {
    kind: "apply",
    body,
    fieldManager: FIELD_MANAGER,
    force: true,
  });
}
