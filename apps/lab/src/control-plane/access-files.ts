/** What the API server is reached and proven by: made once for a lab, and kept in files of its folder. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseIpAddress } from "@ambit/addr";
import type { KubeSource } from "@ambit/kube";
import { generateServingCertificate, type ServingCertificate } from "@ambit/kube-embedded";
import { stringify } from "yaml";
import { LabError } from "../lab-error.ts";
import type { LabPlan } from "../network/index.ts";
import { findRecord, readJsonFile, writeJsonFile, writeWholeFile } from "../state/json-file.ts";
import type { LabPaths } from "../state/lab-paths.ts";

/** Where the API server listens, in the control plane's namespace. */
export const API_PORT = 6443;
/** Where pods reach it, at the address of Service `default/kubernetes`. */
export const API_SERVICE_PORT = 443;

const TOKEN_BYTES = 24;

/** Certificate, token and kubeconfig. The lab's folder has to be there. */
export function writeAccessFiles(paths: LabPaths, plan: LabPlan, nowMs: number): void {
  const { address } = plan.controlPlane;
  const { controlPlaneAddress } = plan.hostLink;
  const certificate = generateServingCertificate(nowMs, [
    controlPlaneAddress,
    address.ipv4,
    address.ipv6,
    plan.apiService.ipv4,
    plan.apiService.ipv6,
    parseIpAddress("127.0.0.1"),
  ]);
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  writeJsonFile(paths.certificate, certificate);
  writeWholeFile(paths.rootCa, certificate.caPem);
  writeWholeFile(paths.token, `${token}\n`);
  writeWholeFile(
    paths.kubeconfig,
    formatKubeconfig(plan.name, {
      server: `https://${controlPlaneAddress}:${API_PORT}`,
      caPem: certificate.caPem,
      token,
    }),
  );
}

/** Throws LabError "not-found" for a lab that was taken away meanwhile. */
export function readServingCertificate({ certificate }: LabPaths): ServingCertificate {
  const fields = findRecord(readJsonFile(certificate));
  const { chainPem, privateKeyPem, caPem } = fields ?? {};
  if (typeof chainPem !== "string" || typeof privateKeyPem !== "string" || typeof caPem !== "string") {
    throw new LabError("not-found", `${certificate} holds no certificate: take the lab down and up again`);
  }
  return { chainPem, privateKeyPem, caPem };
}

/** The administrator's. */
export function readToken({ token }: LabPaths): string {
  return readFileSync(token, "utf8").trim();
}

/** How the lab's own processes reach the API at an address of the control plane. */
export function adminSource(paths: LabPaths, address: string): KubeSource {
  const host = address.includes(":") ? `[${address}]` : address;
  return {
    kind: "explicit",
    server: `https://${host}:${API_PORT}`,
    caFile: paths.rootCa,
    tokenFile: paths.token,
  };
}

interface KubeconfigParts {
  readonly server: string;
  readonly caPem: string;
  readonly token: string;
}

/** For kubectl, with the lab's name as that of its context. */
function formatKubeconfig(lab: string, { server, caPem, token }: KubeconfigParts): string {
  const name = `ambit-${lab}`;
  const authority = Buffer.from(caPem).toString("base64");
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server, "certificate-authority-data": authority } }],
    users: [{ name: `${name}-admin`, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: `${name}-admin` } }],
    "current-context": name,
  });
}
