import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { KindCluster, type KindTools, kindProvider } from "./kind-provider.ts";

/** Writes down what it is told, and answers what is asked of the cluster. */
const RECORDER = `#!/bin/sh
echo "$(basename "$0") $*" >> "$(dirname "$0")/calls"
case "$*" in
  "get kubeconfig"*) echo "apiVersion: v1" ;;
  "get nodes"*) printf 'ambit-e2e-worker2\\nambit-e2e-control-plane\\nambit-e2e-worker\\n' ;;
  "load image-archive /bad.tar"*) echo "no such image" >&2; exit 1 ;;
esac
`;

let folder = "";
let tools: KindTools;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ambit-kind-test-"));
  tools = { kind: join(folder, "kind"), docker: join(folder, "docker") };
  for (const path of [tools.kind, tools.docker]) {
    writeFileSync(path, RECORDER);
    chmodSync(path, 0o755);
  }
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function calls(): readonly string[] {
  return readFileSync(join(folder, "calls"), "utf8").trimEnd().split("\n");
}

describe("a cluster of kind", () => {
  test("is made anew by the repository's configuration, takes archives, and is deleted", async () => {
    const kind = await KindCluster.create(tools);
    await kind.loadImages(["/images/ztunnel.tar", "/images/cni.tar"]);
    expect(kind.nodes).toEqual(["ambit-e2e-worker", "ambit-e2e-worker2"]);
    expect(readFileSync(kind.kubeconfig, "utf8")).toBe("apiVersion: v1\n");
    await kind[Symbol.asyncDispose]();
    const told = calls();
    expect(told[1]).toMatch(
      /^kind create cluster --name ambit-e2e --config \/\S+\/kind-config\.yaml --kubeconfig \/\S+\/kubeconfig --wait 120s$/,
    );
    expect(told.toSpliced(1, 1)).toEqual([
      "kind delete cluster --name ambit-e2e",
      "kind get kubeconfig --name ambit-e2e",
      "kind get nodes --name ambit-e2e",
      "kind load image-archive /images/ztunnel.tar --name ambit-e2e",
      "kind load image-archive /images/cni.tar --name ambit-e2e",
      "kind delete cluster --name ambit-e2e",
    ]);
    expect(() => readFileSync(kind.kubeconfig)).toThrow("ENOENT");
  });

  test("is entered by docker: its nodes, and kubectl on the first of them", async () => {
    const kind = await KindCluster.create(tools);
    expect(kind.onNode("ambit-e2e-worker", ["ip", "rule"])).toEqual([
      ...[tools.docker, "exec", "ambit-e2e-worker", "ip", "rule"],
    ]);
    expect(kind.kubectl).toEqual([
      ...[tools.docker, "exec", "-i", "ambit-e2e-control-plane"],
      ...["kubectl", "--kubeconfig=/etc/kubernetes/admin.conf"],
    ]);
    await kind[Symbol.asyncDispose]();
  });

  test("says what kind has said when an image is not taken", async () => {
    const kind = await KindCluster.create(tools);
    await expect(kind.loadImages(["/bad.tar"])).rejects.toThrow("no such image");
    await kind[Symbol.asyncDispose]();
  });

  test("is not tried where a program is missing, which is named", async () => {
    const provider = kindProvider({ ...tools, docker: join(folder, "nowhere") });
    await expect(provider.up(() => {})).rejects.toThrow(`${join(folder, "nowhere")} is not on this machine`);
  });
});
