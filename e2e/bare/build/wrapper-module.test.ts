import { describe, expect, test } from "vitest";
import { isEnough, parseGoVersion } from "./go-toolchain.ts";
import { formatWrapperModule } from "./wrapper-module.ts";

const UPSTREAM = `module k8s.io/kubernetes

go 1.24.0

godebug default=go1.24

require (
	github.com/spf13/cobra v1.9.1
	k8s.io/api v0.0.0
	k8s.io/klog/v2 v2.130.1
	k8s.io/utils v0.0.0-20250604170112-4c0f3b243397
	k8s.io/cloud-provider v0.0.0 // indirect
)

replace (
	k8s.io/api => ./staging/src/k8s.io/api
	k8s.io/cloud-provider => ./staging/src/k8s.io/cloud-provider
)
`;

describe("the module that Kubernetes' programs are built from", () => {
  const text = formatWrapperModule({ upstream: UPSTREAM, version: "v1.34.4", name: "example" });

  test("keeps what upstream requires, and its language version", () => {
    expect(text).toMatch(/^module example\n\ngo 1\.24\.0\n\ngodebug default=go1\.24\n/);
    expect(text).toContain("github.com/spf13/cobra v1.9.1");
    expect(text).toContain("k8s.io/klog/v2 v2.130.1");
    expect(text).toContain("k8s.io/utils v0.0.0-20250604170112-4c0f3b243397\n");
  });

  test("asks for the published parts only", () => {
    expect(text).toContain("k8s.io/api v0.34.4\n");
    expect(text).toContain("k8s.io/cloud-provider v0.34.4 // indirect");
    expect(text).not.toMatch(/v0\.0\.0\s/);
    expect(text).not.toContain("staging");
    expect(text).toContain("require k8s.io/kubernetes v1.34.4");
    expect(text.match(/^\tk8s\.io\/[\w-]+ => k8s\.io\/[\w-]+ v0\.34\.4$/gm)).toHaveLength(2);
  });

  test("is not made for what is no version of Kubernetes", () => {
    expect(() => formatWrapperModule({ upstream: UPSTREAM, version: "latest", name: "example" })).toThrow(
      "latest is no version of Kubernetes",
    );
  });
});

test.each([
  ["go version go1.24.0 linux/amd64", true],
  ["go version go1.26.8 linux/arm64", true],
  ["go version go2.0 linux/amd64", true],
  ["go version go1.19.8 linux/amd64", false],
  ["go version devel +9a49b26bdf linux/amd64", false],
])("%s is new enough: %j", (text, wanted) => {
  expect(isEnough(parseGoVersion(text))).toBe(wanted);
});
