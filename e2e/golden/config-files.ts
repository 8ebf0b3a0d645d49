/** Ways in which a mesh file gets new contents, as editors, programs and Kubernetes do it. */
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface ConfigFile {
  /** What LOCAL_XDS_PATH names. */
  readonly path: string;
  write(contents: string | Uint8Array): void;
}

/** Each makes its file in the given folder, with these first contents. */
export const CONFIG_FILES: Readonly<Record<string, (folder: string, contents: string) => ConfigFile>> = {
  "written in place": (folder, contents) => {
    const path = join(folder, "mesh.yaml");
    writeFileSync(path, contents);
    return { path, write: (next) => writeFileSync(path, next) };
  },

  "renamed over": (folder, contents) => {
    const path = join(folder, "mesh.yaml");
    writeFileSync(path, contents);
    const write = (next: string | Uint8Array): void => {
      writeFileSync(`${path}.new`, next);
      renameSync(`${path}.new`, path);
    };
    return { path, write };
  },

  // mesh.yaml -> ..data/mesh.yaml, ..data -> ..<version>; a new version is a new folder and one rename of a link.
  "swapped as in a ConfigMap volume": (folder, contents) => {
    let version = 0;
    const write = (next: string | Uint8Array): void => {
      const name = `..${++version}`;
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, "mesh.yaml"), next);
      symlinkSync(name, join(folder, "..data_tmp"));
      renameSync(join(folder, "..data_tmp"), join(folder, "..data"));
      rmSync(join(folder, `..${version - 1}`), { recursive: true, force: true });
    };
    write(contents);
    const path = join(folder, "mesh.yaml");
    symlinkSync("..data/mesh.yaml", path);
    return { path, write };
  },
};
