/** How many certificates a controller signs: at a steady rate, and when all nodes ask at once. */
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { renewSelfSignedRoot } from "@ambit/identity";
import { SYSTEM_NAMESPACE } from "../src/mesh-objects.ts";
import { HERE } from "../src/namespace.ts";
import { ProgramCalls } from "../src/program-calls.ts";
import { nodeName } from "./mesh-objects.ts";
import { ApiServer, Controller, HOSTNAME, type ProcessUse, SECURE_ADDRESS } from "./processes.ts";
import { type AnswerFacts, type CertificateMethods, type CertificateSpec, monotonicMs } from "./protocol.ts";
import { percentile } from "./report.ts";

export interface CertificatePlan {
  /** Nodes that ask, each on a connection of its own. */
  readonly nodes: number;
  readonly perSecond: number;
  readonly seconds: number;
  /** Requests of the burst, of all nodes together. */
  readonly burst: number;
}

export interface CertificateResult {
  readonly plan: CertificatePlan;
  readonly sustained: {
    readonly signedPerSecond: number;
    readonly p50Ms: number;
    readonly p99Ms: number;
    readonly notSigned: number;
    /** Of the controller, per certificate. */
    readonly cpuMs: number;
  };
  readonly burst: {
    readonly signed: number;
    /** Until the last answer. */
    readonly lastMs: number;
    /** Until each node has half of its certificates: of the first node that has, and of the last. */
    readonly halfMs: readonly [first: number, last: number];
    /** Answers that are no certificate, by their status. */
    readonly others: Readonly<Record<string, number>>;
    readonly peakMb: number;
  };
}

const CLIENTS_PROGRAM = fileURLToPath(new URL("./certificate-clients.ts", import.meta.url));
const DAY_MS = 24 * 3_600_000;
const TOKEN_SECONDS = 24 * 3_600;
const PODS_PER_NODE = 1;

export async function runCertificates(
  plan: CertificatePlan,
  tell: (text: string) => void,
): Promise<CertificateResult> {
  const folder = mkdtempSync(join(tmpdir(), "ambit-certificates-"));
  try {
    await using stack = new AsyncDisposableStack();
    const size = { pods: plan.nodes * PODS_PER_NODE, services: plan.nodes, policies: 0, nodes: plan.nodes };
    const api = stack.use(await ApiServer.open(size, folder));
    const caFolder = writeAuthority(join(folder, "cacerts"));
    const controller = stack.use(
      await Controller.open(api.kubeconfigPath, folder, {
        ROOT_CA_DIR: caFolder,
        PILOT_MAX_REQUESTS_PER_SECOND: "1000",
      }),
    );
    const { rootsPath } = await api.writeCredentials();
    const nodes = [];
    for (let node = 0; node < plan.nodes; node += 1) nodes.push(await askingNode(api, nodeName(node)));
    const spec: CertificateSpec = { address: SECURE_ADDRESS, hostname: HOSTNAME, rootsPath, nodes };
    const { calls } = await ProgramCalls.open<CertificateMethods>({
      namespace: HERE,
      program: CLIENTS_PROGRAM,
      name: "asking ztunnels",
      args: [JSON.stringify(spec)],
    });
    const clients = stack.use(calls);
    // Connections are made and threads are warm.
    await clients.call("burst", { perClient: 2 });
    const before = controller.use;
    const startMs = monotonicMs();
    const sustained = await clients.call("sustain", plan);
    const after = controller.use;
    tell(`${sustained.length} certificates at ${plan.perSecond}/s`);
    const burst = await clients.call("burst", { perClient: Math.ceil(plan.burst / plan.nodes) });
    return {
      plan,
      sustained: judgeSustained(startMs, sustained, { before, after }),
      burst: { ...judgeBurst(plan, burst), peakMb: controller.use.peakMb },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A plugged-in root with a P-256 key, in Istio's layout. */
function writeAuthority(folder: string): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const keyPem = privateKey.export({ type: "sec1", format: "pem" }).toString();
  const nowMs = Date.now();
  const validity = { notBeforeMs: nowMs - DAY_MS, notAfterMs: nowMs + 365 * DAY_MS };
  const { certificatePem } = renewSelfSignedRoot(keyPem, { organization: "cluster.local", ...validity });
  mkdirSync(folder);
  const files = {
    "ca-cert.pem": certificatePem,
    "ca-key.pem": keyPem,
    "cert-chain.pem": certificatePem,
    "root-cert.pem": certificatePem,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 });
  return folder;
}

/** A ztunnel's pod and a token that is bound to it. */
async function askingNode(api: ApiServer, node: string): Promise<CertificateSpec["nodes"][number]> {
  const name = `ztunnel-${node}`;
  const pod = (await api.request({
    method: "POST",
    path: `/api/v1/namespaces/${SYSTEM_NAMESPACE}/pods`,
    body: {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace: SYSTEM_NAMESPACE },
      spec: {
        nodeName: node,
        serviceAccountName: "ztunnel",
        containers: [{ name: "istio-proxy", image: "ztunnel" }],
      },
    },
  })) as { readonly metadata: { readonly uid: string } };
  const { status } = (await api.request({
    method: "POST",
    path: `/api/v1/namespaces/${SYSTEM_NAMESPACE}/serviceaccounts/ztunnel/token`,
    body: {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: {
        audiences: ["istio-ca"],
        expirationSeconds: TOKEN_SECONDS,
        boundObjectRef: { kind: "Pod", apiVersion: "v1", name, uid: pod.metadata.uid },
      },
    },
  })) as { readonly status: { readonly token: string } };
  return { token: status.token, identity: `${SYSTEM_NAMESPACE}/ztunnel` };
}

/** Late answers make the rate lower. */
function judgeSustained(
  startMs: number,
  answers: readonly AnswerFacts[],
  { before, after }: { readonly before: ProcessUse; readonly after: ProcessUse },
): CertificateResult["sustained"] {
  const signed = answers.filter(({ code }) => code === "OK");
  const times = signed.map(({ tookMs }) => tookMs).sort((left, right) => left - right);
  const seconds = (Math.max(...signed.map(({ atMs }) => atMs)) - startMs) / 1000;
  return {
    signedPerSecond: signed.length / seconds,
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
    notSigned: answers.length - signed.length,
    cpuMs: ((after.cpuSeconds - before.cpuSeconds) * 1000) / signed.length,
  };
}

function judgeBurst(
  { nodes }: CertificatePlan,
  answers: readonly AnswerFacts[],
): Omit<CertificateResult["burst"], "peakMb"> {
  const others: Record<string, number> = {};
  const byNode = new Map<number, number[]>();
  for (const { client, tookMs, code } of answers) {
    if (code !== "OK") others[code] = (others[code] ?? 0) + 1;
    else byNode.set(client, [...(byNode.get(client) ?? []), tookMs]);
  }
  const half = [...byNode.values()].map((times) =>
    percentile(
      times.sort((a, b) => a - b),
      0.5,
    ),
  );
  const signed = [...byNode.values()].reduce((sum, times) => sum + times.length, 0);
  return {
    signed,
    lastMs: Math.max(...answers.map(({ tookMs }) => tookMs)),
    halfMs: byNode.size === nodes ? [Math.min(...half), Math.max(...half)] : [Number.NaN, Number.NaN],
    others,
  };
}
