import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { objectsOf, stringOf, valueAt } from "@ambit/kube-objects/json";
import { expect, test } from "vitest";
import { MESH_DEFINITIONS_FOLDER, readDefinitionFiles } from "../src/index.ts";
import { ApiClient, anApiServer } from "../src/testing/index.ts";

test("the mesh's own kinds are served in the versions that their users know", async () => {
  await using server = await anApiServer();
  const client = new ApiClient(server.url);
  const paths = [
    ...["gatewayclasses", "gateways", "httproutes", "grpcroutes", "backendtlspolicies"].map(
      (plural) => `gateway.networking.k8s.io/v1/${plural}`,
    ),
    ...["tcproutes", "tlsroutes"].map((plural) => `gateway.networking.k8s.io/v1alpha2/${plural}`),
    "gateway.networking.k8s.io/v1beta1/referencegrants",
    ...["v1", "v1beta1", "v1alpha3"].flatMap((version) =>
      [
        "serviceentries",
        "workloadentries",
        "workloadgroups",
        "destinationrules",
        "virtualservices",
        "sidecars",
        "gateways",
      ].map((plural) => `networking.istio.io/${version}/${plural}`),
    ),
    "networking.istio.io/v1alpha3/envoyfilters",
    "networking.istio.io/v1beta1/proxyconfigs",
    ...["v1", "v1beta1"].flatMap((version) =>
      ["authorizationpolicies", "peerauthentications", "requestauthentications"].map(
        (plural) => `security.istio.io/${version}/${plural}`,
      ),
    ),
    "telemetry.istio.io/v1/telemetries",
    "extensions.istio.io/v1alpha1/wasmplugins",
  ];
  for (const path of paths) {
    expect(await client.get(`/apis/${path}`), path).toMatchObject({ status: 200, body: { items: [] } });
  }
});

test("every definition of the mesh keeps conditions apart by their type", async () => {
  for (const definition of await readDefinitionFiles()) {
    for (const version of objectsOf(valueAt(definition, "spec", "versions"))) {
      const name = `${stringOf(definition.metadata.name)} ${stringOf(version.name)}`;
      const conditions = valueAt(
        version,
        "schema",
        "openAPIV3Schema",
        "properties",
        "status",
        "properties",
        "conditions",
      );
      const hasStatus = valueAt(version, "subresources", "status") !== undefined;
      if (hasStatus) expect(conditions, name).toMatchObject({ "x-kubernetes-list-map-keys": ["type"] });
    }
  }
});

test.each([
  ["no YAML", "a: [", /bad\.yaml: /],
  [
    "something else",
    "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n",
    "bad.yaml: Secret is not a CustomResourceDefinition",
  ],
])("a file with %s is refused by its name", async (_name, content, message) => {
  const folder = mkdtempSync(join(tmpdir(), "ambit-crds-"));
  using _cleanUp = { [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
  writeFileSync(join(folder, "bad.yaml"), content);
  await expect(readDefinitionFiles(folder)).rejects.toThrow(message);
});

test("a folder that is not there is an error of the start", async () => {
  await expect(readDefinitionFiles(`${MESH_DEFINITIONS_FOLDER}/nowhere`)).rejects.toThrow("ENOENT");
});
