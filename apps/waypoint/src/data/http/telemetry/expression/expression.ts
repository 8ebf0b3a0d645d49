/**
 * Expressions over attributes of a request, as the Telemetry API writes them: the part of CEL that filters and labels use
 * (literals, attributes, comparison, logic, `in`, `+`, `? :`, has, size, string, int, and the functions of texts). Pure.
 */
import { compileTextMatch } from "@ambit/model/http";
import { type Token, tokenize } from "./tokens.ts";

/** Undefined is an error in CEL's sense: of what does not exist, or of types that do not fit. */
export type Value = string | number | boolean | readonly Value[] | Fields | undefined;

/** A map of which parts are asked by name. */
export interface Fields {
  readonly find: (name: string) => string | undefined;
}

/** What a path of names (`request.method`) stands for. */
export type Attributes = (path: string) => Value;

/** A compiled expression. Never throws. */
export type Expression = (attributes: Attributes) => Value;

/** Nesting is by recursion. */
const MAX_TOKENS = 500;

/** Undefined for what is no expression of this kind. */
export function compileExpression(source: string): Expression | undefined {
  const tokens = tokenize(source);
  if (tokens === undefined || tokens.length === 0 || tokens.length > MAX_TOKENS) return undefined;
  try {
    return new Parser(tokens).parse();
  } catch (error) {
    if (error instanceof NoExpression) return undefined;
    throw error;
  }
}

class NoExpression extends Error {}

/** A path of names is one attribute until something else follows it. */
interface Operand {
  readonly path: string | undefined;
  readonly value: Expression;
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): Expression {
    const expression = this.#choice();
    if (this.#at < this.#tokens.length) throw new NoExpression();
    return expression;
  }

  #choice(): Expression {
    const condition = this.#or();
    if (!this.#take("?")) return condition;
    const then = this.#choice();
    this.#expect(":");
    const otherwise = this.#choice();
    return (attributes) => {
      const holds = condition(attributes);
      if (typeof holds !== "boolean") return undefined;
      return holds ? then(attributes) : otherwise(attributes);
    };
  }

  #or(): Expression {
    let left = this.#and();
    while (this.#take("||")) left = logic(left, this.#and(), true);
    return left;
  }

  #and(): Expression {
    let left = this.#relation();
    while (this.#take("&&")) left = logic(left, this.#relation(), false);
    return left;
  }

  #relation(): Expression {
    const left = this.#sum();
    const token = this.#tokens[this.#at];
    if (token === undefined || token.kind === "number" || token.kind === "text") return left;
    const compare = Object.hasOwn(RELATIONS, token.text) ? RELATIONS[token.text] : undefined;
    if (compare === undefined) return left;
    this.#at++;
    const right = this.#sum();
    return (attributes) => {
      const one = left(attributes);
      const other = right(attributes);
      return one === undefined || other === undefined ? undefined : compare(one, other);
    };
  }

  #sum(): Expression {
    let left = this.#unary();
    while (this.#take("+")) left = sumOf(left, this.#unary());
    return left;
  }

  #unary(): Expression {
    if (this.#take("!")) {
      const operand = this.#unary();
      return (attributes) => {
        const value = operand(attributes);
        return typeof value === "boolean" ? !value : undefined;
      };
    }
    if (this.#take("-")) {
      const operand = this.#unary();
      return (attributes) => {
        const value = operand(attributes);
        return typeof value === "number" ? -value : undefined;
      };
    }
    return this.#member().value;
  }

  #member(): Operand {
    let operand = this.#primary();
    for (;;) {
      if (this.#take(".")) operand = this.#named(operand);
      else if (this.#take("[")) {
        const key = this.#choice();
        this.#expect("]");
        operand = { path: undefined, value: indexed(operand.value, key) };
      } else return operand;
    }
  }

  #named({ path, value }: Operand): Operand {
    const name = this.#name();
    if (this.#take("(")) return { path: undefined, value: method(name, value, this.#arguments()) };
    if (path === undefined) return { path, value: indexed(value, () => name) };
    const longer = `${path}.${name}`;
    // `request.headers.host` is the same as `request.headers["host"]`.
    return {
      path: longer,
      value: (attributes) => attributes(longer) ?? indexed(value, () => name)(attributes),
    };
  }

  #primary(): Operand {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw new NoExpression();
    if (token.kind === "number") return { path: undefined, value: () => token.value };
    if (token.kind === "text") return { path: undefined, value: () => token.text };
    if (token.kind === "name") return this.#word(token.text);
    if (token.text === "(") {
      const value = this.#choice();
      this.#expect(")");
      return { path: undefined, value };
    }
    if (token.text === "[") {
      const items = this.#list("]");
      return { path: undefined, value: (attributes) => items.map((item) => item(attributes)) };
    }
    throw new NoExpression();
  }

  #word(name: string): Operand {
    if (name === "true" || name === "false") return { path: undefined, value: () => name === "true" };
    if (this.#take("(")) return { path: undefined, value: globalFunction(name, this.#arguments()) };
    return { path: name, value: (attributes) => attributes(name) };
  }

  #arguments(): readonly Expression[] {
    return this.#list(")");
  }

  #list(close: string): readonly Expression[] {
    const items: Expression[] = [];
    if (this.#take(close)) return items;
    do items.push(this.#choice());
    while (this.#take(","));
    this.#expect(close);
    return items;
  }

  #name(): string {
    const token = this.#tokens[this.#at++];
    if (token?.kind !== "name") throw new NoExpression();
    return token.text;
  }

  #take(sign: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "sign" || token.text !== sign) return false;
    this.#at++;
    return true;
  }

  #expect(sign: string): void {
    if (!this.#take(sign)) throw new NoExpression();
  }
}

