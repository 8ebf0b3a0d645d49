import fc from "fast-check";
import { expect, test } from "vitest";
import { type HostTree, planRoot } from "./root-plan.ts";

/** A machine with a few names on three levels, and links that lead up, down and to themselves. */
const machine: HostTree = {
  kindOf: (path) => {
    const names = path.split("/").filter(Boolean);
    const last = names.at(-1) ?? "";
    if (names.length > 3 || !["a", "b", "link", "loop", "file", "run"].includes(last)) return undefined;
    return last === "file" ? "other" : last === "link" || last === "loop" ? "link" : "directory";
  },
  list: (folder) =>
    folder.split("/").filter(Boolean).length > 2 ? [] : ["a", "b", "link", "loop", "file", "run"],
  linkOf: (path) => (path.endsWith("loop") ? path : "/a/b"),
};

const name = fc.constantFrom("a", "b", "link", "loop", "new", "run", "other");
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => `/${names.join("/")}`);
const mounts = fc.uniqueArray(path, { maxLength: 6 }).map((targets) =>
  targets.map((target, index) => ({
    source: `/state/${index}`,
    target,
    isReadOnly: index % 2 === 0,
    isFile: false,
  })),
);

const parentOf = (child: string) => child.slice(0, child.lastIndexOf("/"));

test("what is made can be made in order, never through a link, and everything is mounted upon something", () => {
  fc.assert(
    fc.property(mounts, (list) => {
      const plan = planRoot({ root: "/r", mounts: list, files: new Map([["/b/hosts", "x"]]) }, machine);
      const folders = new Set(plan.folders);
      const links = new Set(plan.links.map((link) => link.path));
      expect(folders.size).toBe(plan.folders.length);
      for (const made of [...plan.folders, ...links, ...plan.files.map((file) => file.path)]) {
        const parent = parentOf(made);
        expect(parent === "" || folders.has(parent), `${made} has no folder`).toBe(true);
        expect(links.has(parent), `${made} is behind a link`).toBe(false);
      }
      expect([...links].filter((link) => folders.has(link))).toEqual([]);
      const targets = plan.fstab
        .split("\n")
        .filter(Boolean)
        .map((line) => line.split(" ")[1]?.slice("/r".length) ?? "");
      for (const target of targets.slice(1)) {
        const isInside = targets.some((outer) => outer !== "" && target.startsWith(`${outer}/`));
        expect(folders.has(target) || isInside, `${target} is not there`).toBe(true);
      }
    }),
  );
});
