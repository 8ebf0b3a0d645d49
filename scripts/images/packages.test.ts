/** What apt and npm say of packages, and what of it an image goes by. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { bundledPackages } from "./app-layer.ts";
import { parsePrintedUris } from "./debian.ts";
import { IMAGES, NATIVE_PACKAGE, NODE_PACKAGE } from "./image-table.ts";
import { parseLock } from "./npm-package.ts";

const REPOSITORY = new URL("../../", import.meta.url);
const lock = parseLock(await readFile(new URL("package-lock.json", REPOSITORY), "utf8"));

test("apt's list of files is read, epochs and other lines included", () => {
  const printed = `NOTE: this is a simulation
'http://deb.example/pool/libc6_2.36-9%2bdeb12u10_arm64.deb' libc6_2.36-9+deb12u10_arm64.deb 2298372 SHA256:ab
'http://deb.example/pool/libstdc%2b%2b6_12.2.0-14_arm64.deb' libstdc++6_12.2.0-14_arm64.deb 500 MD5Sum:cd
'http://deb.example/pool/netbase_6.4_all.deb' netbase_1%3a6.4_all.deb 12768 SHA256:ef
`;
  expect(parsePrintedUris(printed)).toEqual([
    { name: "libc6", fileName: "libc6_2.36-9+deb12u10_arm64.deb", size: 2_298_372 },
    { name: "libstdc++6", fileName: "libstdc++6_12.2.0-14_arm64.deb", size: 500 },
    { name: "netbase", fileName: "netbase_1%3a6.4_all.deb", size: 12_768 },
  ]);
});

test("a module is of the package that is nearest to it", () => {
  const modules = [
    "apps/ztunnel/src/main.ts",
    "builtin:node:fs",
    "node_modules/yaml/dist/index.js",
    "node_modules/yaml/dist/parse.js",
    "node_modules/@grpc/grpc-js/build/src/index.js",
  ];
  expect(bundledPackages(modules, lock)).toEqual(["node_modules/@grpc/grpc-js", "node_modules/yaml"]);
  expect(() => bundledPackages(["node_modules/no-such-package/x.js"], lock)).toThrow("no-such-package");
});

describe("the lock file", () => {
  const names = [...Object.values(NODE_PACKAGE), ...Object.values(NATIVE_PACKAGE.koffi)];
  test.each(names)("has version and sum of %s, also on a machine of another processor", (name) => {
    expect(lock.get(`node_modules/${name}`)).toMatchObject({
      name,
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      integrity: expect.stringMatching(/^sha512-/),
    });
  });
});

describe.each(IMAGES)("the image $name", ({ app, user, program, npm }) => {
  test("has a program, and a user that Kubernetes can tell from root", () => {
    expect(existsSync(new URL(`apps/${app}/src/main.ts`, REPOSITORY))).toBe(true);
    expect(user).toMatch(/^\d+:\d+$/);
    expect(program).toMatch(/^[a-z-]+$/);
  });

  test("brings what its program loads at run time", async () => {
    const sources = await readFile(new URL(`apps/${app}/package.json`, REPOSITORY), "utf8");
    expect(npm.includes("koffi")).toBe(sources.includes('"@ambit/linux"'));
  });
});

test("names that Istio's charts ask for are there once each", () => {
  const names = IMAGES.flatMap(({ name, aliases }) => [name, ...aliases]);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining(["pilot", "ztunnel", "install-cni"]));
});
