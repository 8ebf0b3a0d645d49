/**
 * Runs of the plugin in the agent, for the launcher on the host: the same rules (`runPlugin`) without a program for each
 * pod. What cannot be answered here is not answered, and the launcher starts the plugin: the trial of an installation,
 * which is to show that the plugin runs by itself, and whatever only the API server could say.
 */
import { existsSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { formatErrorChain } from "@ambit/errors";
import type { HttpAnswer } from "../plugin/http-response.ts";
import { PluginLog, type PluginLogLine } from "../plugin/plugin-log.ts";
import { runPlugin } from "../plugin/run-plugin.ts";
import type { UnixPost } from "../plugin/unix-post.ts";
import { decodePluginRun, encodePluginAnswer, type PluginRunRequest } from "./plugin-run-codec.ts";
import { bindSocketFile, type SocketFileOptions } from "./socket-file.ts";
import type { UnixRequest, UnixResponse } from "./unix-http-server.ts";

export interface PluginRunServerOptions extends SocketFileOptions {
  /** The answer to the plugin's request, as over its socket. */
  readonly answer: (request: UnixRequest) => Promise<UnixResponse>;
  readonly writeLines: (lines: readonly PluginLogLine[]) => void;
  readonly epochMs: () => number;
}

/** More than a variable block that a kernel accepts by default, with any sensible result. The launcher goes the long way. */
const MAX_RUN_BYTES = 1024 * 1024;
/** Of a launcher that says nothing: its input is with it before it calls. */
const SILENCE_LIMIT_MS = 5_000;
/** More than the pods of any node, which may all start at once. The launcher goes the long way. */
const MAX_RUNS = 1024;

/** At the end, for answers that are being worked on. */
const CLOSE_LIMIT_MS = 1_000;

/**
 * Listens and answers from this moment on. Disposing stops accepting, finishes what is in hand for a short time, and cuts
 * the rest off. Throws AgentError "bind-failed".
 */
export async function bindPluginRunServer(options: PluginRunServerOptions): Promise<AsyncDisposable> {
  const connections = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
    serve(socket, options).catch((error: unknown) => {
      options.logger.warn("a run of the plugin has failed", { error: formatErrorChain(error) });
      socket.destroy();
    });
  });
  server.maxConnections = MAX_RUNS;
  const file = await bindSocketFile(server, options);
  return {
    [Symbol.asyncDispose]: async () => {
      file[Symbol.dispose]();
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      const limit = setTimeout(() => {
        for (const socket of connections) socket.destroy();
      }, CLOSE_LIMIT_MS);
      await promise;
      clearTimeout(limit);
    },
  };
}

async function serve(socket: Socket, options: PluginRunServerOptions): Promise<void> {
  // A launcher that went away is no error of ours.
  socket.on("error", () => {});
  socket.setTimeout(SILENCE_LIMIT_MS, () => socket.destroy());
  const bytes = await readAll(socket);
  socket.setTimeout(0);
  const request = bytes === undefined ? undefined : decodePluginRun(bytes);
  const answer = request === undefined ? undefined : await run(request, options);
  if (answer === undefined) socket.destroy();
  else socket.end(answer);
}

/** Undefined where there is nothing that could be answered here. */
async function run(
  { variables, stdin }: PluginRunRequest,
  { answer, writeLines, epochMs }: PluginRunServerOptions,
): Promise<string | undefined> {
  if (variables["CNI_COMMAND"] === "VERSION") return undefined;
  const log = new PluginLog(epochMs);
  let isUndecided = false;
  const undecided = (): Promise<never> => {
    isUndecided = true;
    return Promise.reject(new Error("not asked from here"));
  };
  const outcome = await runPlugin({
    variables,
    stdin,
    post: async (request) => asPosted(await answer(asReceived(request))),
    isSelected: undecided,
    redirectSidecar: undecided,
    exists: existsSync,
    log,
  });
  if (isUndecided) return undefined;
  writeLines(log.lines);
  return encodePluginAnswer(outcome);
}

/** Undefined for more than there can be, and for a launcher that goes away before its end. */
function readAll(socket: Socket): Promise<Buffer | undefined> {
  const { promise, resolve } = Promise.withResolvers<Buffer | undefined>();
  const chunks: Buffer[] = [];
  let size = 0;
  socket.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_RUN_BYTES) socket.destroy();
  });
  socket.once("end", () => resolve(Buffer.concat(chunks)));
  socket.once("close", () => resolve(undefined));
  return promise;
}

function asReceived({ path, body, headers }: UnixPost): UnixRequest {
  const fields = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return { method: "POST", path, body, header: (name) => fields.get(name) };
}

function asPosted({ status, headers = {}, body = "" }: UnixResponse): HttpAnswer {
  return { status, headers: new Map(Object.entries(headers)), body };
}
