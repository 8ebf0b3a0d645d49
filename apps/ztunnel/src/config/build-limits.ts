/** What is configured and will not do what it says. */
import type { ZtunnelConfig } from "./ztunnel-config.ts";

/** Sentences for the log; the process starts. */
export function configWarnings(config: ZtunnelConfig): readonly string[] {
  const warnings: string[] = [];
  if (config.dnsProxy && config.resolver.nameServers.length === 0) {
    warnings.push(
      "there is no name server in /etc/resolv.conf, and names that the mesh does not know are answered with SERVFAIL: add one, or set ISTIO_META_DNS_CAPTURE=false",
    );
  }
  if (config.fakeCa) {
    warnings.push(
      "FAKE_CA=true: identities are signed by a CA inside this process and prove nothing to others; only for tests and demonstrations",
    );
  }
  if (config.xdsAddress === undefined && config.localXds === undefined) {
    warnings.push(
      "there is no source of mesh state and nothing will be proxied: set XDS_ADDRESS or LOCAL_XDS_PATH",
    );
  }
  if (config.xdsOnDemand && config.xdsAddress !== undefined && config.localNode === undefined) {
    warnings.push(
      "XDS_ON_DEMAND=true without NODE_NAME: the control plane does not know which workload is this proxy's, and will not send it",
    );
  }
  if (config.tls12 && config.compliancePolicy === "pqc") {
    warnings.push(
      "TLS12_ENABLED has no effect: TLS 1.2 has no key exchange that COMPLIANCE_POLICY=pqc allows",
    );
  }
  return warnings;
}
