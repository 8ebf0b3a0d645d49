/**
 * What is configured but not part of this build. A mode that would silently do something else than asked is an
 * error that says what to set; a missing extra is a warning.
 */
import type { ZtunnelConfig } from "./ztunnel-config.ts";

/** Sentences; the process must not start with any. */
export function unsupportedSettings(config: ZtunnelConfig): readonly string[] {
  const problems: string[] = [];
  if (!config.proxy) {
    problems.push(
      "ENABLE_PROXY=false leaves nothing to run, since the DNS proxy is not available: set ENABLE_PROXY=true",
    );
  }
  return problems;
}

/** Sentences for the log; the process starts. */
export function configWarnings(config: ZtunnelConfig): readonly string[] {
  const warnings: string[] = [];
  if (config.dnsProxy) {
    warnings.push("the DNS proxy is not available and DNS is not captured: set ISTIO_META_DNS_CAPTURE=false");
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
