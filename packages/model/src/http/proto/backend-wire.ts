/** Where requests and connections are sent, and what is changed on the way. */
import type {
  Backend as WireBackend,
  HeaderChange as WireChange,
  ConnectionRoute as WireConnection,
  Mirror as WireMirror,
  Target as WireTarget,
} from "@ambit/proto/waypoint";
import { invalid } from "../../proto/wire-values.ts";
import type { Backend, BackendTarget, ConnectionRoute, HeaderChange, Mirror } from "../http-route.ts";
import { decodeHeader, encodeHeader } from "./match-wire.ts";
import {
  each,
  maybe,
  maybePort,
  nameIn,
  needed,
  numberIn,
  orNull,
  orUndefined,
  portIn,
  statusIn,
  texts,
} from "./wire-parts.ts";

const MILLION = 1_000_000;

export function encodeBackend({ target, weight, requestHeaders, responseHeaders }: Backend): WireBackend {
  return {
    target: encodeTarget(target),
    weight,
    requestHeaders: requestHeaders ? encodeChange(requestHeaders) : null,
    responseHeaders: responseHeaders ? encodeChange(responseHeaders) : null,
  };
}

export function decodeBackend(wire: WireBackend): Backend {
  return {
    target: decodeTarget(needed(wire.target, "target")),
    weight: wire.weight ?? 0,
    requestHeaders: maybe(wire.requestHeaders, "request_headers", decodeChange),
    responseHeaders: maybe(wire.responseHeaders, "response_headers", decodeChange),
  };
}

export function encodeMirror({ target, perMillion }: Mirror): WireMirror {
  return { target: encodeTarget(target), perMillion };
}

export function decodeMirror({ target, perMillion }: WireMirror): Mirror {
  return {
    target: decodeTarget(needed(target, "target")),
    perMillion: numberIn(perMillion, "per_million", 0, MILLION),
  };
}

export function encodeChange({ set, add, remove }: HeaderChange): WireChange {
  return { set: set.map(encodeHeader), add: add.map(encodeHeader), remove: [...remove] };
}

export function decodeChange({ set, add, remove }: WireChange): HeaderChange {
  return {
    set: each(set, "set", decodeHeader),
    add: each(add, "add", decodeHeader),
    remove: texts(remove),
  };
}

export function encodeConnectionRoute({ port, serverNames, backends }: ConnectionRoute): WireConnection {
  return { port: orNull(port), serverNames: [...serverNames], backends: backends.map(encodeBackend) };
}

export function decodeConnectionRoute({ port, serverNames, backends }: WireConnection): ConnectionRoute {
  return {
    port: maybePort(port, "port"),
    serverNames: texts(serverNames),
    backends: each(backends, "backends", decodeBackend),
  };
}

function encodeTarget(target: BackendTarget): WireTarget {
  if (target.kind === "service") {
    const { service, port, subset } = target;
    return { service: { service, port, subset: orNull(subset) } };
  }
  const { status, grpcStatus, flag, details } = target;
  return {
    invalid: { status, grpcStatus: orNull(grpcStatus), isUnknownCluster: flag === "NC", details },
  };
}

function decodeTarget({ kind, service, invalid: bad }: WireTarget): BackendTarget {
  if (kind === "service" && service) {
    return {
      kind: "service",
      service: nameIn(service.service, "target.service"),
      port: portIn(service.port, "target.port"),
      subset: orUndefined(service.subset),
    };
  }
  if (kind === "invalid" && bad) {
    return {
      kind: "invalid",
      status: statusIn(bad.status, "target.status"),
      grpcStatus: orUndefined(bad.grpcStatus),
      flag: bad.isUnknownCluster ? "NC" : "-",
      details: bad.details ?? "",
    };
  }
  throw invalid("target is of no kind");
}
