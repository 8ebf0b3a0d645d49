/** The things that the demonstration shows, each by a measurement that could also come out otherwise. */
import { randomBytes, X509Certificate } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Connection } from "../src/connection.ts";
import { identityOf, serviceHostname, workloadName } from "../src/mesh-file.ts";
import type { MeshObject } from "../src/mesh-objects.ts";
import type { NetnsMesh } from "../src/netns-mesh.ts";
import type { Pod } from "../src/pod.ts";
import { HBONE_PORT, type WireReport } from "../src/wire-report.ts";
import type { Terminal } from "./terminal.ts";

/** Ports of the echo service: the policy will deny the second. */
export const OPEN_PORT = 7000;
export const DENIED_PORT = 7001;
/** Port of the service's virtual address that leads to the open port. */
export const SERVICE_PORT = 80;
export const POLICY_NAME = "deny-7001";

/** As a user would write it. */
export const POLICY: MeshObject = {
  apiVersion: "security.istio.io/v1",
  kind: "AuthorizationPolicy",
  metadata: { name: POLICY_NAME, namespace: "shop" },
  spec: { action: "DENY", rules: [{ to: [{ operation: { ports: [`${DENIED_PORT}`] } }] }] },
};

/** X25519 together with ML-KEM-768: what is recorded today stays closed to a quantum computer later. */
const HYBRID_GROUP = "X25519MLKEM768";
const REQUESTS = 3;
const CLOSE_TIMEOUT_MS = 10_000;
/** A ztunnel tries again at once, then with growing waits up to 15 s. */
const RECOVERY_TIMEOUT_MS = 20_000;
const RETRY_MS = 25;

interface Scene {
  readonly mesh: NetnsMesh;
  readonly client: Pod;
  readonly server: Pod;
  readonly terminal: Terminal;
  /** The text that is sent, and then looked for on the wire. */
  readonly secret: string;
}

/** Expects pods `client` and `server`, not enrolled yet. */
export async function tellStory(mesh: NetnsMesh, terminal: Terminal): Promise<void> {
  const secret = `the-secret-is-${randomBytes(6).toString("hex")}`;
  const scene: Scene = { mesh, client: mesh.pod("client"), server: mesh.pod("server"), terminal, secret };
  await scene.server.serve(OPEN_PORT);
  await scene.server.serve(DENIED_PORT);
  await showPlaintext(scene);
  await showControlPlane(scene);
  await showEncryption(scene);
  await showIdentities(scene);
  await showPolicy(scene);
  await showLoss(scene);
}

async function showPlaintext(scene: Scene): Promise<void> {
  const { terminal, client, server, secret } = scene;
  terminal.step("Without the mesh, the wire carries what the client writes");
  await using capture = await client.capture();
  await requestAll(scene, `${server.ip}:${OPEN_PORT}`, { ip: server.ip, port: OPEN_PORT });
  const wire = await capture.stop(secret);
  terminal.check(
    "anyone on the wire can read it",
    wire.framesWithMarker > 0,
    `the text "${secret}" was found in ${wire.framesWithMarker} of ${wire.frames} captured frames`,
  );
}

async function showControlPlane({ terminal, mesh, client, server }: Scene): Promise<void> {
  terminal.step("A control plane reads the cluster's objects from the Kubernetes API");
  const { workloads, services } = await mesh.controlPlane.dump();
  const names = workloads.map(({ uid }) => uid).sort();
  const wanted = [client, server].map(
    ({ plan }) => `Kubernetes//Pod/${plan.namespace}/${workloadName(plan)}`,
  );
  terminal.check(
    "it knows the pods and the service",
    JSON.stringify(names) === JSON.stringify(wanted.sort()) &&
      services.some(({ hostname }) => hostname === serviceHostname(server.plan)),
    `controller, /debug/ambientz: ${names.join(", ")}; ${serviceHostname(server.plan)}`,
  );
  const roots = await mesh.controlPlane.roots(client.plan.namespace);
  const { subject, fingerprint256 } = new X509Certificate(roots);
  terminal.check(
    "it made a root certificate and gave it to every namespace",
    subject !== "",
    `ConfigMap shop/istio-ca-root-cert: ${subject}, SHA-256 ${fingerprint256.slice(0, 23)}...`,
  );
}

