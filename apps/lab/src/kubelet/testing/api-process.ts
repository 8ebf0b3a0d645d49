/** An API server as a process of its own, for tests: `node api-process.ts <host> <port>`. Prints a line when it serves. */
import { bindKubeEmbedded } from "@ambit/kube-embedded";

const [host = "127.0.0.1", port = "0"] = process.argv.slice(2);
const server = await bindKubeEmbedded({
  host,
  port: Number(port),
  anonymousAdmin: true,
  gracefulPodDeletion: true,
});
process.stdout.write(`${server.url}\n`);
