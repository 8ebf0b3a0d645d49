/**
 * Makes the API server of a bare cluster reachable from outside of its namespace: the parent hands over a socket that
 * listens outside, and this program, which is inside, connects. It ends with the parent.
 */
import { connect, type Server, type Socket } from "node:net";
import { API_PORT } from "./access.ts";

process.on("message", (_message, server) => {
  (server as Server).on("connection", (client: Socket) => relay(client));
});
process.on("disconnect", () => process.exit(0));

function relay(client: Socket): void {
  const upstream = connect(API_PORT, "127.0.0.1");
  for (const [from, to] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    from.pipe(to);
    from.on("error", () => to.destroy());
    from.on("close", () => to.destroy());
  }
}
