/** The things that the demonstration shows, each by a measurement that could also come out otherwise. */
import { setTimeout as delay } from "node:timers/promises";
import { eventually } from "@ambit/lifecycle/testing";
import { restartZtunnels } from "../enrolment/measurements.ts";
import { timeUntilAll } from "../enrolment/pod-watch.ts";
import type { Lab, PodFacts } from "../src/lab.ts";
import type { LabPod } from "../src/lab-pod.ts";
import { findAccessLines, type LogLine } from "../src/log-line.ts";
import type { MeshObject } from "../src/mesh-objects.ts";
import { HBONE_PORT, type WireReport } from "../src/wire-report.ts";
import { showWaypoint } from "./l7-act.ts";
import type { Terminal } from "./terminal.ts";

export const NAMESPACE = "shop";
export const AMBIENT = { "istio.io/dataplane-mode": "ambient" } as const;
export const POLICY_NAME = "only-web";
/** Containers of the shop. */
export const SHOP_PODS = 5;

/** As a user would write it: nobody but `web` may talk to `cart`. */
export const POLICY: MeshObject = {
  apiVersion: "security.istio.io/v1",
  kind: "AuthorizationPolicy",
  metadata: { name: POLICY_NAME, namespace: NAMESPACE },
  spec: {
    selector: { matchLabels: { app: "cart" } },
    action: "DENY",
    rules: [{ from: [{ source: { notPrincipals: ["cluster.local/ns/shop/sa/web"] } }] }],
  },
};

/** Every answer of the shop begins so; in plaintext it can be read. */
const MARKER = "HTTP/1.1 200 OK";
const COUNTS_PORT = 8080;
const LISTEN_MS = 1_500;
const POLICY_LIMIT_MS = 10_000;

/** What the visitor of the shop has counted since it started. */
interface Counts {
  readonly sent: number;
  readonly ok: number;
  readonly failed: number;
}

interface Scene {
  readonly lab: Lab;
  readonly terminal: Terminal;
  readonly folder: string;
  readonly visitor: LabPod;
  readonly web: PodFacts;
  readonly cart: PodFacts;
}

/** Expects the shop to be ready, and not in the mesh. */
export async function tellStory(lab: Lab, terminal: Terminal, folder: string): Promise<void> {
  const pods = await lab.pods(NAMESPACE);
  const scene: Scene = {
    lab,
    terminal,
    folder,
    visitor: await lab.pod(NAMESPACE, podOf(pods, "visitor").name),
    web: podOf(pods, "web"),
    cart: podOf(pods, "cart"),
  };
  await showPlaintext(scene);
  await showEnrolment(scene);
  await showEncryption(scene);
  await showIdentities(scene);
  await showPolicy(scene);
  await showRestart(scene);
  await showWaypoint({
    lab,
    terminal,
    visitor: scene.visitor,
    web: await lab.pod(NAMESPACE, scene.web.name),
    cart: await lab.pod(NAMESPACE, scene.cart.name),
    counts: () => countsOf(scene.visitor),
    reportLosses: (before) => reportLosses(scene, before),
  });
  await showLeaving(scene);
}

async function showPlaintext({ lab, terminal, folder, visitor }: Scene): Promise<void> {
  terminal.step("Without the mesh, the cable between the nodes carries what the shop says");
  const before = await countsOf(visitor);
  const wire = await listen(lab, folder, "before");
  const after = await countsOf(visitor);
  terminal.check(
    "the shop is busy",
    after.ok > before.ok && after.failed === before.failed,
    `the visitor has sent ${after.sent} requests, each on connections of its own; ${after.failed - before.failed} failed since it began to be watched`,
  );
  terminal.check(
    "anyone on the cable can read it",
    wire.framesWithMarker > 0,
    `"${MARKER}" was found in ${wire.framesWithMarker} of ${wire.frames} captured frames`,
  );
}

async function showEnrolment(scene: Scene): Promise<void> {
  const { lab, terminal, visitor } = scene;
  terminal.step(
    `The namespace is labelled: kubectl label namespace ${NAMESPACE} istio.io/dataplane-mode=ambient`,
  );
  const before = await countsOf(visitor);
  const started = await lab.pods(NAMESPACE);
  const tookMs = await timeUntilAll(
    lab,
    NAMESPACE,
    () => lab.label(NAMESPACE, AMBIENT),
    ({ redirection }) => redirection === "enabled",
  );
  const pods = await lab.pods(NAMESPACE);
  terminal.check(
    "all its pods are in the mesh, live",
    pods.every(({ redirection }) => redirection === "enabled"),
    `${pods.length} pods carry ambient.istio.io/redirection=enabled ${Math.round(tookMs)} ms after the label`,
  );
  terminal.check(
    "nothing was restarted",
    uids(pods) === uids(started),
    "they are the same pods as before, with the same containers",
  );
  await delay(LISTEN_MS);
  await reportLosses(scene, before);
}

