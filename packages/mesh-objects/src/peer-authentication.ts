import { type ObjectMeta, readMeta } from "./object-meta.ts";
import type { Decoded } from "./object-problem.ts";
import { ObjectReader } from "./object-reader.ts";
import { readWorkloadSelector, type WorkloadSelector } from "./workload-selector.ts";

/** Which connections without mutual TLS are let in. */
export interface PeerAuthentication extends ObjectMeta {
  readonly kind: "PeerAuthentication";
  readonly selector: WorkloadSelector | undefined;
  readonly mode: MtlsMode;
  /** In the order of the ports. */
  readonly portModes: readonly PortMode[];
}

/** UNSET inherits. */
export type MtlsMode = "UNSET" | "DISABLE" | "PERMISSIVE" | "STRICT";

export interface PortMode {
  readonly port: number;
  readonly mode: MtlsMode;
}

/** Reads one from JSON. Throws ObjectError without a name. */
export function decodePeerAuthentication(json: unknown): Decoded<PeerAuthentication> {
  const reader = new ObjectReader(json);
  const spec = reader.field("spec");
  spec.reportUnknown(SPEC_FIELDS);
  const object: PeerAuthentication = {
    kind: "PeerAuthentication",
    ...readMeta(reader, []),
    selector: readWorkloadSelector(spec.field("selector")),
    mode: readMode(spec.field("mtls")),
    portModes: readPortModes(spec.field("portLevelMtls")),
  };
  return { object, problems: reader.problems };
}

const SPEC_FIELDS: ReadonlySet<string> = new Set(["selector", "mtls", "portLevelMtls"]);
const MTLS_FIELDS: ReadonlySet<string> = new Set(["mode"]);

/** A mode that cannot be read is STRICT: plaintext is let in only where somebody said so. */
function readMode(reader: ObjectReader): MtlsMode {
  const before = reader.problemCount;
  reader.reportUnknown(MTLS_FIELDS);
  const mode = reader.field("mode").word("UNSET", "DISABLE", "PERMISSIVE", "STRICT");
  return mode ?? (reader.problemCount === before ? "UNSET" : "STRICT");
}

function readPortModes(reader: ObjectReader): readonly PortMode[] {
  const modes = reader.entries().flatMap(([key, item]) => {
    const port = /^[0-9]{1,5}$/.test(key) ? Number(key) : 0;
    if (port < 1 || port > 0xffff) {
      item.report("a port is a whole number from 1 to 65535");
      return [];
    }
    return [{ port, mode: readMode(item) }];
  });
  return modes.sort((left, right) => left.port - right.port);
}
