/** Values of L4 attributes in a policy, as text -> as WADS carries them. What cannot be read is left out and named. */
import { ipAddressBytes, parseCidr } from "@ambit/addr";
import type { Address, ServiceAccountMatch } from "@ambit/proto/authorization";
import type { ObjectProblem } from "../object-problem.ts";

/** A list of values and where it is in its object. */
export interface ValueList {
  readonly values: readonly string[];
  readonly path: string;
}

const HIGHEST_PORT = 65_535;

export function portsOf(list: ValueList, problems: ObjectProblem[]): number[] {
  return read(list, findPort, (value, path) =>
    problems.push({ path, reason: `${quote(value)} is no port, expected a number from 0 to 65535` }),
  );
}

/** A block keeps the address bytes it was written with. */
export function addressesOf(list: ValueList, problems: ObjectProblem[]): Address[] {
  return read(list, findAddress, (value, path) =>
    problems.push({
      path,
      reason: `${quote(value)} is no IP block, expected one like 10.0.0.1 or 10.0.0.0/8`,
    }),
  );
}

/** `namespace/name`, or a name alone in the namespace of the policy. */
export function serviceAccountsOf({ values }: ValueList, namespace: string): ServiceAccountMatch[] {
  return values.map((value) => {
    const slash = value.indexOf("/");
    return slash < 0
      ? { namespace, serviceAccount: value }
      : { namespace: value.slice(0, slash), serviceAccount: value.slice(slash + 1) };
  });
}

function read<T>(
  { values, path }: ValueList,
  find: (value: string) => T | undefined,
  reject: (value: string, path: string) => void,
): T[] {
  return values.flatMap((value, index) => {
    const found = find(value);
    if (found === undefined) {
      reject(value, `${path}[${index}]`);
      return [];
    }
    return [found];
  });
}

function findPort(value: string): number | undefined {
  const port = /^[0-9]{1,5}$/.test(value) ? Number(value) : Number.NaN;
  return port <= HIGHEST_PORT ? port : undefined;
}

function findAddress(value: string): Address | undefined {
  try {
    const { ip, prefixLength } = parseCidr(value);
    return { address: ipAddressBytes(ip), length: prefixLength };
  } catch {
    return undefined;
  }
}

const SHOWN_CHARS = 80;

function quote(value: string): string {
  return JSON.stringify(value.length <= SHOWN_CHARS ? value : `${value.slice(0, SHOWN_CHARS)}...`);
}
