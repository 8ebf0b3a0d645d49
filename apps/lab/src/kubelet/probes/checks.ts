/** The checks that probes make, from where the kubelet is: the node's network. */
import { spawn } from "node:child_process";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect } from "node:net";
import type { ContainerSpec, ProbeSpec } from "../pod/pod.ts";
import { findProgram } from "../process/container-runtime.ts";
import { entryCommand } from "../process/entry.ts";
import type { CheckResult } from "./run-probe.ts";

export interface CheckTarget {
  readonly container: ContainerSpec;
  readonly podIp: string;
  readonly runFolder: string;
}

/** Never rejects: what goes wrong is the result. */
export async function checkProbe(
  spec: ProbeSpec,
  target: CheckTarget,
  signal: AbortSignal,
): Promise<CheckResult> {
  const limit = AbortSignal.timeout(spec.timeoutMs);
  const controller = new AbortController();
  const onAbort = () => controller.abort();
  signal.addEventListener("abort", onAbort, { once: true });
  limit.addEventListener("abort", onAbort, { once: true });
  try {
    return await check(spec, target, controller.signal);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return failure(limit.aborted ? `no answer within ${spec.timeoutMs} ms` : reason);
  } finally {
    signal.removeEventListener("abort", onAbort);
    limit.removeEventListener("abort", onAbort);
  }
}

function check(spec: ProbeSpec, target: CheckTarget, signal: AbortSignal): Promise<CheckResult> {
  const { check: probe } = spec;
  switch (probe.kind) {
    case "http":
      return checkHttp(probe, target, signal);
    case "tcp":
      return checkTcp(probe.host ?? target.podIp, findPort(target.container, probe.port), signal);
    case "exec":
      return checkExec(probe.command, target, signal);
    case "unsupported":
      return Promise.resolve(failure(`probes of kind ${probe.type} are not there in a lab`));
  }
}

type HttpCheck = Extract<ProbeSpec["check"], { kind: "http" }>;

/** As the kubelet: 200 to 399 is well, redirects are not followed, certificates are not looked at. */
function checkHttp(probe: HttpCheck, target: CheckTarget, signal: AbortSignal): Promise<CheckResult> {
  const { promise, resolve, reject } = Promise.withResolvers<CheckResult>();
  const options = {
    host: probe.host ?? target.podIp,
    port: findPort(target.container, probe.port),
    path: probe.path.startsWith("/") ? probe.path : `/${probe.path}`,
    headers: {
      "user-agent": "kube-probe/1.34",
      accept: "*/*",
      connection: "close",
      ...Object.fromEntries(probe.headers),
    },
    agent: false,
    signal,
  } as const;
  const request =
    probe.scheme === "https" ? httpsRequest({ ...options, rejectUnauthorized: false }) : httpRequest(options);
  request.once("error", reject);
  request.once("response", (response) => {
    const status = response.statusCode ?? 0;
    response.destroy();
    resolve({
      isSuccess: status >= 200 && status < 400,
      message: `HTTP probe failed with statuscode: ${status}`,
    });
  });
  request.end();
  return promise;
}

function checkTcp(host: string, port: number, signal: AbortSignal): Promise<CheckResult> {
  const { promise, resolve, reject } = Promise.withResolvers<CheckResult>();
  const socket = connect({ host, port, signal });
  socket.once("error", reject);
  socket.once("connect", () => {
    socket.destroy();
    resolve({ isSuccess: true, message: "" });
  });
  return promise;
}

function checkExec(
  command: readonly string[],
  { runFolder }: CheckTarget,
  signal: AbortSignal,
): Promise<CheckResult> {
  const running = findProgram(runFolder);
  if (running === undefined) return Promise.resolve(failure("the container does not run"));
  const entry = entryCommand(running.pid);
  const [program = "", ...args] = [...entry.command, ...command];
  const { promise, resolve, reject } = Promise.withResolvers<CheckResult>();
  const child = spawn(program, args, { env: entry.env, stdio: "ignore", signal, killSignal: "SIGKILL" });
  child.once("error", reject);
  child.once("close", (code) =>
    resolve({ isSuccess: code === 0, message: `command ended with ${code ?? "a signal"}` }),
  );
  return promise;
}

/** Throws for a name that the container does not give to a port. */
function findPort(container: ContainerSpec, port: number | string): number {
  if (typeof port === "number") return port;
  const named = container.ports.find(({ name }) => name === port)?.port;
  const number = named ?? Number(port);
  if (!Number.isInteger(number) || number < 1) throw new Error(`couldn't find port: "${port}"`);
  return number;
}

function failure(message: string): CheckResult {
  return { isSuccess: false, message };
}
