import { HttpServerError } from "@ambit/http-server";
import { KubeError } from "@ambit/kube";
import { NetfilterError } from "@ambit/netfilter";
import { expect, test } from "vitest";
import { AgentError } from "./agent/agent-error.ts";
import { exitCodeOf } from "./run.ts";

test.each([
  { name: "a port that is taken", error: new HttpServerError("bind-failed", "x"), code: 1 },
  { name: "a socket file that cannot be made", error: new AgentError("bind-failed", "x"), code: 1 },
  { name: "no iptables", error: new NetfilterError("program-missing", "x"), code: 1 },
  { name: "an API that refuses us", error: new KubeError("forbidden", "x"), code: 1 },
  { name: "a kubeconfig that cannot be used", error: new KubeError("bad-config", "x"), code: 64 },
  { name: "a mistake of ours", error: new TypeError("x"), code: 70 },
])("ends with $code for $name", ({ error, code }) => {
  expect(exitCodeOf(error)).toBe(code);
});
