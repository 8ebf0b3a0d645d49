import { describe, expect, test } from "vitest";
import { aContext, aPod } from "../testing/a-pod.ts";
import { containerProcess, imageName } from "./process-spec.ts";

const IMAGES = {
  "ambit/ztunnel": ["/node", "/ztunnel.js"],
  "ambit/waypoint": ["/usr/bin/node", "/tmp/ambit/waypoint/main.js"],
};
const VOLUMES = new Map([["v", "/state/v"]]);

function processOf(container: Readonly<Record<string, unknown>>) {
  const pod = aPod({ containers: [{ name: "main", ...container }] });
  const [spec] = pod.containers;
  if (spec === undefined) throw new Error("no container");
  return containerProcess(aContext(pod), spec, {
    images: IMAGES,
    programFolders: ["/tmp/ambit", "/usr/bin"],
    volumes: VOLUMES,
  });
}

describe("what is run", () => {
  test.each([
    [
      "the image's program, with the arguments",
      { image: "ambit/ztunnel:1.2", args: ["proxy"] },
      ["/node", "/ztunnel.js", "proxy"],
    ],
    [
      "the command in the image's place",
      { image: "ambit/ztunnel", command: ["sh"], args: ["-c", "x"] },
      ["sh", "-c", "x"],
    ],
    ["a program of the machine", { image: "busybox", command: ["sleep", "1"] }, ["sleep", "1"]],
    [
      "references in command and arguments",
      { command: ["$(HOSTNAME)"], args: ["$(NOPE)"] },
      ["web", "$(NOPE)"],
    ],
  ])("%s", (_name, container, argv) => {
    expect(processOf(container).argv).toEqual(argv);
  });

  test("refuses an image that stands for nothing, with what to do", () => {
    expect(() => processOf({ image: "nginx" })).toThrow(
      /image "nginx" stands for no program here: give the container a command/,
    );
  });

  test.each([
    ["a/b:1", "a/b"],
    ["host:5000/a/b", "host:5000/a/b"],
    ["host:5000/a/b:1@sha256:00", "host:5000/a/b"],
    ["a", "a"],
  ])("the name of image %s is %s", (image, name) => {
    expect(imageName(image)).toBe(name);
  });
});

describe("programs of images", () => {
  const PROGRAM = { source: "/tmp/ambit", target: "/tmp/ambit", isReadOnly: true };
  const image = "ambit/waypoint";
  const targetsOf = (container: Readonly<Record<string, unknown>>) =>
    processOf(container).mounts.map(({ target }) => target);

  test("are seen through what is mounted above them", () => {
    const { mounts } = processOf({ image, volumeMounts: [{ name: "v", mountPath: "/tmp" }] });
    expect(mounts).toEqual([{ source: "/state/v", target: "/tmp", isReadOnly: false }, PROGRAM]);
  });

  test("are there for users to whom the folders above them may be closed", () => {
    expect(processOf({ image, securityContext: { runAsUser: 1337 } }).mounts).toEqual([PROGRAM]);
  });

  test("need nothing otherwise", () => {
    expect(targetsOf({ image })).toEqual([]);
    expect(targetsOf({ image, volumeMounts: [{ name: "v", mountPath: "/tm" }] })).toEqual(["/tm"]);
    expect(targetsOf({ image, command: ["x"], volumeMounts: [{ name: "v", mountPath: "/tmp" }] })).toEqual([
      "/tmp",
    ]);
  });
});

describe("mounts", () => {
  const mounted = (mount: Readonly<Record<string, unknown>>) =>
    processOf({
      command: ["x"],
      env: [{ name: "N", value: "n1" }],
      volumeMounts: [{ name: "v", mountPath: "/m", ...mount }],
    }).mounts[0];

  test("lead from the volume to a path", () => {
    expect(mounted({ mountPath: "/m/", readOnly: true })).toEqual({
      source: "/state/v",
      target: "/m",
      isReadOnly: true,
    });
  });

  test("may be of a part of the volume, which variables may name", () => {
    expect(mounted({ subPathExpr: "nodes/$(N)" })?.source).toBe("/state/v/nodes/n1");
  });

  test.each([
    ["a part outside of the volume", { subPath: "a/../../b" }, /leaves its volume/],
    ["the root", { mountPath: "/" }, /cannot mount at "\/"/],
    ["a relative path", { mountPath: "m" }, /cannot mount at "m"/],
    ["a volume that the pod has not", { name: "w" }, /there is no volume "w"/],
  ])("refuse %s", (_name, mount, message) => {
    expect(() => mounted(mount)).toThrow(message);
  });
});