async function showEncryption(scene: Scene): Promise<void> {
  const { terminal, mesh, client, server, secret } = scene;
  terminal.step("Two ztunnels join, one beside each workload; client and service are not touched");
  const startMs = performance.now();
  await mesh.enroll();
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  terminal.check(
    "both are ready",
    true,
    `each has the mesh over xDS; readiness on port 15021 answered 200 in both namespaces after ${seconds} s`,
  );
  await using capture = await client.capture();
  await requestAll(scene, `${server.ip}:${OPEN_PORT}`, { ip: server.ip, port: OPEN_PORT });
  const { ip: vip } = server.plan.vip;
  await requestAll(scene, `the service address ${vip}:${SERVICE_PORT}`, { ip: vip, port: SERVICE_PORT });
  reportEncryption(terminal, await capture.stop(secret), secret);
}

function reportEncryption(terminal: Terminal, wire: WireReport, secret: string): void {
  const readable = wire.framesWithMarker + wire.streamsWithMarker;
  terminal.check(
    "the text is not on the wire any more",
    readable === 0 && wire.frames > 0,
    `"${secret}" was found in ${wire.framesWithMarker} of ${wire.frames} captured frames, and in no reassembled stream`,
  );
  const control = wire.controlPlaneBytes === 0 ? "" : `, ${wire.controlPlaneBytes} with the control plane`;
  const elsewhere = wire.otherPorts.length === 0 ? "" : ` (ports ${wire.otherPorts.join(", ")})`;
  terminal.check(
    "there is nothing but TLS between the two",
    wire.otherBytes === 0 && wire.tlsDataRecords > 0,
    `${wire.tlsBytes} bytes of TCP payload in TLS records on port ${HBONE_PORT}${control}, ${wire.otherBytes} bytes of anything else${elsewhere}`,
  );
}

async function showIdentities(scene: Scene): Promise<void> {
  const { terminal, client, server } = scene;
  terminal.step("Both sides proved who they are");
  const { fields } = await server.accessLine(
    "the first connection",
    (line) => line.fields.direction === "inbound",
  );
  terminal.check(
    "each workload has its own SPIFFE identity",
    fields["src.identity"] === identityOf(client.plan) && fields["dst.identity"] === identityOf(server.plan),
    `access log of the server's ztunnel: ${fields["src.identity"]} -> ${fields["dst.identity"]}`,
  );
  await showIssuer(scene);
  terminal.check(
    "the key exchange is a hybrid with post-quantum ML-KEM",
    fields["tls.group"] === HYBRID_GROUP,
    `negotiated: ${fields["tls.version"]}, ${fields["tls.group"]}, ${fields["tls.cipher"]}`,
  );
}

/** The serial number in the access log leads to the certificate in the peer's dump, and its chain to the root. */
async function showIssuer({ terminal, mesh, client }: Scene): Promise<void> {
  const roots = await mesh.controlPlane.roots(client.plan.namespace);
  const { certificates } = (await client.configDump()) as {
    readonly certificates: readonly CertificateDump[];
  };
  const own = certificates.find(({ identity }) => identity === identityOf(client.plan));
  const serial = own?.certChain[0]?.serialNumber ?? "none";
  const chain = [...(own?.certChain ?? []), ...(own?.rootCerts ?? [])].map(pemOf);
  const leaf = chain[0];
  terminal.check(
    "the certificates are signed by the controller, for the pods' own service account tokens",
    leaf !== undefined && new X509Certificate(leaf).verify(new X509Certificate(roots).publicKey),
    `config_dump of the client's ztunnel: certificate ${serial} has the root of the ConfigMap as its issuer`,
  );
}

interface CertificateDump {
  readonly identity: string;
  readonly certChain: readonly DumpedPem[];
  readonly rootCerts: readonly DumpedPem[];
}

interface DumpedPem {
  /** Base64 of the PEM text. */
  readonly pem: string;
  readonly serialNumber: string;
}

function pemOf({ pem }: DumpedPem): string {
  return Buffer.from(pem, "base64").toString("utf8");
}

