import { expect, test } from "vitest";
import { type ClusterHost, findClusterSource } from "./cluster-source.ts";

function aHost(files: readonly string[], environment: Readonly<Record<string, string>> = {}): ClusterHost {
  return {
    environment: new Map(Object.entries({ HOME: "/home/u", ...environment })),
    exists: (path) => files.includes(path),
    list: (path) => [
      ...new Set(
        files
          .filter((file) => file.startsWith(`${path}/`))
          .map((file) => file.slice(path.length + 1).split("/")[0] ?? ""),
      ),
    ],
  };
}

const HOME = "/home/u/.kube/config";
const LAB = "/run/ambit/demo/kubeconfig";

test.each([
  {
    name: "--kubeconfig",
    flags: { kubeconfig: "/k" },
    files: ["/k", HOME, LAB],
    KUBECONFIG: "/e",
    path: "/k",
  },
  { name: "--lab", flags: { lab: "demo" }, files: [HOME, LAB], KUBECONFIG: "/e", path: LAB },
  { name: "KUBECONFIG", flags: {}, files: ["/e", HOME, LAB], KUBECONFIG: "/e", path: "/e" },
  { name: "the first of a list", flags: {}, files: ["/e", HOME], KUBECONFIG: "/none::/e", path: "/e" },
  { name: "~/.kube/config", flags: {}, files: [HOME, LAB], KUBECONFIG: "", path: HOME },
  { name: "the only lab", flags: {}, files: [LAB, "/run/ambit/labs.lock"], KUBECONFIG: "", path: LAB },
])("$name is next", ({ flags, files, KUBECONFIG, path }) => {
  expect(findClusterSource(flags, aHost(files, { KUBECONFIG }))).toEqual({ kind: "kubeconfig", path });
});

test("the context goes with it", () => {
  expect(findClusterSource({ context: "c" }, aHost([HOME]))).toEqual({
    kind: "kubeconfig",
    path: HOME,
    context: "c",
  });
});

test.each([
  [{ kubeconfig: "/k", lab: "demo" }, [], "--kubeconfig and --lab exclude each other"],
  [{ kubeconfig: "/k" }, [], "there is no kubeconfig /k"],
  [{ lab: "x" }, [LAB], 'there is no lab "x" (up: demo); start it with ambit lab up --name x'],
  [{}, [], "no cluster: give --kubeconfig or --lab, set KUBECONFIG, or start a lab (ambit lab up)"],
  [{}, [LAB, "/run/ambit/b/kubeconfig"], "labs b, demo are up: choose one with --lab"],
])("%j with %j is refused with what can be done", (flags, files, message) => {
  expect(() => findClusterSource(flags, aHost(files))).toThrow(message);
});
