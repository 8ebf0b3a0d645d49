/** Many simulated ztunnels that ask for certificates, in one process: `certificate-clients.ts <spec as JSON>`. */
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { createCsr, generateKey } from "@ambit/identity";
import { IstioCertificateRequest } from "@ambit/proto/ca";
import { Client, credentials, Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { answerCalls } from "../src/program-answers.ts";
import { type AnswerFacts, type CertificateMethods, type CertificateSpec, monotonicMs } from "./protocol.ts";

const METHOD = "/istio.v1.auth.IstioCertificateService/CreateCertificate";
const DAY_SECONDS = 86_400;
/** As a ztunnel gives up. */
const CALL_TIMEOUT_MS = 60_000;
/** In one go, so that a late timer does not make a burst of its own. */
const STEP_MS = 10;

const spec = JSON.parse(process.argv[2] ?? "{}") as CertificateSpec;
const clients = spec.nodes.map(openClient);

answerCalls<CertificateMethods>({ burst, sustain });

interface AskingClient {
  readonly client: Client;
  readonly metadata: Metadata;
  /** One request for all: the server does not know, and this program has time for more. */
  readonly request: Buffer;
}

function openClient({ token, identity }: CertificateSpec["nodes"][number]): AskingClient {
  const client = new Client(spec.address, credentials.createSsl(readFileSync(spec.rootsPath)), {
    "grpc.ssl_target_name_override": spec.hostname,
    "grpc.use_local_subchannel_pool": 1,
    "grpc.enable_http_proxy": 0,
    "grpc.enable_retries": 0,
  });
  const metadata = new Metadata();
  metadata.set("authorization", `Bearer ${token}`);
  metadata.set("clusterid", "Kubernetes");
  const [namespace = "", serviceAccount = ""] = identity.split("/");
  const csr = createCsr({ trustDomain: "cluster.local", namespace, serviceAccount }, generateKey());
  const bytes = IstioCertificateRequest.encode({ csr, validityDuration: DAY_SECONDS }).finish();
  return { client, metadata, request: Buffer.from(bytes) };
}

/** Every client asks for so many at once. */
async function burst({ perClient }: { readonly perClient: number }): Promise<readonly AnswerFacts[]> {
  const startMs = monotonicMs();
  return Promise.all(
    clients.flatMap((asking, client) =>
      Array.from({ length: perClient }, () => ask(asking, client, startMs)),
    ),
  );
}

/** So many each second, from one client after the other, whether the ones before are answered or not. */
async function sustain({
  perSecond,
  seconds,
}: {
  readonly perSecond: number;
  readonly seconds: number;
}): Promise<readonly AnswerFacts[]> {
  const startMs = monotonicMs();
  const answers: Promise<AnswerFacts>[] = [];
  for (let asked = 0; asked < perSecond * seconds; ) {
    const due = Math.min(perSecond * seconds, ((monotonicMs() - startMs) / 1000) * perSecond);
    for (; asked < due; asked += 1) {
      const client = asked % clients.length;
      const asking = clients[client];
      if (asking !== undefined) answers.push(ask(asking, client, monotonicMs()));
    }
    await delay(STEP_MS);
  }
  return Promise.all(answers);
}

function ask(
  { client, metadata, request }: AskingClient,
  index: number,
  sinceMs: number,
): Promise<AnswerFacts> {
  const { promise, resolve } = Promise.withResolvers<AnswerFacts>();
  client.makeUnaryRequest(
    METHOD,
    (bytes: Buffer) => bytes,
    (bytes: Buffer) => bytes.length,
    request,
    metadata,
    { deadline: Date.now() + CALL_TIMEOUT_MS },
    (error: ServiceError | null) => {
      const code = error === null ? "OK" : (status[error.code] ?? String(error.code));
      const atMs = monotonicMs();
      resolve({ client: index, atMs, tookMs: atMs - sinceMs, code });
    },
  );
  return promise;
}