async function showEncryption({ lab, terminal, folder }: Scene): Promise<void> {
  terminal.step("Between the nodes there is only TLS now");
  const wire = await listen(lab, folder, "enrolled");
  terminal.check(
    "what could be read before cannot be read any more",
    wire.framesWithMarker + wire.streamsWithMarker === 0 && wire.frames > 0,
    `"${MARKER}" was found in ${wire.framesWithMarker} of ${wire.frames} captured frames, and in no reassembled stream`,
  );
  const elsewhere = wire.otherPorts.length === 0 ? "" : ` (ports ${wire.otherPorts.join(", ")})`;
  terminal.check(
    "every byte of TCP is in a TLS record",
    wire.otherBytes === 0 && wire.tlsDataRecords > 0,
    `${wire.tlsBytes} bytes on port ${HBONE_PORT}, ${wire.controlPlaneBytes} with the control plane, ${wire.otherBytes} of anything else${elsewhere}`,
  );
}

async function showIdentities(scene: Scene): Promise<void> {
  const { terminal, web } = scene;
  terminal.step("Both ends of every connection prove who they are");
  const line = await accessLine(
    scene,
    web.node,
    ({ fields }) =>
      fields.direction === "inbound" &&
      fields["dst.workload"] === web.name &&
      fields["src.identity"] !== undefined,
  );
  const { fields } = line;
  terminal.check(
    "each workload has the identity of its service account",
    fields["src.identity"] === identity("visitor") && fields["dst.identity"] === identity("web"),
    `access log of the ztunnel on ${web.node}: ${fields["src.identity"]} -> ${fields["dst.identity"]}`,
  );
  terminal.check(
    "the key exchange is a hybrid with post-quantum ML-KEM",
    fields["tls.group"] === "X25519MLKEM768",
    `negotiated: ${fields["tls.version"]}, ${fields["tls.group"]}, ${fields["tls.cipher"]}`,
  );
}

async function showPolicy(scene: Scene): Promise<void> {
  const { lab, terminal, visitor, cart } = scene;
  terminal.step("An AuthorizationPolicy is created: nobody but web may talk to cart");
  terminal.check(
    "before it, the visitor may",
    await asks(visitor, cart.ip),
    "a request from the visitor to cart is answered",
  );
  const before = await countsOf(visitor);
  await lab.apply(POLICY);
  const startMs = performance.now();
  let isRefused = false;
  while (!isRefused && performance.now() - startMs < POLICY_LIMIT_MS)
    isRefused = !(await asks(visitor, cart.ip));
  const tookMs = Math.round(performance.now() - startMs);
  // The first may have been under way when the policy came, and was cut off; this one is asked about from the start.
  isRefused &&= !(await asks(visitor, cart.ip));
  terminal.check(
    "now it may not",
    isRefused,
    isRefused
      ? `the first refusal came ${tookMs} ms after the answer of the API`
      : `still answered after ${tookMs} ms`,
  );
  const { fields } = await accessLine(scene, cart.node, (line) => line.fields["policy.name"] !== undefined);
  terminal.check(
    "the log names the policy and the rule that decided",
    fields["policy.name"] === `${NAMESPACE}/${POLICY_NAME}`,
    `${fields["src.identity"]}: ${fields.error} (policy.rule=${fields["policy.rule"]})`,
  );
  const after = await countsOf(visitor);
  terminal.check(
    "web still may: the shop goes on",
    after.ok > before.ok && after.failed === before.failed,
    `${after.ok - before.ok} more requests went through web to cart meanwhile, ${after.failed - before.failed} failed`,
  );
}

async function showRestart(scene: Scene): Promise<void> {
  const { lab, terminal, visitor } = scene;
  terminal.step("Every ztunnel is replaced by a new one under traffic: kubectl rollout restart");
  const before = await countsOf(visitor);
  const old = await ztunnels(lab);
  const startMs = performance.now();
  await restartZtunnels(lab, "demonstration");
  const fresh = await ztunnels(lab);
  terminal.check(
    "they are other pods now",
    fresh.every((uid) => !old.includes(uid)) && fresh.length === old.length,
    `${fresh.length} new ones took over within ${((performance.now() - startMs) / 1000).toFixed(1)} s`,
  );
  await reportLosses(scene, before);
}

