/** A bare cluster as a scenario's: real Kubernetes, and the mesh in containers of its images. */
import { BareCluster, prepareBare } from "../../bare/bare-cluster.ts";
import { requireNetns } from "../../src/preflight.ts";
import type { Cluster, ClusterFeature, Provider } from "../cluster.ts";
import { ambitInstallation } from "../install-mesh.ts";
import { makeMeshImages, TOOLS_COMMAND, TOOLS_IMAGE } from "../mesh-images.ts";
import { runCommandAsync } from "../run-command.ts";
import { kubectlPods } from "./kubectl-pods.ts";

const NAME = "bare";
const FEATURES: ReadonlySet<ClusterFeature> = new Set([
  "dual-stack",
  "cron-jobs",
  "installation",
  "several-nodes",
  "garbage-collection",
]);

/** Of two nodes. */
export function bareProvider(): Provider {
  return {
    name: "bare",
    up: async (say) => {
      requireNetns();
      const parts = await prepareBare(say);
      const images = await makeMeshImages();
      say("raising a cluster of two nodes");
      const startMs = performance.now();
      const bare = await BareCluster.up(NAME, parts);
      say(`nodes and DNS are ready after ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
      const cluster = clusterOfBare(bare);
      try {
        await cluster.loadImages(images);
        await cluster.installMesh();
      } catch (error) {
        say(await cluster.describe());
        await cluster[Symbol.asyncDispose]();
        throw error;
      }
      say(`the mesh is ready after ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
      return cluster;
    },
  };
}

function clusterOfBare(bare: BareCluster): Cluster {
  const { objects, kubeconfig } = bare;
  return {
    ...kubectlPods(bare.kubectl),
    ...ambitInstallation(kubeconfig),
    objects,
    features: FEATURES,
    nodes: bare.plan.nodes.map(({ name }) => name),
    toolsImage: TOOLS_IMAGE,
    toolsCommand: TOOLS_COMMAND,
    loadImages: (archives) => bare.loadImages(archives),
    onNode: (node, command) => runCommandAsync(bare.onNode(node, command)),
    [Symbol.asyncDispose]: () => bare[Symbol.asyncDispose](),
  };
}
