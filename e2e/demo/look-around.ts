/** What to try while the demonstration's mesh is up. */
import { relative } from "node:path";
import { hasTool } from "../src/command.ts";
import type { NetnsMesh } from "../src/netns-mesh.ts";
import { DENIED_PORT, OPEN_PORT, POLICY_NAME, SERVICE_PORT } from "./story.ts";
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
  terminal.command("be denied", `${program("request")} ${server.ip} ${DENIED_PORT} hello`);
  terminal.command(
    `allow it again: delete the ${POLICY_NAME} line (leave "policies: []"), and save`,
    mesh.meshPath,
  );
  terminal.command("follow the access logs", `tail -f ${client.logPath} ${server.logPath}`);
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
