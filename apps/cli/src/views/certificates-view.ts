import type { DumpedCertificate, DumpedIdentity, ZtunnelDump } from "../dump/ztunnel-dump.ts";
import { formatTable } from "../text/table.ts";

/** istioctl sets certificates wider than its other tables. */
const PADDING = 5;
const MISSING = "NA";

type Kind = "Leaf" | "Intermediate" | "Root";

/** All, or those of one service account. */
export function selectIdentities(
  dump: ZtunnelDump,
  filter: { readonly namespace?: string | undefined; readonly serviceAccount?: string | undefined },
): readonly DumpedIdentity[] {
  const { namespace, serviceAccount } = filter;
  if (namespace === undefined || serviceAccount === undefined) return dump.identities;
  return dump.identities.filter(({ identity }) => identity.endsWith(`/ns/${namespace}/sa/${serviceAccount}`));
}

/** The table of istioctl: a row for each certificate, as they are at `nowMs`. */
export function formatCertificates(identities: readonly DumpedIdentity[], nowMs: number): string {
  return formatTable(
    ["CERTIFICATE NAME", "TYPE", "STATUS", "VALID CERT", "SERIAL NUMBER", "NOT AFTER", "NOT BEFORE"],
    identities.flatMap((identity) => rowsOf(identity, nowMs)),
    { padding: PADDING },
  );
}

function rowsOf(identity: DumpedIdentity, nowMs: number): readonly (readonly string[])[] {
  const status = identity.state.startsWith("Unavailable") ? "Unavailable" : identity.state;
  const certificates = kindsOf(identity);
  if (certificates.length === 0) {
    return [[identity.identity, MISSING, status, "false", MISSING, MISSING, MISSING]];
  }
  return certificates.map(([kind, certificate]) => [
    identity.identity,
    kind,
    status,
    String(isValid(certificate, nowMs)),
    hexOf(certificate.serialNumber),
    orMissing(certificate.expirationTime),
    orMissing(certificate.validFrom),
  ]);
}

/** Older ztunnels have the root at the end of the chain. */
function kindsOf({ chain, roots }: DumpedIdentity): readonly (readonly [Kind, DumpedCertificate])[] {
  const last = chain.length - 1;
  const kindAt = (index: number): Kind => {
    if (index === 0) return "Leaf";
    return roots.length === 0 && index === last ? "Root" : "Intermediate";
  };
  return [
    ...chain.map((certificate, index) => [kindAt(index), certificate] as const),
    ...roots.map((certificate) => ["Root", certificate] as const),
  ];
}

function isValid({ validFrom, expirationTime }: DumpedCertificate, nowMs: number): boolean {
  return Date.parse(validFrom) <= nowMs && nowMs <= Date.parse(expirationTime);
}

/** Dumps have decimal numbers, everybody else shows serials in hexadecimal. */
function hexOf(serialNumber: string): string {
  return /^\d+$/.test(serialNumber) ? BigInt(serialNumber).toString(16) : orMissing(serialNumber);
}

function orMissing(text: string): string {
  return text === "" ? MISSING : text;
}
