/** The results of all runs as text. */
import { formatTable } from "../bench/report.ts";
import type { CertificateResult } from "./certificate-run.ts";
import type { RunResult } from "./run.ts";

export interface ScaleVerdict {
  readonly text: string;
  readonly limit: string;
  readonly measured: string;
  readonly isMet: boolean;
}

const TARGETS = {
  changeP99Ms: 300,
  aloneMs: 2_000,
  residentMb: 1_200,
  reconnectKib: 64,
  fairness: 2,
} as const;
const KIB = 1024;
const MIB = 1024 * 1024;

/** Of the largest run. */
export function judgeScale(result: RunResult): readonly ScaleVerdict[] {
  const p99 = percentile(result.changeMs, 0.99);
  const { residentMb } = result.afterChanges;
  const reconnectKib = Math.max(...result.reconnects.map(({ receivedBytes }) => receivedBytes)) / KIB;
  const peakMb = result.afterReconnects.peakMb;
  return [
    {
      text: "initial synchronisation of one ztunnel, alone",
      limit: `at most ${TARGETS.aloneMs / 1000} s`,
      measured: `${(result.aloneMs / 1000).toFixed(2)} s`,
      isMet: result.aloneMs <= TARGETS.aloneMs,
    },
    {
      text: `change to last ACK, p99, at ${result.plan.changesPerSecond} changes/s`,
      limit: `at most ${TARGETS.changeP99Ms} ms`,
      measured: `${p99.toFixed(0)} ms`,
      isMet: p99 <= TARGETS.changeP99Ms,
    },
    {
      text: "changes that some client never acknowledged",
      limit: "0",
      measured: `${result.lost}`,
      isMet: result.lost === 0,
    },
    {
      text: "resident memory of the controller with all clients connected",
      limit: `at most ${TARGETS.residentMb} MB`,
      measured: `${residentMb.toFixed(0)} MB`,
      isMet: residentMb <= TARGETS.residentMb,
    },
    {
      text: "the most it has had, all clients asking at once and coming back at once included",
      limit: `at most ${TARGETS.residentMb} MB`,
      measured: `${peakMb.toFixed(0)} MB`,
      isMet: peakMb <= TARGETS.residentMb,
    },
    {
      text: "sent by the controller on a reconnect with nothing changed, TLS and HTTP/2 included",
      limit: `at most ${TARGETS.reconnectKib} KiB`,
      measured: `${reconnectKib.toFixed(1)} KiB`,
      isMet: reconnectKib <= TARGETS.reconnectKib,
    },
  ];
}

export function formatScale(results: readonly RunResult[], certificates: CertificateResult): string {
  const largest = results.at(-1);
  const verdicts = [
    ...(largest === undefined ? [] : judgeScale(largest)),
    ...judgeCertificates(certificates),
  ];
  const targets = [
    ["target", "limit", "measured", ""],
    ...verdicts.map(({ text, limit, measured, isMet }) => [text, limit, measured, isMet ? "met" : "missed"]),
  ];
  const head = [
    "pods / services / policies / clients",
    "controller ready",
    "one client alone",
    "all clients in step",
    "a client's snapshot",
    "change to last ACK p50 / p99",
    "resident at rest / synced / changing / all back (peak)",
    "CPU for the snapshots",
    "CPU per change",
    "reconnect, sent / received",
    "all reconnect at once",
  ];
  return ["### Targets", formatTable(targets), "### Growth", formatTable([head, ...results.map(line)])].join(
    "\n\n",
  );
}

function line(result: RunResult): string[] {
  const { plan, sync, atRest, afterSync, afterChanges, afterReconnects, changeMs, reconnects } = result;
  const changes = plan.changesPerSecond * plan.changeSeconds;
  const [reconnect] = reconnects;
  const mb = (value: number): string => value.toFixed(0);
  return [
    `${plan.pods} / ${plan.services} / ${plan.policies} / ${plan.clients}`,
    `${(result.readyMs / 1000).toFixed(1)} s`,
    `${(result.aloneMs / 1000).toFixed(2)} s`,
    `${(sync.lastMs / 1000).toFixed(1)} s`,
    `${(sync.bytesPerClient / MIB).toFixed(1)} MiB`,
    `${percentile(changeMs, 0.5).toFixed(0)} / ${percentile(changeMs, 0.99).toFixed(0)} ms`,
    `${mb(atRest.residentMb)} / ${mb(afterSync.residentMb)} / ${mb(afterChanges.residentMb)} / ${mb(afterReconnects.residentMb)} (${mb(afterReconnects.peakMb)}) MB`,
    `${(afterSync.cpuSeconds - atRest.cpuSeconds).toFixed(1)} s`,
    `${(((afterChanges.cpuSeconds - afterSync.cpuSeconds) * 1000) / changes).toFixed(1)} ms`,
    reconnect === undefined
      ? "-"
      : `${(reconnect.receivedBytes / KIB).toFixed(1)} / ${(reconnect.sentBytes / KIB).toFixed(0)} KiB`,
    `${(result.allBackMs / 1000).toFixed(1)} s`,
  ];
}

/** The last second's answers come a little after it. */
const SUSTAINED = 0.97;
/** Statuses that say to come back. */
const RETRYABLE: ReadonlySet<string> = new Set(["UNAVAILABLE", "RESOURCE_EXHAUSTED"]);

export function judgeCertificates({ plan, sustained, burst }: CertificateResult): readonly ScaleVerdict[] {
  const dropped = Object.entries(burst.others).filter(([code]) => !RETRYABLE.has(code));
  const [first, last] = burst.halfMs;
  return [
    {
      text: `P-256 certificates signed a second, ${plan.nodes} nodes asking for ${plan.perSecond}`,
      limit: `${plan.perSecond}`,
      measured: `${sustained.signedPerSecond.toFixed(0)} (p50 ${sustained.p50Ms.toFixed(0)}, p99 ${sustained.p99Ms.toFixed(0)} ms; ${sustained.cpuMs.toFixed(2)} ms CPU each)`,
      isMet: sustained.notSigned === 0 && sustained.signedPerSecond >= plan.perSecond * SUSTAINED,
    },
    {
      text: `${plan.burst} requests at once: answers without a certificate that do not say to come back`,
      limit: "0",
      measured: `${dropped.length}; ${burst.signed} signed within ${(burst.lastMs / 1000).toFixed(1)} s`,
      isMet: dropped.length === 0,
    },
    {
      text: "the same: the last node has half of its certificates after that part of the time that the first one took",
      limit: `at most ${TARGETS.fairness}`,
      measured: (last / first).toFixed(1),
      isMet: last / first <= TARGETS.fairness,
    },
  ];
}

/** Of ascending values. */
export function percentile(values: readonly number[], share: number): number {
  return values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;
}
