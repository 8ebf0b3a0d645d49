/** What ends the process from outside: SIGTERM and SIGINT drain it, SIGINT once more ends it at once. */
import type { Logger } from "@ambit/telemetry";

type ShutdownSignal = "SIGTERM" | "SIGINT";

/** The part of `process` that delivers signals. */
export interface SignalSource {
  on(signal: ShutdownSignal, listener: () => void): unknown;
  off(signal: ShutdownSignal, listener: () => void): unknown;
}

export interface SignalOptions {
  readonly source: SignalSource;
  readonly logger: Logger;
  /** Whether the process is draining already, for whatever reason. */
  isShuttingDown(): boolean;
  onShutdown(): void;
  /** SIGINT while shutting down: the operator does not want to wait. */
  onImpatience(): void;
}

/** Listens until disposed. A repeated SIGTERM changes nothing: Kubernetes ends a slow drain with SIGKILL. */
export function watchSignals(options: SignalOptions): Disposable {
  const receive = (signal: ShutdownSignal): void => {
    if (options.isShuttingDown()) {
      if (signal === "SIGINT") options.onImpatience();
      return;
    }
    options.logger.info(`received signal ${signal}, starting shutdown`);
    options.onShutdown();
  };
  const onTerminate = (): void => receive("SIGTERM");
  const onInterrupt = (): void => receive("SIGINT");
  options.source.on("SIGTERM", onTerminate);
  options.source.on("SIGINT", onInterrupt);
  return {
    [Symbol.dispose]: () => {
      options.source.off("SIGTERM", onTerminate);
      options.source.off("SIGINT", onInterrupt);
    },
  };
}
