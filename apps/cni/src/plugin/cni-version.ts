/** Versions of the CNI specification in which we read a configuration and write a result, oldest first. */
export const CNI_VERSIONS = ["0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0"] as const;

export type CniVersion = (typeof CNI_VERSIONS)[number];

/** Of a configuration that does not say. Before chaining, so we do not support it. */
const UNSTATED_VERSION = "0.1.0";

/** In which answers are written that have no configuration to follow. */
export const NEWEST_CNI_VERSION: CniVersion = "1.1.0";

/** Undefined for versions that we do not support. */
export function findCniVersion(value: unknown = UNSTATED_VERSION): CniVersion | undefined {
  return CNI_VERSIONS.find((version) => version === value);
}

/** Whether `version` is that one or a later one. */
export function isAtLeast(version: CniVersion, wanted: CniVersion): boolean {
  return CNI_VERSIONS.indexOf(version) >= CNI_VERSIONS.indexOf(wanted);
}
