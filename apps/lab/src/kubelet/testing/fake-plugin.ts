/** A chained CNI plugin for tests: notes each call in `calls` beside it, and fails while `fail` is there. */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const SCRIPT = `
const { existsSync, mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const folder = __filename.replace(/[^/]*$/, "") + "fake-calls";
mkdirSync(folder, { recursive: true });
const input = JSON.parse(readFileSync(0, "utf8"));
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith("CNI_")));
const call = { env, input, hasNetns: existsSync(env.CNI_NETNS) };
writeFileSync(folder + "/" + process.hrtime.bigint() + "-" + process.pid, JSON.stringify(call));
if (env.CNI_COMMAND === "ADD" && existsSync(folder + "/fail")) {
  process.stdout.write(JSON.stringify({ cniVersion: input.cniVersion, code: 999, msg: "no agent", details: "told to fail" }));
  process.exitCode = 1;
} else if (env.CNI_COMMAND === "ADD") process.stdout.write(JSON.stringify(input.prevResult));
`;

export interface FakeCall {
  readonly env: Readonly<Record<string, string>>;
  readonly input: Readonly<Record<string, unknown>>;
  /** Whether the pod's namespace was there. */
  readonly hasNetns: boolean;
}

export class FakePlugin {
  readonly #calls: string;
  readonly #configFile: string;

  /** Installs it as the last of the list, as an installer does while pods run. */
  constructor(binFolder: string, configFolder: string) {
    const path = join(binFolder, "fake");
    this.#calls = join(binFolder, "fake-calls");
    rmSync(this.#calls, { recursive: true, force: true });
    mkdirSync(this.#calls, { recursive: true });
    writeFileSync(path, `#!${process.execPath}\n${SCRIPT}`);
    chmodSync(path, 0o755);
    const [file = ""] = readdirSync(configFolder);
    this.#configFile = join(configFolder, file);
    this.#edit((plugins) => [...plugins, { type: "fake", option: "kept" }]);
  }

  get calls(): readonly FakeCall[] {
    return readdirSync(this.#calls)
      .filter((name) => name !== "fail")
      .toSorted()
      .map((name) => JSON.parse(readFileSync(join(this.#calls, name), "utf8")) as FakeCall);
  }

  set isFailing(fails: boolean) {
    if (fails) writeFileSync(join(this.#calls, "fail"), "");
    else rmSync(join(this.#calls, "fail"), { force: true });
  }

  clear(): void {
    for (const name of readdirSync(this.#calls)) rmSync(join(this.#calls, name));
  }

  /** Out of the list again; the program stays. */
  uninstall(): void {
    this.#edit((plugins) => plugins.filter(({ type }) => type !== "fake"));
  }

  #edit(change: (plugins: readonly { readonly type: string }[]) => readonly unknown[]): void {
    if (!existsSync(this.#configFile)) return;
    const config = JSON.parse(readFileSync(this.#configFile, "utf8")) as {
      readonly plugins: readonly { readonly type: string }[];
    };
    writeFileSync(this.#configFile, JSON.stringify({ ...config, plugins: change(config.plugins) }));
  }
}
