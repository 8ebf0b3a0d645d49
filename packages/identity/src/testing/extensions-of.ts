import type { X509Certificate } from "node:crypto";
import { decodeDer, encodeDer, findContext, findOid, findSequence } from "../der.ts";

export interface Extension {
  readonly oid: string | undefined;
  readonly isCritical: boolean;
  readonly hex: string;
}

/** Extensions in order, with their content in hex. */
export function extensionsOf(certificate: X509Certificate): Extension[] {
  const fields = findSequence(findSequence(decodeDer(certificate.raw))?.[0]) ?? [];
  const list = findSequence(findContext(fields[7], 3)?.[0]) ?? [];
  return list.map((extension) => {
    const members = findSequence(extension) ?? [];
    const content = members.at(-1);
    return {
      oid: findOid(members[0]),
      isCritical: members.length === 3,
      hex: content === undefined ? "" : Buffer.from(encodeDer(content).subarray(2)).toString("hex"),
    };
  });
}
