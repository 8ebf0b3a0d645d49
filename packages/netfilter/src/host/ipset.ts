/** Sets of addresses with the ipset program. */
import { findIpAddress, type IpAddress, type IpFamily } from "@ambit/addr";
import { programFailure, runOrFail } from "../failure.ts";
import type { ProgramCall, RunProgram } from "../program.ts";
import { PROBE_SETS } from "../rules/host-rules.ts";
import type { SetEdit } from "./set-edit.ts";

const FAMILY_NAME: Readonly<Record<IpFamily, string>> = { 4: "inet", 6: "inet6" };

/** Whether the set of probed IPv4 pods is there, which only this backend makes. */
export async function hasProbeSet(run: RunProgram): Promise<boolean> {
  const result = await run({ program: "ipset", args: ["list", "-name", PROBE_SETS[4]] });
  return result.code === 0;
}

/** Makes the sets that are missing. */
export async function createIpsets(run: RunProgram, families: readonly IpFamily[]): Promise<void> {
  const lines = families.map(
    (family) => `create ${PROBE_SETS[family]} hash:ip family ${FAMILY_NAME[family]} comment`,
  );
  await restore(run, lines);
}

/** Addresses and their comments, of all families. A set that does not exist is empty. */
export async function readIpsets(
  run: RunProgram,
  families: readonly IpFamily[],
): Promise<ReadonlyMap<IpAddress, string>> {
  const found = new Map<IpAddress, string>();
  for (const family of families) {
    const call: ProgramCall = { program: "ipset", args: ["save", PROBE_SETS[family]] };
    const result = await run(call);
    if (result.code !== 0 && !/does not exist/i.test(result.stderr)) throw programFailure(call, result);
    for (const [ip, comment] of parseIpsetSave(result.stdout)) found.set(ip, comment);
  }
  return found;
}

/** Of the lines `add SET ADDRESS comment "TEXT"`. */
export function parseIpsetSave(text: string): ReadonlyMap<IpAddress, string> {
  const found = new Map<IpAddress, string>();
  for (const [, address = "", comment = ""] of text.matchAll(/^add \S+ (\S+)(?: .*?comment "([^"]*)")?/gm)) {
    const ip = findIpAddress(address);
    if (ip !== undefined) found.set(ip, comment);
  }
  return found;
}

/** Applies edits; what is so already is fine. */
export async function editIpsets(run: RunProgram, edits: readonly SetEdit[]): Promise<void> {
  await restore(
    run,
    edits.map(({ family, ip, comment }) =>
      comment === undefined
        ? `del ${PROBE_SETS[family]} ${ip}`
        : `add ${PROBE_SETS[family]} ${ip} comment "${comment}"`,
    ),
  );
}

/** Removes the sets; rules that use them must be gone. */
export async function destroyIpsets(run: RunProgram): Promise<void> {
  for (const name of Object.values(PROBE_SETS)) {
    const call: ProgramCall = { program: "ipset", args: ["destroy", name] };
    const result = await run(call);
    if (result.code !== 0 && !/does not exist/i.test(result.stderr)) throw programFailure(call, result);
  }
}

async function restore(run: RunProgram, lines: readonly string[]): Promise<void> {
  await runOrFail(run, {
    program: "ipset",
    args: ["-exist", "restore"],
    stdin: lines.map((line) => `${line}\n`).join(""),
  });
}
