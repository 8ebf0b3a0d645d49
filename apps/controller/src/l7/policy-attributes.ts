/**
 * Values of a policy's attributes, as texts -> as a waypoint compares them. A value that means nothing never lets more
 * through than was written: an ALLOW rule that needs it is lost as a whole, of any other the attribute goes.
 */
import { type Cidr, parseCidr } from "@ambit/addr";
import type { ObjectProblem } from "@ambit/mesh-objects";
import type { AnyOf, PathTextMatch, TextMatch } from "@ambit/model/http";
import { patternOf } from "./text-pattern.ts";

/** What one rule is translated with. */
export interface RuleScope {
  /** Matching more is safe: the rule denies, or has somebody asked. */
  readonly mayWiden: boolean;
  readonly namespace: string;
  /** The mesh's own first. */
  readonly trustDomains: readonly string[];
  readonly problems: ObjectProblem[];
  /** The rule would allow more than it says, and must not be used. */
  isLost: boolean;
}

/** Two lists of one attribute, and where they stand. */
export interface ValueLists {
  readonly values: readonly string[];
  readonly notValues: readonly string[];
  readonly path: string;
  readonly notPath: string;
}

export interface Account {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** Both lists of an attribute; `read` gives undefined, or the reason in an Error, for what means nothing. */
function readLists<T>(lists: ValueLists, scope: RuleScope, read: (value: string) => readonly T[]): AnyOf<T> {
  const values = readable(lists.values, lists.path, scope, read);
  const notValues = readable(lists.notValues, lists.notPath, scope, read);
  // Of what is looked for, a value less matches less; none at all would ask for nothing.
  const isShort = values.bad > 0;
  if (isShort && values.found.length === 0) scope.isLost = true;
  if (notValues.bad > 0) scope.isLost = true;
  return {
    values: isShort && scope.mayWiden ? [] : values.found,
    notValues: notValues.found,
  };
}

function readable<T>(
  values: readonly string[],
  path: string,
  scope: RuleScope,
  read: (value: string) => readonly T[],
): { readonly found: readonly T[]; readonly bad: number } {
  const found: T[] = [];
  let bad = 0;
  for (const [index, value] of values.entries()) {
    try {
      found.push(...read(value));
    } catch (error) {
      bad += 1;
      const reason = error instanceof Error ? error.message : "cannot be read";
      scope.problems.push({ path: `${path}[${index}]`, reason });
    }
  }
  return { found, bad };
}

export function textsOf(lists: ValueLists, scope: RuleScope): AnyOf<TextMatch> {
  return readLists(lists, scope, (value) => [patternOf(value)]);
}

/** Case does not count. */
export function hostsOf(lists: ValueLists, scope: RuleScope): AnyOf<TextMatch> {
  return readLists(lists, scope, (value) => [patternOf(value, { ignoresCase: true })]);
}

export function pathsOf(lists: ValueLists, scope: RuleScope): AnyOf<PathTextMatch> {
  return readLists<PathTextMatch>(lists, scope, (value) =>
    /[{}]/.test(value) ? [{ kind: "template", template: value }] : [patternOf(value)],
  );
}

/** As written: what `*` means in them is for who compares. */
export function namesOf(lists: ValueLists, scope: RuleScope): AnyOf<string> {
  return readLists(lists, scope, (value) => [value]);
}

export function blocksOf(lists: ValueLists, scope: RuleScope): AnyOf<Cidr> {
  return readLists(lists, scope, (value) => [parseCidr(value)]);
}

export function portsOf(lists: ValueLists, scope: RuleScope): AnyOf<number> {
  return readLists(lists, scope, (value) => {
    const port = /^[0-9]{1,5}$/.test(value) ? Number(value) : Number.NaN;
    if (!(port <= 0xffff)) throw new Error(`${quote(value)} is no port, expected a number from 0 to 65535`);
    return [port];
  });
}

/** `namespace/name`, or a name alone in the namespace of the policy. */
export function accountsOf(lists: ValueLists, scope: RuleScope): AnyOf<Account> {
  return readLists(lists, scope, (value) => {
    const [first = "", second, ...more] = value.split("/");
    if (more.length > 0 || first === "" || second === "") {
      throw new Error(`${quote(value)} is no service account, expected name or namespace/name`);
    }
    return second === undefined
      ? [{ namespace: scope.namespace, serviceAccount: first }]
      : [{ namespace: first, serviceAccount: second }];
  });
}

/** A principal of one of the mesh's trust domains is one of all of them. */
export function principalsOf(lists: ValueLists, scope: RuleScope): AnyOf<TextMatch> {
  return readLists(lists, scope, (value) =>
    inEveryTrustDomain(value, scope.trustDomains).map((text) => patternOf(text)),
  );
}

/** A name of the mesh's trust domain stands for all of them. */
export function trustDomainsOf(lists: ValueLists, scope: RuleScope): AnyOf<TextMatch> {
  return readLists(lists, scope, (value) =>
    isMeshDomain(value, scope.trustDomains)
      ? scope.trustDomains.map((domain) => patternOf(domain))
      : [patternOf(value)],
  );
}

/** What Istio calls the mesh's domain whatever its name is. */
const LOCAL_DOMAIN = "cluster.local";

function isMeshDomain(domain: string, trustDomains: readonly string[]): boolean {
  return domain === LOCAL_DOMAIN || trustDomains.includes(domain);
}

function inEveryTrustDomain(principal: string, trustDomains: readonly string[]): readonly string[] {
  const slash = principal.indexOf("/");
  const domain = slash < 0 ? "" : principal.slice(0, slash);
  if (!isMeshDomain(domain, trustDomains)) return [principal];
  return trustDomains.map((alias) => `${alias}${principal.slice(slash)}`);
}

const SHOWN_CHARS = 80;

function quote(value: string): string {
  return JSON.stringify(value.length <= SHOWN_CHARS ? value : `${value.slice(0, SHOWN_CHARS)}...`);
}
