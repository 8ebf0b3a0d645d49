import { OPENSSL_version_major, opensslSymbols } from "./openssl.ts";

const SUPPORTED_MAJOR = 3;

/** What of this Node's OpenSSL the package cannot work with, one sentence each; empty when all is well. */
export function tlsSelfTest(): readonly string[] {
  return opensslProblems(opensslSymbols.missing, () => OPENSSL_version_major());
}

/** Exported for its test. */
export function opensslProblems(missing: readonly string[], readMajor: () => number): readonly string[] {
  if (missing.length > 0) {
    return missing.map((symbol) => `this Node executable does not export ${symbol} of OpenSSL`);
  }
  const major = readMajor();
  return major === SUPPORTED_MAJOR
    ? []
    : [`OpenSSL ${major} is not supported: version ${SUPPORTED_MAJOR} is needed`];
}
