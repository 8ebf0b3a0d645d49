import type { DrainComponent } from "../messages.ts";

/** One listening port of this thread: bound by the main thread, served and drained here. */
export interface Listener {
  readonly component: DrainComponent;
  /** Starts to accept. */
  serve(): void;
  /** Takes what waits, which nobody else would. The descriptor is not closed: the main thread owns it. */
  stopAccepting(): void;
  /** Tells live connections to finish (GOAWAY); absent where connections are only waited for. */
  startDrain?(): void;
  /** Ends what is left besides registered connections (tunnels). */
  destroy?(): void;
  /** Besides registered connections: tunnels that still have to close. */
  readonly pendingCount?: number;
}
