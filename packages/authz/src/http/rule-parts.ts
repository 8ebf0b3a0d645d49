// Sources, operations and conditions as tests that are made once. What only HTTP has is kept apart from what every
// connection has, because on TCP a rule is what is left of it without the former.

import { type Cidr, CidrMatcher, type IpAddress } from "@ambit/addr";
import type { Identity } from "@ambit/model";
import type {
  AnyOf,
  Condition,
  OperationMatch,
  PathTextMatch,
  SourceMatch,
  TextMatch,
} from "@ambit/model/http";
import { compileTextMatch } from "@ambit/model/http";
import { principalOf } from "../principal.ts";
import { compilePathTemplate } from "./path-template.ts";
import type { ChainFacts, HttpFacts } from "./request-facts.ts";
import { compileRequestPrincipal } from "./request-principal.ts";

type ChainTest = (facts: ChainFacts) => boolean;
type HttpTest = (facts: HttpFacts) => boolean;
type Test<Value> = (value: Value) => boolean;
type ServiceAccount = SourceMatch["serviceAccounts"]["values"][number];

/** Tests all of which have to agree. */
export class RulePart {
  readonly #chain: ChainTest[] = [];
  readonly #http: HttpTest[] = [];
  #isReadable = true;

  /** False if something in it, a pattern or a template, means nothing. */
  get isReadable(): boolean {
    return this.#isReadable;
  }

  /** Whether it asks for anything that TCP does not have. */
  get usesHttp(): boolean {
    return this.#http.length > 0;
  }

  matchesRequest(facts: HttpFacts): boolean {
    for (const test of this.#chain) if (!test(facts)) return false;
    for (const test of this.#http) if (!test(facts)) return false;
    return true;
  }

  /** As if what only HTTP has were not asked for. */
  matchesConnection(facts: ChainFacts): boolean {
    for (const test of this.#chain) if (!test(facts)) return false;
    return true;
  }

  /** `read` gives undefined where there is nothing to compare: that is none of the values, and none of the others. */
  addChain<Value>(test: AnyOfTest<Value>, read: (facts: ChainFacts) => Value | undefined): void {
    this.#add(test, (matches, isWanted) =>
      this.#chain.push((facts) => hits(matches, read(facts)) === isWanted),
    );
  }

  /** As `addChain`, for what only HTTP has. */
  addHttp<Value>(test: AnyOfTest<Value>, read: (facts: HttpFacts) => Value | undefined): void {
    this.#add(test, (matches, isWanted) =>
      this.#http.push((facts) => hits(matches, read(facts)) === isWanted),
    );
  }

  #add<Value>(test: AnyOfTest<Value>, push: (matches: Test<Value>, isWanted: boolean) => void): void {
    if (test === "unreadable") {
      this.#isReadable = false;
      return;
    }
    if (test.values !== undefined) push(test.values, true);
    if (test.notValues !== undefined) push(test.notValues, false);
  }
}

/** Tests of a list and of its opposite; undefined for an empty one. */
type AnyOfTest<Value> =
  | "unreadable"
  | { readonly values: Test<Value> | undefined; readonly notValues: Test<Value> | undefined };

function hits<Value>(matches: Test<Value>, value: Value | undefined): boolean {
  return value !== undefined && matches(value);
}

export function compileSource(source: SourceMatch): RulePart {
  const part = new RulePart();
  part.addChain(texts(source.principals), ({ identity }) => identity && principalOf(identity));
  part.addChain(globs(source.namespaces), ({ identity }) => identity?.namespace);
  part.addChain(accounts(source.serviceAccounts), ({ identity }) => identity);
  part.addChain(texts(source.trustDomains), ({ identity }) => identity?.trustDomain);
  part.addHttp(each(source.requestPrincipals, compileRequestPrincipal), ({ token }) => token);
  part.addChain(blocks(source.ips), ({ sourceIp }) => sourceIp);
  part.addChain(blocks(source.remoteIps), ({ remoteIp }) => remoteIp);
  return part;
}

export function compileOperation(operation: OperationMatch): RulePart {
  const part = new RulePart();
  part.addHttp(each(operation.hosts, compileHost), ({ authority }) => authority.toLowerCase());
  part.addChain(numbers(operation.ports), ({ destinationPort }) => destinationPort);
  part.addHttp(texts(operation.methods), ({ method }) => method);
  part.addHttp(each(operation.paths, compilePath), ({ path }) => path);
  return part;
}

export function compileConditions(conditions: readonly Condition[]): RulePart {
  const part = new RulePart();
  for (const condition of conditions) addCondition(part, condition);
  return part;
}