async function showLeaving(scene: Scene): Promise<void> {
  const { lab, terminal, visitor, folder, cart } = scene;
  terminal.step("The policy and then the label are taken away again");
  // While it is there, cart must refuse web from the moment on that web is out and cart is not.
  await lab.delete(POLICY);
  await untilAdmitted(visitor, cart.ip);
  const before = await countsOf(visitor);
  const tookMs = await timeUntilAll(
    lab,
    NAMESPACE,
    () => lab.label(NAMESPACE, { "istio.io/dataplane-mode": null }),
    ({ redirection }) => redirection === "",
  );
  const wire = await listen(lab, folder, "after");
  terminal.check(
    "the shop is out of the mesh, as it was",
    wire.framesWithMarker > 0,
    `after ${Math.round(tookMs)} ms; "${MARKER}" is on the cable again, in ${wire.framesWithMarker} frames`,
  );
  await reportLosses(scene, before);
}

async function reportLosses(
  { terminal, visitor }: Scene,
  before: Pick<Counts, "ok" | "failed">,
): Promise<void> {
  const after = await countsOf(visitor);
  const [ok, failed] = [after.ok - before.ok, after.failed - before.failed];
  const reasons = failed === 0 ? "" : `: ${(await visitor.http(COUNTS_PORT, "/failures")).body.trim()}`;
  terminal.check(
    "not one request was lost",
    failed === 0 && ok > 0,
    `${ok} requests of the visitor were answered meanwhile, ${failed} failed${reasons}`,
  );
}

/** What the first node's cable carries for a while. */
async function listen(lab: Lab, folder: string, name: string): Promise<WireReport> {
  await using capture = await lab.captureNode("n1", `${folder}/${name}.pcap`);
  await delay(LISTEN_MS);
  return capture.stop(MARKER);
}

async function countsOf(visitor: LabPod): Promise<Counts> {
  const { body } = await visitor.http(COUNTS_PORT, "/");
  return JSON.parse(body) as Counts;
}

async function untilAdmitted(pod: LabPod, ip: string): Promise<void> {
  await eventually(
    async () => {
      if (!(await asks(pod, ip))) throw new Error(`${ip} still refuses ${pod.facts.name}`);
    },
    { timeoutMs: POLICY_LIMIT_MS, intervalMs: 20 },
  );
}

/** Whether an HTTP request of the pod is answered. */
async function asks(pod: LabPod, ip: string): Promise<boolean> {
  const connection = await pod.connect(ip, COUNTS_PORT);
  if (connection === undefined) return false;
  await using open = connection;
  await open.send("GET / HTTP/1.1\r\nhost: cart\r\nconnection: close\r\n\r\n");
  return (await open.receiveAll()).text.startsWith(MARKER);
}

/** The newest line of the access log of a node's ztunnel that is one. Throws if there is none. */
async function accessLine(
  { lab }: Scene,
  node: string,
  isWanted: (line: LogLine) => boolean,
): Promise<LogLine> {
  const endMs = performance.now() + POLICY_LIMIT_MS;
  for (;;) {
    const pods = await lab.pods("istio-system");
    const ztunnel = pods.find((pod) => pod.name.startsWith("ztunnel-") && pod.node === node);
    const text = await lab.command("logs", `istio-system/${ztunnel?.name ?? "ztunnel"}`, "--tail", "2000");
    const found = findAccessLines(text).findLast(isWanted);
    if (found !== undefined) return found;
    if (performance.now() > endMs) throw new Error(`the ztunnel on ${node} has no such line in its log`);
    await delay(100);
  }
}

async function ztunnels(lab: Lab): Promise<readonly string[]> {
  return (await lab.pods("istio-system"))
    .filter(({ name, isTerminating }) => name.startsWith("ztunnel-") && !isTerminating)
    .map(({ uid }) => uid);
}

function podOf(pods: readonly PodFacts[], app: string): PodFacts {
  const pod = pods.find(({ name }) => name.startsWith(`${app}-`));
  if (pod === undefined) throw new Error(`the shop has no ${app}`);
  return pod;
}

function uids(pods: readonly PodFacts[]): string {
  return pods
    .map(({ uid }) => uid)
    .sort()
    .join();
}

function identity(account: string): string {
  return `spiffe://cluster.local/ns/${NAMESPACE}/sa/${account}`;
}
