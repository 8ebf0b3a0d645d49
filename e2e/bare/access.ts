/** Who is who in a bare cluster: tokens of its programs, the API server's certificate, the key of service accounts. */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseIpAddress } from "@ambit/addr";
import { generateServingCertificate } from "@ambit/kube-embedded";
import { stringify } from "yaml";
import type { BarePlan } from "./bare-plan.ts";

export const API_PORT = 6443;
const TOKEN_BYTES = 24;
/** The smallest that Kubernetes takes. */
const ACCOUNT_KEY_BITS = 2048;

export interface AccessFiles {
  readonly caPath: string;
  readonly certificatePath: string;
  readonly keyPath: string;
  readonly tokensPath: string;
  readonly accountKeyPath: string;
  readonly accountPublicKeyPath: string;
  /** The path of a new kubeconfig for one of `USERS`, or for a node by its name. */
  readonly writeKubeconfig: (user: string, server: string) => string;
}

/** User and group by the name used here. */
const USERS: Readonly<Record<string, readonly [user: string, group: string]>> = {
  admin: ["admin", "system:masters"],
  controllers: ["system:kube-controller-manager", ""],
  scheduler: ["system:kube-scheduler", ""],
  proxy: ["system:kube-proxy", ""],
};

/** Writes all of them into the folder, which only root may read. */
export function writeAccessFiles(folder: string, plan: BarePlan, nowMs: number): AccessFiles {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  const addresses = ["127.0.0.1", ...plan.controlPlane.addresses, plan.apiService];
  const certificate = generateServingCertificate(nowMs, addresses.map(parseIpAddress));
  const accountKey = generateKeyPairSync("rsa", { modulusLength: ACCOUNT_KEY_BITS });
  const nodes = plan.nodes.map(({ name }) => [name, [`system:node:${name}`, "system:nodes"]] as const);
  const tokens = new Map(
    [...Object.entries(USERS), ...nodes].map(([name, [user, group]]) => {
      const token = randomBytes(TOKEN_BYTES).toString("base64url");
      return [name, { token, line: `${token},${user},${name},"${group}"` }];
    }),
  );
  return {
    caPath: write("ca.crt", certificate.caPem),
    certificatePath: write("api.crt", certificate.chainPem),
    keyPath: write("api.key", certificate.privateKeyPem),
    tokensPath: write("tokens.csv", [...tokens.values()].map(({ line }) => `${line}\n`).join("")),
    accountKeyPath: write(
      "sa.key",
      accountKey.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    ),
    accountPublicKeyPath: write(
      "sa.pub",
      accountKey.publicKey.export({ type: "spki", format: "pem" }).toString(),
    ),
    writeKubeconfig: (user, server) =>
      write(`${user}.kubeconfig`, formatKubeconfig(server, certificate.caPem, tokens.get(user)?.token ?? "")),
  };
}

function formatKubeconfig(server: string, caPem: string, token: string): string {
  const name = "bare";
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      { name, cluster: { server, "certificate-authority-data": Buffer.from(caPem).toString("base64") } },
    ],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  });
}
