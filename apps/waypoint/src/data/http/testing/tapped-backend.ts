/** Backends that keep every byte they get. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { NodeBackend } from "./node-peers.ts";

/** What came, on all connections in a row. */
export interface Tap {
  readonly text: string;
  /** Requests that came whole. */
  readonly requests: readonly IncomingMessage[];
}

/** Answers every whole request with `ok`. */
export async function tappedBackend(): Promise<{ readonly backend: NodeBackend; readonly tap: Tap }> {
  const tap = { text: "", requests: new Array<IncomingMessage>() };
  const backend = await NodeBackend.listen((message: IncomingMessage, response: ServerResponse) => {
    message.on("end", () => {
      tap.requests.push(message);
      response.end("ok");
    });
    message.resume();
  });
  backend.server.on("connection", (socket) => {
    socket.on("data", (chunk: Buffer) => {
      tap.text += chunk.toString("latin1");
    });
  });
  return { backend, tap };
}
