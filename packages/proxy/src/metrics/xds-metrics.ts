import type { Counter, MetricsRegistry } from "@ambit/telemetry";

/** Why a stream ended, in ztunnel's words. */
export type TerminationReason = "ConnectionError" | "Error" | "Reconnect" | "Complete";

/** The xDS client's metrics. Families appear with their first sample. */
export class XdsMetrics {
  readonly #terminations: Counter;
  readonly #messages: Counter;
  readonly #bytes: Counter;

  constructor(registry: MetricsRegistry) {
    this.#terminations = registry.counter(
      "istio_xds_connection_terminations_total",
      "The total number of completed connections to xds server (unstable).",
      ["reason"],
    );
    this.#messages = registry.counter(
      "istio_xds_message_total",
      "Total number of messages received (unstable).",
      ["url"],
    );
    this.#bytes = registry.counter(
      "istio_xds_message_bytes_total",
      "Total number of bytes received (unstable).",
      ["url"],
      { unit: "bytes" },
    );
  }

  terminated(reason: TerminationReason): void {
    this.#terminations.increment([reason]);
  }

  /** `bytes`: those of the resources' payloads. */
  received(typeUrl: string, bytes: number): void {
    this.#messages.increment([typeUrl]);
    this.#bytes.increment([typeUrl], bytes);
  }
}

/** What this program counts beside that; made after Istio's families, because they are printed in that order. */
export class XdsHealthMetrics {
  readonly #rejected: Counter;
  #stream: { readonly address: string; isConnected(): boolean } | undefined;

  constructor(registry: MetricsRegistry) {
    this.#rejected = registry.counter(
      "ambit_xds_rejected_resources_total",
      "The total number of resources that could not be used and were refused (unstable).",
      ["url"],
    );
    const connected = registry.gauge(
      "ambit_xds_connected",
      "Whether there is a stream to the control plane; what it has sent stays in force without one (unstable).",
      ["address"],
    );
    registry.onScrape(() => {
      if (this.#stream !== undefined)
        connected.set([this.#stream.address], this.#stream.isConnected() ? 1 : 0);
    });
  }

  rejected(typeUrl: string, count: number): void {
    this.#rejected.increment([typeUrl], count);
  }

  /** Without it there is no xDS, and nothing to say about its stream. */
  watch(stream: { readonly address: string; isConnected(): boolean }): void {
    this.#stream = stream;
  }
}
