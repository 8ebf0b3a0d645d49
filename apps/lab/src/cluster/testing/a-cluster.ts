/** An API server in this process with the controllers on it and nodes that run every pod at once. */
import { parseCidr, parseIpAddress } from "@ambit/addr";
import { type KubeClient, type KubeObject, type NewKubeObject, openKubeClient } from "@ambit/kube";
import { bindKubeEmbedded } from "@ambit/kube-embedded";
import { systemClock } from "@ambit/lifecycle";
import { memoryLogger } from "@ambit/telemetry/testing";
import type { ClusterOptions } from "../cluster-options.ts";
import { apiVersionOf, CLUSTER_KINDS, type ClusterKind } from "../objects/cluster-kinds.ts";
import { startCluster } from "../start-cluster.ts";
import { FakeKubelet, type StatusOf } from "./fake-kubelet.ts";

export interface TestCluster extends AsyncDisposable {
  readonly api: KubeClient;
  readonly url: string;
  readonly kubelet: FakeKubelet;
  readonly logLines: () => readonly string[];
  create(kind: ClusterKind, namespace: string, body: Partial<NewKubeObject>): Promise<KubeObject>;
  list(kind: ClusterKind, namespace?: string): Promise<readonly KubeObject[]>;
  patch(kind: ClusterKind, name: string, body: Readonly<Record<string, unknown>>): Promise<KubeObject>;
}

export interface TestClusterOptions {
  readonly nodes?: readonly string[];
  readonly statusOf?: StatusOf;
  readonly cluster?: Partial<ClusterOptions>;
}

export async function aCluster({
  nodes = ["n1", "n2"],
  statusOf,
  cluster = {},
}: TestClusterOptions = {}): Promise<TestCluster> {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await bindKubeEmbedded({ anonymousAdmin: true }));
  const rate = { perSecond: 10_000, burst: 10_000 };
  const api = stack.use(await openKubeClient({ kind: "explicit", server: server.url }, { rate }));
  const { logger, sink } = memoryLogger("lab");
  const kubelet = stack.use(new FakeKubelet(api, statusOf));
  for (const name of nodes) await kubelet.addNode(name, { "kubernetes.io/hostname": name });
  stack.use(
    await startCluster({
      api,
      serviceCidrs: [parseCidr("10.96.0.0/16"), parseCidr("fd00:96::/112")],
      apiServer: { addresses: [parseIpAddress("10.0.0.1")], port: 6443 },
      dns: { addresses: [parseIpAddress("10.0.0.1")], port: 53, clusterIps: [parseIpAddress("10.96.0.10")] },
      rootCaPem: "PEM",
      orphanGraceMs: 50,
      clock: systemClock,
      nowMs: Date.now,
      random: Math.random,
      logger,
      ...cluster,
    }),
  );
  const owned = stack.move();
  return {
    api,
    url: server.url,
    kubelet,
    logLines: () => sink.lines,
    create: (kind, namespace, body) =>
      api.create(CLUSTER_KINDS[kind].resource, namespace === "" ? undefined : namespace, {
        apiVersion: apiVersionOf(kind),
        kind: CLUSTER_KINDS[kind].kind,
        metadata: {},
        ...body,
      }),
    list: async (kind, namespace = "default") =>
      (
        await api.list(
          CLUSTER_KINDS[kind].resource,
          CLUSTER_KINDS[kind].resource.isNamespaced ? { namespace } : {},
        )
      ).items,
    patch: (kind, name, body) =>
      api.patch(CLUSTER_KINDS[kind].resource, { namespace: "default", name }, { kind: "merge", body }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
