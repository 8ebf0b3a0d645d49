/** `/config_dump`, with everything masked that may differ, and nothing else. */
import { OWN_CONFIG_KEYS, RESOLVER_KEYS } from "./running-config.ts";

type Json = null | boolean | number | string | readonly Json[] | JsonMap;
type JsonMap = { readonly [key: string]: Json };

/** Members that only this program has, by the object they are in. */
const OWN_MEMBERS = {
  top: ["connections"],
  version: ["nodeVersion"],
  config: OWN_CONFIG_KEYS,
} as const;

/** Fails on text that is not ztunnel's form of JSON: two spaces, sorted keys, no newline at the end. */
export function comparableDump(text: string): JsonMap {
  const dump = JSON.parse(text) as JsonMap;
  if (JSON.stringify(sorted(dump), undefined, 2) !== text)
    throw new Error("not pretty JSON with sorted keys");
  const top = without(dump, OWN_MEMBERS.top);
  return {
    ...top,
    certificates: list(top.certificates).map((item) => maskCertificates(map(item))),
    config: comparableConfig(map(top.config)),
    version: maskValues(without(map(top.version), OWN_MEMBERS.version)),
  };
}

/** Settings of the Rust resolver are left out, and ports that come from a hash set are sorted. */
function comparableConfig(config: JsonMap): JsonMap {
  const kept = without(config, [...OWN_MEMBERS.config, ...RESOLVER_KEYS]);
  return {
    ...kept,
    illegalPorts: list(kept.illegalPorts)
      .map(Number)
      .sort((a, b) => a - b),
  };
}

/** Certificates are other ones; the form of what is said of them is the same. */
function maskCertificates(item: JsonMap): JsonMap {
  const mask = (chain: Json | undefined): Json => list(chain).map((entry) => maskCertificate(map(entry)));
  return { ...item, certChain: mask(item.certChain), rootCerts: mask(item.rootCerts) };
}

const CERTIFICATE_FORMS: Readonly<Record<string, RegExp>> = {
  // PEM once more in base64, as ztunnel has it.
  pem: /^LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tC[A-Za-z0-9+/]*={0,2}$/,
  serialNumber: /^\d+$/,
  validFrom: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  expirationTime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
};

function maskCertificate(certificate: JsonMap): JsonMap {
  return Object.fromEntries(
    Object.entries(certificate).map(([name, value]) => {
      const isOfForm = typeof value === "string" && CERTIFICATE_FORMS[name]?.test(value) === true;
      return [name, isOfForm ? "OF THAT FORM" : value];
    }),
  );
}

/** Build: names without values. */
function maskValues(object: JsonMap): JsonMap {
  return Object.fromEntries(Object.keys(object).map((key) => [key, "BUILD"]));
}

function without(object: JsonMap, keys: readonly string[]): JsonMap {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

function sorted(value: Json): Json {
  if (value === null || typeof value !== "object") return value;
  if (isList(value)) return value.map(sorted);
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key] ?? null)]));
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function list(value: Json | undefined): readonly Json[] {
  if (!isList(value)) throw new Error(`not a list: ${JSON.stringify(value)}`);
  return value;
}

function map(value: Json | undefined): JsonMap {
  if (value === undefined || value === null || typeof value !== "object" || isList(value)) {
    throw new Error(`not an object: ${JSON.stringify(value)}`);
  }
  return value;
}
