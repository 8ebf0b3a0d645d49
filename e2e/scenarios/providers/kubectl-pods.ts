/** Commands and logs of pods by kubectl, for clusters that are Kubernetes itself. */
import type { Cluster } from "../cluster.ts";
import { runCommandAsync, runToSuccess } from "../run-command.ts";

/** The words by which kubectl is started as the administrator. */
export function kubectlPods(kubectl: readonly string[]): Pick<Cluster, "exec" | "logs" | "describe"> {
  return {
    exec: ({ namespace, name }, command) =>
      runCommandAsync([...kubectl, "exec", "-n", namespace, name, "--", ...command]),
    logs: ({ namespace, name }, lines) =>
      runToSuccess([...kubectl, "logs", "-n", namespace, name, `--tail=${lines}`]),
    describe: async () => {
      const asked = [
        ["get", "pods", "-A", "-o", "wide"],
        ["get", "events", "-A", "--field-selector", "type!=Normal", "--sort-by", ".lastTimestamp"],
        ...["deployment/istiod", "daemonset/istio-cni-node", "daemonset/ztunnel"].map((workload) => [
          ...["logs", "-n", "istio-system", workload, "--all-pods", "--tail=12", "--prefix"],
        ]),
      ];
      const answers = asked.map(async (words) => {
        const { output, errors } = await runCommandAsync([...kubectl, ...words]);
        return `== kubectl ${words.join(" ")}\n${output}${errors}`;
      });
      return (await Promise.all(answers)).join("\n");
    },
  };
}
