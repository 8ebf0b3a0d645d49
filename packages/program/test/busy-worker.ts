/** A thread that never returns to Node's loop: it works, answers commands of the profiler, and ends by request. */
import { type MessagePort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { type ProfileCommand, ThreadProfiler } from "../src/profiler/index.ts";

const { port } = workerData as { readonly port: MessagePort };
const profiler = new ThreadProfiler();

function workWithoutEnd(): void {
  for (let sum = 0; ; ) {
    for (let count = 0; count < 100_000; count++) sum += Math.sqrt(count);
    const command = receiveMessageOnPort(port)?.message as ProfileCommand | "end" | undefined;
    if (command === "end") return;
    if (command !== undefined) port.postMessage(profiler.run(command));
  }
}

workWithoutEnd();
port.close();
