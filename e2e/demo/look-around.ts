/** What to try while the demonstration's lab is up. */
import { relative } from "node:path";
import type { Lab } from "../src/lab.ts";
import { NAMESPACE } from "./story.ts";
import type { Terminal } from "./terminal.ts";

/** Commands for a second terminal, in the repository's folder. */
export function printLookAround(lab: Lab, terminal: Terminal, shop: string): void {
  const flag = `--name ${lab.name}`;
  terminal.gap();
  terminal.title("The lab stays up until Ctrl-C. In another terminal, in this folder, as root:");
  terminal.command("see what runs", `npx ambit lab status ${flag}`);
  terminal.command(
    "bring the shop in again, with kubectl or without",
    `KUBECONFIG=$(npx ambit lab kubeconfig ${flag}) kubectl label namespace ${NAMESPACE} istio.io/dataplane-mode=ambient`,
  );
  terminal.plain(
    `     sed 's/  name: shop/  name: shop\\n  labels: { istio.io\\/dataplane-mode: ambient }/;/^---/q' ${relative(process.cwd(), shop)} | npx ambit lab apply ${flag} -f -`,
  );
  terminal.command("see which pods are in, and why not", `npx ambit enrolment --lab ${lab.name}`);
  terminal.command("see what the ztunnels know", `npx ambit ztunnel-config workloads --lab ${lab.name}`);
  terminal.command("ask from inside a pod", `npx ambit lab exec ${flag} ${NAMESPACE}/visitor -- curl -s web`);
  terminal.command("follow the ztunnels' access log", `npx ambit lab logs ${flag} -f istio-system/ztunnel`);
  terminal.gap();
}

/** What comes after the demonstration. */
export function printNextSteps(terminal: Terminal): void {
  terminal.gap();
  terminal.title("What to try next");
  terminal.plain("   npm start             the same, and then the lab stays up for looking around");
  terminal.plain(
    "   npx ambit lab up      a lab of your own; npx ambit lab apply -f apps/lab/examples/shop.yaml",
  );
  terminal.plain("   npm test              the whole test suite; e2e/netns has more scenarios like this one");
  terminal.plain("   e2e/demo/story.ts     how each statement above was measured");
  terminal.gap();
}
