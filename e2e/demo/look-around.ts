/** What to try while the demonstration's mesh is up. */
import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { stringify } from "yaml";
import { hasTool } from "../src/command.ts";
import { collectionPath } from "../src/mesh-objects.ts";
import type { NetnsMesh } from "../src/netns-mesh.ts";
import { DENIED_PORT, OPEN_PORT, POLICY, SERVICE_PORT } from "./story.ts";
import type { Terminal } from "./terminal.ts";

/** Commands for a second terminal, in the repository's folder. */
export function printLookAround(mesh: NetnsMesh, terminal: Terminal): void {
  const client = mesh.pod("client");
  const server = mesh.pod("server");
  const node = relative(process.cwd(), process.execPath);
  const inClient = `ip netns exec ${client.namespace.name}`;
  const program = (name: string): string => `${inClient} ${node} e2e/test-programs/${name}.ts`;
  const get = (target: string): string =>
    hasTool("curl") ? `${inClient} curl -s localhost:${target}` : `${program("get")} ${target}`;
  terminal.gap();
  terminal.title("The mesh stays up until Ctrl-C. In another terminal, in this folder, as root:");
  terminal.command(
    "ask the service, by pod address and by service address",
    `${program("request")} ${server.ip} ${OPEN_PORT} hello`,
  );
  terminal.plain(`     ${program("request")} ${server.plan.vip.ip} ${SERVICE_PORT} hello`);
  const { controlPlane } = mesh;
  const policyPath = join(mesh.folder, "policy.yaml");
  writeFileSync(policyPath, stringify(POLICY));
  const inControl = `ip netns exec ${mesh.pod("control").namespace.name}`;
  const api = hasTool("kubectl")
    ? `${inControl} kubectl --kubeconfig ${controlPlane.kubeconfigPath}`
    : `${inControl} ${node} e2e/test-programs/api.ts ${controlPlane.kubeconfigPath}`;
  const resource = `${collectionPath(POLICY)}/${POLICY.metadata.name}`;
  terminal.command(
    `deny port ${DENIED_PORT}, and be denied`,
    hasTool("kubectl") ? `${api} apply --validate=false -f ${policyPath}` : `${api} apply ${policyPath}`,
  );
  terminal.plain(`     ${program("request")} ${server.ip} ${DENIED_PORT} hello`);
  terminal.command(
    "allow it again",
    hasTool("kubectl") ? `${api} delete -f ${policyPath}` : `${api} delete ${resource}`,
  );
  terminal.command(
    "see the cluster's objects",
    hasTool("kubectl") ? `${api} get pods,services -A -o wide` : `${api} get /api/v1/pods`,
  );
  terminal.command("follow the logs", `tail -f ${client.logPath} ${server.logPath} ${controlPlane.logPath}`);
  terminal.command("see what the client's ztunnel knows, and counts", get("15000/config_dump"));
  terminal.plain(`     ${get("15020/metrics")}`);
  terminal.command("see how traffic is redirected to it", `${inClient} nft list ruleset`);
  terminal.command("captures of the wire, for any packet viewer", `${mesh.folder}/*.pcap`);
  terminal.gap();
}

/** What comes after the demonstration. */
export function printNextSteps(terminal: Terminal): void {
  terminal.gap();
  terminal.title("What to try next");
  terminal.plain("   npm start             the same, and then the mesh stays up for looking around");
  terminal.plain("   npm test              the whole test suite; e2e/netns has more scenarios like this one");
  terminal.plain("   e2e/demo/story.ts     how each statement above was measured");
  terminal.gap();
}
