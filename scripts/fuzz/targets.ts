/** Every decoder of bytes that somebody else wrote. */
import type { FuzzTarget } from "./fuzz-target.ts";
import { CERTIFICATE_TARGETS } from "./targets/certificates.ts";
import { CNI_TARGETS } from "./targets/cni.ts";
import { DNS_TARGETS } from "./targets/dns.ts";
import { HTTP1_TARGETS } from "./targets/http1.ts";
import { HTTP2_TARGETS } from "./targets/http2.ts";
import { KERNEL_TARGETS } from "./targets/kernel.ts";
import { LOCAL_CONFIG_TARGETS } from "./targets/local-config.ts";
import { TUNNEL_TARGETS } from "./targets/tunnel.ts";
import { XDS_TARGETS } from "./targets/xds.ts";
import { ZDS_TARGETS } from "./targets/zds.ts";

export const TARGETS: readonly FuzzTarget[] = [
  ...HTTP2_TARGETS,
  ...HTTP1_TARGETS,
  ...DNS_TARGETS,
  ...ZDS_TARGETS,
  ...TUNNEL_TARGETS,
  ...XDS_TARGETS,
  ...CNI_TARGETS,
  ...CERTIFICATE_TARGETS,
  ...KERNEL_TARGETS,
  ...LOCAL_CONFIG_TARGETS,
];

/** Throws for a name that none has. */
export function findTarget(name: string): FuzzTarget {
  const target = TARGETS.find((one) => one.name === name);
  if (target === undefined) throw new Error(`there is no target ${name}`);
  return target;
}
