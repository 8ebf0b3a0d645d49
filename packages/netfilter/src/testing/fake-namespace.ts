/** A namespace with iptables and ip, without a kernel. nft is not installed in it. */
import type { IpFamily } from "@ambit/addr";
import { missingProgram } from "../child-program.ts";
import type { PodNamespace } from "../pod-namespace.ts";
import type { ProgramCall, ProgramResult, RunProgram } from "../program.ts";
import { IptablesModel, ModelRefusal } from "./iptables-model.ts";

export class FakeNamespace implements PodNamespace {
  /** Every run so far. */
  readonly calls: ProgramCall[] = [];
  /** Answers of programs that behave in another way than usual, by name. */
  readonly overrides = new Map<string, (call: ProgramCall) => ProgramResult>();
  readonly #models = new Map<string, IptablesModel>();
  readonly #routing = new Map<IpFamily, Set<string>>([
    [4, new Set()],
    [6, new Set()],
  ]);

  readonly run: RunProgram = async (call) => {
    this.calls.push(call);
    const override = this.overrides.get(call.program);
    if (override !== undefined) return override(call);
    const iptables = /^(ip6?tables)-(nft|legacy)-(save|restore)$/.exec(call.program);
    if (iptables !== null) return this.#iptables(iptables, call);
    if (call.program === "ip") return this.#ip(call);
    if (call.program === "cat") return this.#cat(call.args[0] ?? "");
    throw missingProgram(call.program);
  };

  /** The tables of one variant and family, such as `ip6tables-nft`. */
  model(name: string): IptablesModel {
    let model = this.#models.get(name);
    if (model === undefined) {
      model = new IptablesModel();
      this.#models.set(name, model);
    }
    return model;
  }

  /** Rules and routes of ours. */
  routing(family: IpFamily): readonly string[] {
    return [...(this.#routing.get(family) ?? [])];
  }

  #iptables(match: RegExpExecArray, call: ProgramCall): ProgramResult {
    const [, tool, variant, action] = match;
    const model = this.model(`${tool}-${variant}`);
    if (action === "save") return success(model.save(call.args[call.args.indexOf("-t") + 1]));
    try {
      model.restore(call.stdin ?? "");
      return success("");
    } catch (error) {
      if (!(error instanceof ModelRefusal)) throw error;
      return { code: 1, stdout: "", stderr: `${call.program}: ${error.message}\n` };
    }
  }

  #ip(call: ProgramCall): ProgramResult {
    const installed = this.#routing.get(call.args[0] === "-6" ? 6 : 4) ?? new Set();
    if ((call.stdin ?? "").startsWith("rule show")) return success(shownRouting(installed));
    const messages = (call.stdin ?? "").split("\n").flatMap((line) => {
      const [, verb = "", text = ""] = /^(?:rule|route) (\S+) (.*)$/.exec(line) ?? [];
      if (verb === "") return [];
      return changeSet(installed, verb, text);
    });
    return { code: messages.length > 0 ? 1 : 0, stdout: "", stderr: messages.join("\n") };
  }

  #cat(path: string): ProgramResult {
    if (path.includes("disable_ipv6")) return success("0\n");
    const tables = ["iptables-legacy", "ip6tables-legacy"].map((name) => this.model(name).save());
    return success(tables.every((text) => text === "") ? "" : "nat\n");
  }
}

function changeSet(installed: Set<string>, verb: string, text: string): readonly string[] {
  if (verb === "del") return installed.delete(text) ? [] : ["RTNETLINK answers: No such file or directory"];
  if (verb === "add" && installed.has(text)) return ["RTNETLINK answers: File exists", "Command failed -:2"];
  installed.add(text);
  return [];
}

function shownRouting(installed: ReadonlySet<string>): string {
  const lines = [...installed].map((line) =>
    line.startsWith("fwmark")
      ? "32764:\tfrom all fwmark 0x111/0xfff lookup 100"
      : "local default dev lo scope host",
  );
  return lines.map((line) => `${line}\n`).join("");
}

function success(stdout: string): ProgramResult {
  return { code: 0, stdout, stderr: "" };
}
