import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  listOf,
  objectOf,
  stringOf,
  stringsOf,
} from "@ambit/kube-objects/json";
import type { ProbeCheck, ProbeSpec } from "./pod.ts";

/** Undefined where there is none. */
export function decodeProbe(value: JsonValue | undefined): ProbeSpec | undefined {
  if (!isJsonObject(value)) return undefined;
  return {
    check: decodeCheck(value),
    initialDelayMs: (positive(value.initialDelaySeconds) ?? 0) * 1000,
    periodMs: (positive(value.periodSeconds) ?? 10) * 1000,
    timeoutMs: (positive(value.timeoutSeconds) ?? 1) * 1000,
    successThreshold: positive(value.successThreshold) ?? 1,
    failureThreshold: positive(value.failureThreshold) ?? 3,
  };
}

function decodeCheck(probe: JsonObject): ProbeCheck {
  if (isJsonObject(probe.httpGet)) return decodeHttp(probe.httpGet);
  if (isJsonObject(probe.tcpSocket)) {
    return { kind: "tcp", host: stringOf(probe.tcpSocket.host), port: portOf(probe.tcpSocket.port) };
  }
  if (isJsonObject(probe.exec)) return { kind: "exec", command: stringsOf(probe.exec.command) };
  return { kind: "unsupported", type: isJsonObject(probe.grpc) ? "grpc" : "unknown" };
}

function decodeHttp(get: JsonObject): ProbeCheck {
  return {
    kind: "http",
    scheme: stringOf(get.scheme)?.toUpperCase() === "HTTPS" ? "https" : "http",
    host: stringOf(get.host),
    port: portOf(get.port),
    path: stringOf(get.path) ?? "/",
    headers: listOf(get.httpHeaders).map((header) => {
      const { name, value } = objectOf(header);
      return [stringOf(name) ?? "", stringOf(value) ?? ""];
    }),
  };
}

function portOf(value: JsonValue | undefined): number | string {
  return typeof value === "number" ? value : (stringOf(value) ?? 0);
}

/** As in Kubernetes, 0 counts as not given. */
function positive(value: JsonValue | undefined): number | undefined {
  return typeof value === "number" && value > 0 ? value : undefined;
}
