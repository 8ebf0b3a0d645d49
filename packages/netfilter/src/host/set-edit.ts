import { type IpAddress, type IpFamily, ipFamily } from "@ambit/addr";

/** One change of a set: `comment` is the pod's UID, `undefined` removes the address. */
export interface SetEdit {
  readonly family: IpFamily;
  readonly ip: IpAddress;
  readonly comment: string | undefined;
  /** What is installed for this address, if anything. */
  readonly replaces: string | undefined;
}

/** Everything that differs, removals first. */
export function diffSets(
  installed: ReadonlyMap<IpAddress, string>,
  desired: ReadonlyMap<IpAddress, string>,
): readonly SetEdit[] {
  const edits: SetEdit[] = [];
  for (const [ip, comment] of installed) {
    if (!desired.has(ip)) {
      edits.push({ family: ipFamily(ip), ip, comment: undefined, replaces: comment });
    }
  }
  for (const [ip, comment] of desired) {
    const replaces = installed.get(ip);
    if (replaces !== comment) edits.push({ family: ipFamily(ip), ip, comment, replaces });
  }
  return edits;
}