/** What decides by itself does so whatever the other side is, an error included (as CEL). */
function logic(left: Expression, right: Expression, decisive: boolean): Expression {
  return (attributes) => {
    const one = left(attributes);
    if (one === decisive) return decisive;
    const other = right(attributes);
    if (other === decisive) return decisive;
    return typeof one === "boolean" && typeof other === "boolean" ? !decisive : undefined;
  };
}

function sumOf(left: Expression, right: Expression): Expression {
  return (attributes) => {
    const one = left(attributes);
    const other = right(attributes);
    if (typeof one === "string" && typeof other === "string") return one + other;
    return typeof one === "number" && typeof other === "number" ? one + other : undefined;
  };
}

type Relation = (left: NonNullable<Value>, right: NonNullable<Value>) => Value;

const RELATIONS: Readonly<Record<string, Relation | undefined>> = {
  "==": (left, right) => left === right,
  "!=": (left, right) => left !== right,
  "<": ordered((order) => order < 0),
  "<=": ordered((order) => order <= 0),
  ">": ordered((order) => order > 0),
  ">=": ordered((order) => order >= 0),
  in: (left, right) => {
    if (Array.isArray(right)) return right.includes(left);
    return isFields(right) && typeof left === "string" ? right.find(left) !== undefined : undefined;
  },
};

function ordered(holds: (order: number) => boolean): Relation {
  return (left, right) => {
    if (typeof left === "number" && typeof right === "number") return holds(left - right);
    if (typeof left !== "string" || typeof right !== "string") return undefined;
    return holds(left < right ? -1 : Number(left > right));
  };
}

function isFields(value: Value): value is Fields {
  return typeof value === "object" && "find" in value && !Array.isArray(value);
}

function indexed(map: Expression, key: Expression): Expression {
  return (attributes) => {
    const fields = map(attributes);
    const name = key(attributes);
    return isFields(fields) && typeof name === "string" ? fields.find(name) : undefined;
  };
}

const TEXT_METHODS: Readonly<Record<string, (text: string, argument: string) => boolean>> = {
  startsWith: (text, prefix) => text.startsWith(prefix),
  endsWith: (text, suffix) => text.endsWith(suffix),
  contains: (text, part) => text.includes(part),
};

function method(name: string, receiver: Expression, [argument, ...more]: readonly Expression[]): Expression {
  if (more.length > 0) throw new NoExpression();
  if (name === "size" && argument === undefined) return globalFunction(name, [receiver]);
  if (argument === undefined) throw new NoExpression();
  if (name === "matches") return matches(receiver, argument);
  const run = Object.hasOwn(TEXT_METHODS, name) ? TEXT_METHODS[name] : undefined;
  if (run === undefined) throw new NoExpression();
  return (attributes) => {
    const text = receiver(attributes);
    const other = argument(attributes);
    return typeof text === "string" && typeof other === "string" ? run(text, other) : undefined;
  };
}

/** The pattern is RE2's, found anywhere in the text; one that is no literal is not compiled for every request. */
function matches(receiver: Expression, argument: Expression): Expression {
  const pattern = argument(() => undefined);
  if (typeof pattern !== "string") throw new NoExpression();
  const matcher = compileTextMatch({ kind: "regex", pattern: `(?s:.*)(?:${pattern})(?s:.*)` });
  if (matcher === undefined) throw new NoExpression();
  return (attributes) => {
    const text = receiver(attributes);
    return typeof text === "string" ? matcher(text) : undefined;
  };
}

function globalFunction(name: string, [operand, ...more]: readonly Expression[]): Expression {
  if (operand === undefined || more.length > 0) throw new NoExpression();
  switch (name) {
    case "has":
      return (attributes) => operand(attributes) !== undefined;
    case "size":
      return (attributes) => {
        const value = operand(attributes);
        return typeof value === "string" || Array.isArray(value) ? value.length : undefined;
      };
    case "string":
      return (attributes) => textOf(operand(attributes));
    case "int":
      return (attributes) => {
        const number = Math.trunc(Number(textOf(operand(attributes)) ?? Number.NaN));
        return Number.isNaN(number) ? undefined : number;
      };
    default:
      throw new NoExpression();
  }
}

/** A value as a label has it; undefined for what is no single one. */
export function textOf(value: Value): string | undefined {
  return typeof value === "object" || value === undefined ? undefined : String(value);
}
