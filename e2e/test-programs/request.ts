/**
 * One request to an echo service, for looking around by hand.
 * usage: node request.ts <ip> <port> [text]
 * Exit code 0 if the text came back, 1 if not.
 */
import { ClientConnection, openSocket } from "./client.ts";

const TIMEOUT_MS = 5_000;

const [ip = "", port = "", text = "hello"] = process.argv.slice(2);
if (ip === "" || !/^\d+$/.test(port)) {
  process.stderr.write("usage: request.ts <ip> <port> [text]\n");
  process.exit(64);
}
try {
  const connection = new ClientConnection(await openSocket({ ip, port: Number(port) }));
  connection.send(text);
  const received = await connection.receive(Buffer.byteLength(text), TIMEOUT_MS);
  connection.close();
  report(received.text === text, received.text === text ? received.text : `no answer (${received.state})`);
} catch (error) {
  report(false, error instanceof Error ? error.message : String(error));
}

function report(isAnswered: boolean, text: string): void {
  process.stdout.write(`${ip} port ${port}: ${text}\n`);
  process.exitCode = isAnswered ? 0 : 1;
}
