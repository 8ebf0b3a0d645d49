/** Mesh resources from a local YAML file or variable instead of a control plane, read again whenever the file changes. */
import { formatErrorChain } from "@ambit/errors";
import type { Clock } from "@ambit/lifecycle";
import { decodeLocalConfig, type MeshResource } from "@ambit/model";
import { ProxyError } from "@ambit/proxy";
import type { Logger } from "@ambit/telemetry";
import type { LocalXds } from "../config/ztunnel-config.ts";
import { watchFile } from "./file-watch.ts";
import { readTextFile } from "./text-file.ts";

/** What an inline configuration is called in messages. */
const INLINE_NAME = "LOCAL_XDS";

export interface LocalConfigWatchOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** A new, complete and valid set of resources. */
  readonly onChange: (resources: readonly MeshResource[]) => void;
  /** A reload was refused; the last good resources stay. Logged already. */
  readonly onReloadFailure: () => void;
}

/** The local configuration: its last good contents. */
export class LocalConfig {
  readonly #source: LocalXds;
  #text: string;
  #resources: readonly MeshResource[];

  private constructor(source: LocalXds, text: string, resources: readonly MeshResource[]) {
    this.#source = source;
    this.#text = text;
    this.#resources = resources;
  }

  /** Reads and decodes. Throws ProxyError with every problem in the file: a start needs a good one. */
  static load(source: LocalXds): LocalConfig {
    try {
      const text = source.kind === "inline" ? source.text : readTextFile(source.path);
      return new LocalConfig(source, text, decode(text, nameOf(source)));
    } catch (cause) {
      throw new ProxyError("bad-local-config", `cannot use the local configuration ${nameOf(source)}`, {
        cause,
      });
    }
  }

  /** The resources of the last good contents. */
  get resources(): readonly MeshResource[] {
    return this.#resources;
  }

  /** Follows the file until disposed; an inline configuration never changes. */
  watch(options: LocalConfigWatchOptions): Disposable {
    if (this.#source.kind === "inline") return { [Symbol.dispose]: () => {} };
    return watchFile({
      path: this.#source.path,
      knownText: this.#text,
      clock: options.clock,
      onText: (text) => this.reload(text, options),
      onUnreadable: (error) => this.#refuse(formatErrorChain(error), options),
    });
  }

  /** Takes new contents, or keeps the old ones and says why. */
  reload(text: string, options: LocalConfigWatchOptions): void {
    let resources: readonly MeshResource[];
    try {
      resources = decode(text, nameOf(this.#source));
    } catch (error) {
      this.#refuse(formatErrorChain(error), options);
      return;
    }
    this.#text = text;
    this.#resources = resources;
    options.onChange(resources);
  }

  #refuse(error: string, options: LocalConfigWatchOptions): void {
    options.logger.error("local config not reloaded, the last good one stays in force", {
      file: nameOf(this.#source),
      error,
    });
    options.onReloadFailure();
  }
}

/**
 * An empty mesh is written `{}`. A file without any text is one caught between truncation and writing, and using it
 * would take every workload out of the mesh.
 */
function decode(text: string, name: string): readonly MeshResource[] {
  if (text.replace(/#.*|^---$/gm, "").trim() === "") {
    throw new ProxyError("bad-local-config", `${name}: the file is empty (an empty mesh is written {})`);
  }
  return decodeLocalConfig(text, name);
}

function nameOf(source: LocalXds): string {
  return source.kind === "inline" ? INLINE_NAME : source.path;
}
