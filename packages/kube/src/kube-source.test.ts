import { expect, test } from "vitest";
import { findKubeSource, type KubeSettings } from "./kube-source.ts";

const NOTHING: KubeSettings = {
  server: undefined,
  tokenFile: undefined,
  caFile: undefined,
  kubeconfig: undefined,
  serviceHost: undefined,
  servicePort: "443",
};

const EVERYTHING: KubeSettings = {
  server: "https://api.example:6443",
  tokenFile: "/token",
  caFile: "/ca.pem",
  kubeconfig: "/kubeconfig",
  serviceHost: "10.0.0.1",
  servicePort: "6443",
};

test("a server that is named wins over all else", () => {
  expect(findKubeSource(EVERYTHING)).toEqual({
    kind: "explicit",
    server: "https://api.example:6443",
    tokenFile: "/token",
    caFile: "/ca.pem",
  });
});

test("a kubeconfig wins over the pod's own cluster", () => {
  expect(findKubeSource({ ...EVERYTHING, server: undefined })).toEqual({
    kind: "kubeconfig",
    path: "/kubeconfig",
  });
});

test("in a pod it is the cluster's service", () => {
  expect(findKubeSource({ ...NOTHING, serviceHost: "fd00::1", servicePort: "6443" })).toEqual({
    kind: "in-cluster",
    host: "fd00::1",
    port: "6443",
  });
});

test("is undefined when nothing says where the API is", () => {
  expect(findKubeSource({ ...NOTHING, tokenFile: "/token", caFile: "/ca.pem" })).toBeUndefined();
});
