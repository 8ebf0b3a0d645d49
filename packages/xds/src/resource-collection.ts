import type { XdsResource } from "./messages.ts";

/** What happened between two positions. One object for all who ask about the same stretch, so its encoding is shared. */
export interface ResourceChanges {
  readonly upserts: readonly XdsResource[];
  readonly removed: readonly string[];
}

/** All resources of one type, as a server stream reads them. */
export interface ResourceCollection {
  /** Grows with every change. */
  readonly position: number;
  /** The same array, with the same objects in it, until something changes. */
  all(): readonly XdsResource[];
  /** By its own name. */
  get(name: string): XdsResource | undefined;
  /** By its own name or an alias, which several may share. */
  find(nameOrAlias: string): Iterable<XdsResource>;
  /** Those that come along with that resource (`XdsResource.follows`). */
  followers(name: string): Iterable<XdsResource>;
  /** Those of a node (`XdsResource.node`). */
  onNode(node: string): Iterable<XdsResource>;
  /** What is different from how it was at `position`; undefined when that is too long ago to tell. */
  changesSince(position: number): ResourceChanges | undefined;
}

/** What a server's streams serve: one collection per type, and the version of the whole. */
export interface ResourceSource {
  /** Of the latest push, for system_version_info and nonces: `<RFC 3339 time>/<counter>`. */
  readonly version: string;
  /**
   * Undefined for a type that is not served: a stream that asks for it is ended. Of a type that each client has for
   * itself, `scope` says whose.
   */
  collection(typeUrl: string, scope?: string): ResourceCollection | undefined;
}
