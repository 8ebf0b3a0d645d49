import type { HttpPolicy, PolicyRule } from "@ambit/model/http";
import type { ChainFacts, HttpFacts } from "./request-facts.ts";
import { compileConditions, compileOperation, compileSource, type RulePart } from "./rule-parts.ts";

/** A policy ready to be asked. Both answer with the name of the first rule that matches. */
export interface CompiledHttpPolicy {
  readonly policy: HttpPolicy;
  readonly findForRequest: (facts: HttpFacts) => string | undefined;
  /** On a connection that is not HTTP. */
  readonly findForConnection: (facts: ChainFacts) => string | undefined;
}

interface CompiledRule {
  /** As the access log names it. */
  readonly id: string;
  readonly from: readonly RulePart[];
  readonly to: readonly RulePart[];
  readonly when: RulePart;
}

/**
 * A rule that nobody can read allows nothing, and forbids everything: never more than was meant. On TCP, what only HTTP has
 * makes an ALLOW rule void, and is left out of all others, which makes them stricter (Istio).
 */
export function compileHttpPolicy(policy: HttpPolicy): CompiledHttpPolicy {
  const isAllow = policy.action === "allow";
  const rules = policy.rules.map((rule, index) => compileRule(policy, rule, index));
  const forRequests = rules.map((rule) => ({ rule, always: !isAllow && !isReadable(rule) }));
  const readable = isAllow ? forRequests.filter(({ rule }) => isReadable(rule)) : forRequests;
  const forConnections = isAllow ? readable.filter(({ rule }) => !usesHttp(rule)) : readable;
  return {
    policy,
    findForRequest: (facts) =>
      readable.find(({ rule, always }) => always || matchesRequest(rule, facts))?.rule.id,
    findForConnection: (facts) =>
      forConnections.find(({ rule, always }) => always || matchesConnection(rule, facts))?.rule.id,
  };
}

function compileRule(policy: HttpPolicy, { from, to, when }: PolicyRule, index: number): CompiledRule {
  return {
    id: ruleId(policy, index),
    from: from.map(compileSource),
    to: to.map(compileOperation),
    when: compileConditions(when),
  };
}

function ruleId({ namespace, name, action, provider }: HttpPolicy, index: number): string {
  const id = `ns[${namespace}]-policy[${name}]-rule[${index}]`;
  return action === "custom" ? `istio-ext-authz-${provider ?? ""}-${id}` : id;
}

function partsOf({ from, to, when }: CompiledRule): readonly RulePart[] {
  return [...from, ...to, when];
}

function isReadable(rule: CompiledRule): boolean {
  return partsOf(rule).every((part) => part.isReadable);
}

function usesHttp(rule: CompiledRule): boolean {
  return partsOf(rule).some((part) => part.usesHttp);
}

function matchesRequest({ from, to, when }: CompiledRule, facts: HttpFacts): boolean {
  return (
    (from.length === 0 || from.some((part) => part.matchesRequest(facts))) &&
    (to.length === 0 || to.some((part) => part.matchesRequest(facts))) &&
    when.matchesRequest(facts)
  );
}

function matchesConnection({ from, to, when }: CompiledRule, facts: ChainFacts): boolean {
  return (
    (from.length === 0 || from.some((part) => part.matchesConnection(facts))) &&
    (to.length === 0 || to.some((part) => part.matchesConnection(facts))) &&
    when.matchesConnection(facts)
  );
}
