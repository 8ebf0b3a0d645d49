/** The four things that the demonstration shows, each by a measurement that could also come out otherwise. */
import { randomBytes } from "node:crypto";
import type { Connection } from "../src/connection.ts";
import { aPolicy, identityOf } from "../src/mesh-file.ts";
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

/** X25519 together with ML-KEM-768: what is recorded today stays closed to a quantum computer later. */
const HYBRID_GROUP = "X25519MLKEM768";
const REQUESTS = 3;
const CLOSE_TIMEOUT_MS = 10_000;

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
  await showEncryption(scene);
  await showIdentities(scene);
  await showPolicy(scene);
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

async function showEncryption(scene: Scene): Promise<void> {
  const { terminal, mesh, client, server, secret } = scene;
  terminal.step("Two ztunnels join, one beside each workload; client and service are not touched");
  const startMs = performance.now();
  await mesh.enroll();
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  terminal.check(
    "both are ready",
    true,
    `readiness on port 15021 answered 200 in both namespaces after ${seconds} s`,
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
  const elsewhere = wire.otherPorts.length === 0 ? "" : ` (ports ${wire.otherPorts.join(", ")})`;
  terminal.check(
    "there is nothing but TLS between the two",
    wire.otherBytes === 0 && wire.tlsDataRecords > 0,
    `${wire.tlsBytes} bytes of TCP payload in TLS records on port ${HBONE_PORT}, ${wire.otherBytes} bytes of anything else${elsewhere}`,
  );
}

async function showIdentities({ terminal, client, server }: Scene): Promise<void> {
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
  terminal.check(
    "the key exchange is a hybrid with post-quantum ML-KEM",
    fields["tls.group"] === HYBRID_GROUP,
    `negotiated: ${fields["tls.version"]}, ${fields["tls.group"]}, ${fields["tls.cipher"]}`,
  );
}

async function showPolicy(scene: Scene): Promise<void> {
  const { terminal, mesh, client, server } = scene;
  terminal.step(`A policy arrives while everything runs: DENY port ${DENIED_PORT}`);
  await using onOpenPort = await client.connect({ ip: server.ip, port: OPEN_PORT });
  await using onDeniedPort = await client.connect({ ip: server.ip, port: DENIED_PORT });
  const answers = [await echoes(onOpenPort), await echoes(onDeniedPort)];
  terminal.check(
    "before it, both ports answer",
    answers.every(Boolean),
    `one connection to each of ${OPEN_PORT} and ${DENIED_PORT} echoes, and stays open`,
  );
  const startMs = performance.now();
  mesh.writePolicies([aPolicy(POLICY_NAME, { destinationPorts: [DENIED_PORT] })]);
  const { state } = await onDeniedPort.receiveAll(CLOSE_TIMEOUT_MS);
  const tookMs = Math.round(performance.now() - startMs);
  terminal.check(
    `the open connection to ${DENIED_PORT} is closed`,
    state !== "open",
    state === "open"
      ? `still open after ${tookMs} ms`
      : `${tookMs} ms after mesh.yaml was rewritten (${state})`,
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
