/** A client that sends exactly these bytes. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Disposing of it closes the connection. */
export class RawClient implements Disposable {
  readonly socket: Socket;
  text = "";
  isEnded = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk) => {
      this.text += chunk.toString("latin1");
    });
    socket.on("close", () => {
      this.isEnded = true;
    });
    socket.on("error", () => undefined);
  }

  static async connect(port: number): Promise<RawClient> {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    return new RawClient(socket);
  }

  send(text: string): void {
    this.socket.write(text, "latin1");
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}
