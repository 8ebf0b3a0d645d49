import { BUILTIN_RESOURCES, decodeDefinition, ResourceRegistry } from "@ambit/kube-objects/resources";
import { MESH_POLICY } from "@ambit/kube-objects/testing";
import { describe, expect, test } from "vitest";
import { answerDiscovery, compareVersions } from "./discovery.ts";
import { AS_OBJECT, type Representation } from "./negotiate.ts";

const registry = new ResourceRegistry(BUILTIN_RESOURCES);
registry.replace("meshpolicies.mesh.example.com", decodeDefinition(MESH_POLICY));

function discover(path: string, representation: Representation = AS_OBJECT): unknown {
  const answer = answerDiscovery(registry, path, representation);
  return answer?.kind === "document" ? answer.body : undefined;
}

describe("discovery", () => {
  test("begins with the version and the groups", () => {
    expect(discover("/version")).toMatchObject({ major: "1" });
    expect(discover("/api")).toMatchObject({ kind: "APIVersions", versions: ["v1"] });
    expect(discover("/apis")).toMatchObject({
      kind: "APIGroupList",
      groups: expect.arrayContaining([
        expect.objectContaining({
          name: "mesh.example.com",
          versions: [
            { groupVersion: "mesh.example.com/v1", version: "v1" },
            { groupVersion: "mesh.example.com/v1beta1", version: "v1beta1" },
          ],
          preferredVersion: { groupVersion: "mesh.example.com/v1", version: "v1" },
        }),
      ]),
    });
    expect(discover("/apis/apps")).toMatchObject({ kind: "APIGroup", name: "apps" });
  });

  test("lists resources with their parts", () => {
    expect(discover("/api/v1")).toMatchObject({
      kind: "APIResourceList",
      groupVersion: "v1",
      resources: expect.arrayContaining([
        expect.objectContaining({
          name: "pods",
          kind: "Pod",
          shortNames: ["po"],
          categories: ["all"],
          namespaced: true,
        }),
        expect.objectContaining({ name: "pods/status", kind: "Pod", verbs: ["get", "patch", "update"] }),
        expect.objectContaining({ name: "serviceaccounts/token", kind: "TokenRequest", verbs: ["create"] }),
      ]),
    });
    expect(discover("/apis/authentication.k8s.io/v1")).toMatchObject({
      resources: [
        { name: "tokenreviews", verbs: ["create"], namespaced: false },
        { name: "selfsubjectreviews" },
      ],
    });
  });

  test("comes in one document when asked so", () => {
    const core = discover("/api", { form: "discovery", version: "v2" });
    expect(core).toMatchObject({
      kind: "APIGroupDiscoveryList",
      apiVersion: "apidiscovery.k8s.io/v2",
      items: [{ metadata: { name: "" } }],
    });
    expect(discover("/apis", { form: "discovery", version: "v2beta1" })).toMatchObject({
      apiVersion: "apidiscovery.k8s.io/v2beta1",
      items: expect.arrayContaining([
        expect.objectContaining({
          metadata: { name: "mesh.example.com", creationTimestamp: null },
          versions: [
            {
              version: "v1",
              freshness: "Current",
              resources: [
                expect.objectContaining({
                  resource: "meshpolicies",
                  singularResource: "meshpolicy",
                  scope: "Namespaced",
                  shortNames: ["mp"],
                  responseKind: { group: "mesh.example.com", version: "v1", kind: "MeshPolicy" },
                  subresources: [expect.objectContaining({ subresource: "status" })],
                }),
              ],
            },
            expect.objectContaining({ version: "v1beta1" }),
          ],
        }),
      ]),
    });
  });

  test.each(["/", "/apis/none", "/apis/none/v1", "/api/v2", "/api/v1/pods", "/openapi/v2"])(
    "knows nothing of %s",
    (path) => {
      expect(discover(path)).toBeUndefined();
    },
  );

  test("prefers released versions to betas to alphas, and newer ones", () => {
    expect(["v1alpha3", "v1beta1", "v1", "v1beta2", "foo", "v2"].toSorted(compareVersions)).toEqual([
      "v2",
      "v1",
      "v1beta2",
      "v1beta1",
      "v1alpha3",
      "foo",
    ]);
  });
});
