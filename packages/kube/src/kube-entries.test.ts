import { ConfigError, defineConfig } from "@ambit/config";
import { expect, test } from "vitest";
import { KUBE_ENTRIES, kubeSourceOf } from "./kube-entries.ts";
import type { KubeSource } from "./kube-source.ts";

const POD = { KUBERNETES_SERVICE_HOST: "fd00::1", KUBERNETES_SERVICE_PORT: "6443" };
const SERVER = {
  AMBIT_KUBE_SERVER: "https://api.example:6443",
  AMBIT_KUBE_TOKEN_FILE: "/token",
  AMBIT_KUBE_CA_FILE: "/ca.pem",
};

function sourceOf(environment: Readonly<Record<string, string>>): KubeSource {
  return kubeSourceOf(defineConfig(KUBE_ENTRIES).parse(new Map(Object.entries(environment))));
}

test("a server that is named wins over all else", () => {
  expect(sourceOf({ ...POD, ...SERVER, KUBECONFIG: "/kubeconfig" })).toEqual({
    kind: "explicit",
    server: "https://api.example:6443",
    tokenFile: "/token",
    caFile: "/ca.pem",
  });
});

test("a kubeconfig wins over the pod's own cluster", () => {
  expect(sourceOf({ ...POD, KUBECONFIG: "/kubeconfig" })).toEqual({
    kind: "kubeconfig",
    path: "/kubeconfig",
  });
});

test("in a pod it is the cluster's service, on the port of HTTPS unless another is named", () => {
  expect(sourceOf({ ...POD, KUBECONFIG: "" })).toEqual({ kind: "in-cluster", host: "fd00::1", port: "6443" });
  expect(sourceOf({ KUBERNETES_SERVICE_HOST: "10.0.0.1" })).toMatchObject({ port: "443" });
});

test("nothing that says where it is is an error with what to set", () => {
  const without = { AMBIT_KUBE_TOKEN_FILE: "/token", KUBECONFIG: "", KUBERNETES_SERVICE_HOST: "" };
  expect(() => sourceOf(without)).toThrow(ConfigError);
  expect(() => sourceOf(without)).toThrow("set KUBECONFIG or AMBIT_KUBE_SERVER");
});