async function showPolicy(scene: Scene): Promise<void> {
  const { terminal, mesh, client, server } = scene;
  terminal.step(
    `An AuthorizationPolicy is created in the API while everything runs: DENY port ${DENIED_PORT}`,
  );
  await using onOpenPort = await client.connect({ ip: server.ip, port: OPEN_PORT });
  await using onDeniedPort = await client.connect({ ip: server.ip, port: DENIED_PORT });
  const answers = [await echoes(onOpenPort), await echoes(onDeniedPort)];
  terminal.check(
    "before it, both ports answer",
    answers.every(Boolean),
    `one connection to each of ${OPEN_PORT} and ${DENIED_PORT} echoes, and stays open`,
  );
  const startMs = performance.now();
  await mesh.controlPlane.create(POLICY);
  const { state } = await onDeniedPort.receiveAll(CLOSE_TIMEOUT_MS);
  const tookMs = Math.round(performance.now() - startMs);
  terminal.check(
    `the open connection to ${DENIED_PORT} is closed`,
    state !== "open",
    state === "open"
      ? `still open after ${tookMs} ms`
      : `${tookMs} ms after the request to the API (${state})`,
  );
  await showDenial(scene);
  terminal.check(
    `port ${OPEN_PORT} goes on as if nothing had happened`,
    (await echoes(onOpenPort)) &&
      (await client.request({ ip: server.ip, port: OPEN_PORT }, "again")).answered,
    "the connection that was open before still echoes, and a new one is answered",
  );
}

async function showDenial({ terminal, client, server }: Scene): Promise<void> {
  const reply = await client.request({ ip: server.ip, port: DENIED_PORT }, "may I?");
  terminal.check(
    `a new connection to ${DENIED_PORT} is refused`,
    !reply.answered,
    reply.answered ? "it was answered" : `the client sees: ${reply.reason}`,
  );
  const { fields } = await server.accessLine("the denial", (line) =>
    (line.fields.error ?? "").includes("denied by"),
  );
  const rule = fields["policy.rule"] === undefined ? "" : `, policy.rule=${fields["policy.rule"]}`;
  terminal.check(
    "the log names the policy that decided",
    (fields.error ?? "").includes(`explicitly denied by: shop/${POLICY_NAME}`),
    `${fields.error}${rule}`,
  );
}

async function showLoss(scene: Scene): Promise<void> {
  const { terminal, mesh, client, server } = scene;
  terminal.step("The controller is killed, and comes back");
  await using held = await client.connect({ ip: server.ip, port: OPEN_PORT });
  const wasOpen = await echoes(held);
  await mesh.controlPlane.stopController("SIGKILL");
  const reply = await client.request({ ip: server.ip, port: OPEN_PORT }, "anyone?");
  terminal.check(
    "traffic goes on without it, old connections and new ones",
    wasOpen && (await echoes(held)) && reply.answered,
    "kill -9: the connection that was open still echoes, and a new one is answered",
  );
  const denied = await client.request({ ip: server.ip, port: DENIED_PORT }, "may I now?");
  terminal.check(
    "so do policies",
    !denied.answered,
    denied.answered ? "the denied port answered" : `port ${DENIED_PORT}: ${denied.reason}`,
  );
  await mesh.controlPlane.startController();
  const startMs = performance.now();
  await mesh.controlPlane.delete(POLICY);
  const allowed = await untilAnswered(scene);
  terminal.check(
    "back again, it goes on where it was: the policy is deleted in the API",
    allowed && (await echoes(held)),
    allowed
      ? `port ${DENIED_PORT} answers ${Math.round(performance.now() - startMs)} ms after that; the held connection still echoes`
      : `port ${DENIED_PORT} is still refused`,
  );
}

async function untilAnswered({ client, server }: Scene): Promise<boolean> {
  const endMs = performance.now() + RECOVERY_TIMEOUT_MS;
  while (performance.now() < endMs) {
    if ((await client.request({ ip: server.ip, port: DENIED_PORT }, "again")).answered) return true;
    await delay(RETRY_MS);
  }
  return false;
}

async function requestAll(
  scene: Scene,
  where: string,
  target: { readonly ip: string; readonly port: number },
): Promise<void> {
  let answered = 0;
  for (let request = 0; request < REQUESTS; request++) {
    const reply = await scene.client.request(target, scene.secret);
    if (reply.answered) answered++;
  }
  scene.terminal.check(
    `requests to ${where} succeed`,
    answered === REQUESTS,
    `${answered} of ${REQUESTS} were answered by the echo service with what was sent`,
  );
}

async function echoes(connection: Connection): Promise<boolean> {
  const text = "still there?";
  const received = await connection.exchange(text);
  return received.text === text;
}
