import type { Backend, Fault, FaultAbort, Mirror } from "@ambit/model/http";

const MILLION = 1_000_000;

/** What answers where a rule has no backend, or none with a weight. */
export const NO_BACKEND: Backend = Object.freeze({
  target: Object.freeze({
    kind: "invalid",
    status: 500,
    // UNAVAILABLE, as Gateway API wants it of gRPC.
    grpcStatus: 14,
    flag: "-",
    details: "direct_response",
  } as const),
  weight: 0,
  requestHeaders: undefined,
  responseHeaders: undefined,
});

/** One backend, drawn by weight with a `draw` in [0, 1). Invalid ones have their share like all others. */
export function chooseBackend(backends: readonly Backend[], draw: number): Backend {
  let total = 0;
  for (const { weight } of backends) total += weight;
  let rest = draw * total;
  for (const backend of backends) {
    if (rest < backend.weight) return backend;
    rest -= backend.weight;
  }
  return NO_BACKEND;
}

/** Mirrors that get a copy of this request; each is drawn for itself. */
export function chooseMirrors(mirrors: readonly Mirror[], random: () => number): readonly Mirror[] {
  return mirrors.length === 0 ? mirrors : mirrors.filter(({ perMillion }) => isDrawn(perMillion, random));
}

/** What befalls a request: first the wait, then the answer. */
export interface ChosenFault {
  /** 0: none. */
  readonly delayMs: number;
  readonly abort: FaultAbort | undefined;
}

const NO_FAULT: ChosenFault = Object.freeze({ delayMs: 0, abort: undefined });

/** Which of a rule's faults this request meets. */
export function chooseFault(fault: Fault | undefined, random: () => number): ChosenFault {
  if (fault === undefined) return NO_FAULT;
  const { delay, abort } = fault;
  return {
    delayMs: delay !== undefined && isDrawn(delay.perMillion, random) ? delay.ms : 0,
    abort: abort !== undefined && isDrawn(abort.perMillion, random) ? abort : undefined,
  };
}

/** What is sure is not drawn. */
function isDrawn(perMillion: number, random: () => number): boolean {
  return perMillion >= MILLION || (perMillion > 0 && random() * MILLION < perMillion);
}
