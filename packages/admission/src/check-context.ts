/** What checks go by. */
import type { Surroundings } from "./surroundings.ts";

/** The settings of the mesh, and what is known of the cluster. */
export interface CheckContext {
  /** Policies there apply to the whole mesh. */
  readonly rootNamespace: string;
  /** AMBIENT_ENABLE_DRY_RUN_AUTHORIZATION_POLICY. */
  readonly isDryRunOffered: boolean;
  /** AMBIT_STRICT_POLICIES. */
  readonly isStrict: boolean;
  /** Undefined: nothing is known but the object, and what depends on others is not said. */
  readonly surroundings: Surroundings | undefined;
}
