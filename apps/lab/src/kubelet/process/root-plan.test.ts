import { describe, expect, test } from "vitest";
import { type HostTree, planRoot, type RootPlan } from "./root-plan.ts";

/** Folders end with a slash, links have a target. */
const MACHINE: Readonly<Record<string, string>> = {
  "/bin": "usr/bin",
  "/dev/": "",
  "/etc/": "",
  "/etc/hosts": "",
  "/etc/passwd": "",
  "/etc/mtab": "../proc/self/mounts",
  "/etc/ssl/": "",
  "/etc/ssl/certs/": "",
  "/initrd.img": "",
  "/proc/": "",
  "/run/": "",
  "/run/secret.sock": "",
  "/srv/": "",
  "/tmp/": "",
  "/usr/": "",
  "/var/": "",
  "/var/lib/": "",
  "/var/lib/dpkg/": "",
  "/var/log/": "",
  "/var/run": "/run",
};

const machine: HostTree = {
  kindOf: (path) => {
    if (`${path}/` in MACHINE) return "directory";
    return MACHINE[path] === undefined ? undefined : MACHINE[path] === "" ? "other" : "link";
  },
  list: (folder) => {
    const prefix = folder === "/" ? "/" : `${folder}/`;
    return Object.keys(MACHINE)
      .filter((path) => path.startsWith(prefix) && /^[^/]+\/?$/.test(path.slice(prefix.length)))
      .map((path) => path.slice(prefix.length).replace("/", ""));
  },
  linkOf: (path) => MACHINE[path] ?? "",
};

const mount = (target: string, more: { isReadOnly?: boolean; isFile?: boolean; source?: string } = {}) => ({
  source: "/state/v",
  target,
  isReadOnly: false,
  isFile: false,
  ...more,
});

function plan(
  mounts: readonly ReturnType<typeof mount>[],
  files: Readonly<Record<string, string>> = {},
): RootPlan {
  return planRoot({ root: "/r", mounts, files: new Map(Object.entries(files)) }, machine);
}

const mounts = ({ fstab }: RootPlan) =>
  fstab
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split(" ").slice(0, 4).join(" "));

describe("the root of a container", () => {
  test("is the machine's, but for /run, which is empty", () => {
    const root = plan([]);
    expect(mounts(root)).toEqual([
      "/dev /r/dev none rbind",
      "/etc /r/etc none rbind",
      "/proc /r/proc none rbind",
      "/srv /r/srv none rbind",
      "/tmp /r/tmp none rbind",
      "/usr /r/usr none rbind",
      "/var /r/var none rbind",
    ]);
    expect(root.links).toEqual([{ path: "/bin", target: "usr/bin" }]);
    expect(root.folders).toContain("/run/lock");
    expect(root.files).toEqual([]);
  });

  test("has the kubelet's files among links to the machine's", () => {
    const root = plan([], { "/etc/hosts": "mine" });
    expect(root.files).toEqual([{ path: "/etc/hosts", content: "mine" }]);
    expect(root.links).toEqual([
      { path: "/bin", target: "usr/bin" },
      { path: "/etc/passwd", target: "/.host/etc/passwd" },
      { path: "/etc/mtab", target: "../proc/self/mounts" },
      { path: "/etc/ssl", target: "/.host/etc/ssl" },
    ]);
    expect(mounts(root)).toContain("/etc /r/.host/etc none rbind");
    expect(mounts(root)).not.toContain("/etc /r/etc none rbind");
    expect(root.folders).toContain("/.host/etc");
  });

  test("has mount points that the machine has not, and leaves the machine alone", () => {
    const root = plan([mount("/var/lib/app/data", { isReadOnly: true })]);
    expect(root.folders).toEqual(
      expect.arrayContaining(["/var", "/var/lib", "/var/lib/app", "/var/lib/app/data"]),
    );
    expect(root.links).toEqual(
      expect.arrayContaining([
        { path: "/var/log", target: "/.host/var/log" },
        { path: "/var/lib/dpkg", target: "/.host/var/lib/dpkg" },
        { path: "/var/run", target: "/run" },
      ]),
    );
    expect(mounts(root).at(-1)).toBe("/state/v /r/var/lib/app/data none rbind,ro");
  });

  test("follows the machine's links, so that /var/run is /run", () => {
    const root = plan([mount("/var/run/secrets/token")]);
    expect(root.folders).toContain("/run/secrets/token");
    expect(mounts(root)).toContain("/var /r/var none rbind");
    expect(mounts(root).at(-1)).toBe("/state/v /r/run/secrets/token none rbind");
  });

  test("has new folders at the top, and files to mount files upon", () => {
    const root = plan([mount("/host/proc"), mount("/config.yaml", { isFile: true })]);
    expect(root.folders).toEqual(expect.arrayContaining(["/host", "/host/proc"]));
    expect(root.files).toEqual([{ path: "/config.yaml", content: "" }]);
  });

  test("mounts what is outside first, and makes what is inside of a volume in the volume", () => {
    const root = plan([
      mount("/data/deep/inner", { source: "/state/inner" }),
      mount("/data", { source: "/state/outer" }),
    ]);
    expect(mounts(root).slice(-2)).toEqual([
      "/state/outer /r/data none rbind",
      "/state/inner /r/data/deep/inner none rbind",
    ]);
    expect(root.sourceFolders).toEqual(["/state/outer/deep/inner"]);
    expect(root.folders).not.toContain("/data/deep");
  });

  test("replaces a whole folder of the machine", () => {
    const root = plan([mount("/tmp")]);
    expect(mounts(root)).not.toContain("/tmp /r/tmp none rbind");
    expect(mounts(root)).toContain("/state/v /r/tmp none rbind");
  });

  test("makes nothing in the kernel's folders", () => {
    expect(plan([mount("/dev/shm")]).folders).not.toContain("/dev/shm");
  });

  test("writes paths with spaces so that they are read again", () => {
    expect(plan([mount("/a b")]).fstab).toContain("/state/v /r/a\\040b none rbind 0 0\n");
  });
});
