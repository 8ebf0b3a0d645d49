/** What happens on xDS streams, as log lines and metrics. */
import type { Clock } from "@ambit/lifecycle";
import { WAYPOINT_SERVICE_TYPE, WAYPOINT_SETTINGS_TYPE } from "@ambit/model/http/proto";
import { display, type Logger } from "@ambit/telemetry";
import { ADDRESS_TYPE, AUTHORIZATION_TYPE, WORKLOAD_TYPE } from "@ambit/xds";
import type { XdsConnectionState, XdsServerEvent } from "@ambit/xds-grpc";
import { shownText } from "../ca/shown-text.ts";
import type { PushMetrics } from "../metrics.ts";
import type { PushLog } from "../push/push-log.ts";
import { proxyNameOf } from "./describe-connections.ts";
import type { XdsCaller } from "./xds-access.ts";

export interface XdsObserverOptions {
  readonly metrics: PushMetrics;
  readonly pushLog: PushLog;
  readonly clock: Clock;
  /** Scope `ads`. */
  readonly logger: Logger;
}

/** Istio's names in log lines. */
const TYPE_NAME: Readonly<Record<string, string>> = {
  [ADDRESS_TYPE]: "WDS",
  [WORKLOAD_TYPE]: "WORKLOAD",
  [AUTHORIZATION_TYPE]: "WADS",
  [WAYPOINT_SERVICE_TYPE]: "WAYPOINT-SERVICE",
  [WAYPOINT_SETTINGS_TYPE]: "WAYPOINT",
};

/** A nonce is the version it is of, followed by a UUID. */
const UUID_CHARS = 36;

export class XdsObserver {
  readonly #options: XdsObserverOptions;
  /** Since when each open stream is there. */
  readonly #connectedAtMs = new Map<number, number>();

  constructor(options: XdsObserverOptions) {
    this.#options = options;
  }

  note(event: XdsServerEvent<XdsCaller>): void {
    const { metrics, logger } = this.#options;
    switch (event.kind) {
      case "refused": {
        const { code, message } = event.status;
        metrics.refused(code);
        const stack = event.error instanceof Error ? event.error.stack : undefined;
        logger.warn("ADS: stream refused", {
          client: display(event.peer.name),
          code,
          reason: shownText(message),
          stack,
        });
        return;
      }
      case "connected":
        this.#connectedAtMs.set(event.connection.id, event.connection.connectedAtMs);
        metrics.clientConnected();
        logger.info("ADS: new delta connection", streamFields(event.connection));
        return;
      case "sent": {
        const { typeUrl, version, resources, removed, bytes } = event;
        metrics.sent(typeUrl, bytes, this.#secondsSince(event.connectionId, version, "pushedAtMs"));
        if (logger.isEnabled("debug")) {
          logger.debug(`${TYPE_NAME[typeUrl] ?? typeUrl}: PUSH`, {
            stream: event.connectionId,
            resources,
            removed,
            bytes,
            version: display(version),
          });
        }
        return;
      }
      case "ack": {
        const version = event.nonce.slice(0, -UUID_CHARS);
        const seconds = this.#secondsSince(event.connectionId, version, "changedAtMs");
        if (seconds !== undefined) metrics.converged(seconds);
        return;
      }
      case "nack": {
        const { connection, typeUrl, error } = event;
        metrics.rejected(typeUrl);
        logger.warn(`ADS:${TYPE_NAME[typeUrl] ?? typeUrl}: ACK ERROR`, {
          ...streamFields(connection),
          code: error.code,
          reason: shownText(error.message),
        });
        return;
      }
      case "closed": {
        this.#connectedAtMs.delete(event.connection.id);
        const reason = event.status === undefined ? "by the client" : shownText(event.status.message);
        logger.info("ADS: connection closed", { ...streamFields(event.connection), reason });
        return;
      }
    }
  }

  /** Of a push that was made while the client was there. */
  #secondsSince(
    connectionId: number,
    version: string,
    since: "pushedAtMs" | "changedAtMs",
  ): number | undefined {
    const { pushLog, clock } = this.#options;
    const connectedAtMs = this.#connectedAtMs.get(connectionId);
    const times = connectedAtMs === undefined ? undefined : pushLog.find(version, connectedAtMs);
    return times === undefined ? undefined : (clock.nowMs() - times[since]) / 1_000;
  }
}

function streamFields(connection: XdsConnectionState<XdsCaller>) {
  const proxy = proxyNameOf(connection);
  return {
    stream: connection.id,
    proxy: proxy === "" ? undefined : display(shownText(proxy)),
    client: display(connection.peer.name),
  };
}