function addCondition(part: RulePart, condition: Condition): void {
  switch (condition.key) {
    case "header":
      return part.addHttp(texts(condition.texts), (facts) => facts.header(condition.name));
    case "source.ip":
      return part.addChain(blocks(condition.blocks), ({ sourceIp }) => sourceIp);
    case "remote.ip":
      return part.addChain(blocks(condition.blocks), ({ remoteIp }) => remoteIp);
    case "destination.ip":
      return part.addChain(blocks(condition.blocks), ({ destinationIp }) => destinationIp);
    case "destination.port":
      return part.addChain(numbers(condition.ports), ({ destinationPort }) => destinationPort);
    case "source.namespace":
      return part.addChain(globs(condition.namespaces), ({ identity }) => identity?.namespace);
    case "source.serviceAccount":
      return part.addChain(accounts(condition.accounts), ({ identity }) => identity);
    case "source.principal":
      return part.addChain(texts(condition.texts), ({ identity }) => identity && principalOf(identity));
    case "source.trustDomain":
      return part.addChain(texts(condition.texts), ({ identity }) => identity?.trustDomain);
    case "connection.sni":
      return part.addChain(texts(condition.texts), ({ serverName }) => serverName);
    case "request.auth.principal":
      return part.addHttp(each(condition.principals, compileRequestPrincipal), ({ token }) => token);
    case "request.auth.presenter":
      return part.addHttp(texts(condition.texts), ({ token }) => token?.presenter);
    case "request.auth.audiences":
      return part.addHttp(anyText(condition.texts), ({ token }) => token?.audiences);
    case "request.auth.claims":
      return part.addHttp(anyText(condition.texts), ({ token }) => token?.textsAt(condition.path));
  }
}

/** A test for each entry, of which any may hit. */
function each<Entry, Value>(
  { values, notValues }: AnyOf<Entry>,
  compile: (entry: Entry) => Test<Value> | undefined,
): AnyOfTest<Value> {
  const wanted = values.map(compile).filter((test) => test !== undefined);
  const unwanted = notValues.map(compile).filter((test) => test !== undefined);
  if (wanted.length < values.length || unwanted.length < notValues.length) return "unreadable";
  return { values: anyTest(wanted), notValues: anyTest(unwanted) };
}

function anyTest<Value>(tests: readonly Test<Value>[]): Test<Value> | undefined {
  const [first] = tests;
  if (first === undefined || tests.length === 1) return first;
  return (value) => tests.some((test) => test(value));
}

function texts(list: AnyOf<TextMatch>): AnyOfTest<string> {
  return each(list, compileTextMatch);
}

/** Any text of a list. */
function anyText(list: AnyOf<TextMatch>): AnyOfTest<readonly string[]> {
  return each(list, (match) => {
    const matches = compileTextMatch(match);
    return matches === undefined ? undefined : (found: readonly string[]) => found.some(matches);
  });
}

/** Names of hosts are compared in lower case. */
function compileHost(match: TextMatch): Test<string> | undefined {
  return compileTextMatch("value" in match ? { ...match, value: match.value.toLowerCase() } : match);
}

function compilePath(match: PathTextMatch): Test<string> | undefined {
  return match.kind === "template" ? compilePathTemplate(match.template) : compileTextMatch(match);
}

function globs(list: AnyOf<string>): AnyOfTest<string> {
  return each(list, compileGlob);
}

/** `*` is any characters. The pieces between are looked for in turn, each as early as it can be. */
function compileGlob(pattern: string): Test<string> {
  const [head = "", ...pieces] = pattern.split("*");
  const tail = pieces.pop();
  if (tail === undefined) return (text) => text === pattern;
  return (text) => {
    if (!text.startsWith(head)) return false;
    let at = head.length;
    for (const piece of pieces) {
      const found = text.indexOf(piece, at);
      if (found === -1) return false;
      at = found + piece.length;
    }
    return text.length - tail.length >= at && text.endsWith(tail);
  };
}

function accounts(list: AnyOf<ServiceAccount>): AnyOfTest<Identity> {
  return each(
    list,
    ({ namespace, serviceAccount }) =>
      (identity: Identity) =>
        identity.namespace === namespace && identity.serviceAccount === serviceAccount,
  );
}

function blocks({ values, notValues }: AnyOf<Cidr>): AnyOfTest<IpAddress> {
  const compile = (list: readonly Cidr[]): Test<IpAddress> | undefined => {
    if (list.length === 0) return undefined;
    const matcher = new CidrMatcher(list);
    return (ip) => matcher.matches(ip);
  };
  return { values: compile(values), notValues: compile(notValues) };
}

function numbers({ values, notValues }: AnyOf<number>): AnyOfTest<number> {
  const compile = (list: readonly number[]): Test<number> | undefined =>
    list.length === 0 ? undefined : (value) => list.includes(value);
  return { values: compile(values), notValues: compile(notValues) };
}
