/** Carries a template out. */
import { ChartError } from "../chart-error.ts";
import { type ChartValue, formatValue, isList, isMap, isTrue, kindOf } from "../value.ts";
import { findFunction } from "./functions.ts";
import type { Command, Node, Operand, Pipeline, TemplateFile } from "./syntax.ts";

/** A template that includes itself ends with an error, not with the stack. */
const MAX_INCLUDES = 32;

/** By name: a chart's definitions are those of all its files. */
export type Definitions = ReadonlyMap<string, { readonly path: string; readonly nodes: readonly Node[] }>;

/** What the file prints. Throws ChartError "failed-template" with file and line. */
export function executeTemplate(file: TemplateFile, definitions: Definitions, data: ChartValue): string {
  return new Execution(definitions, { path: file.path, depth: 0, root: data }).run(file.nodes, data);
}

interface Frame {
  readonly path: string;
  readonly depth: number;
  /** `$`. */
  readonly root: ChartValue;
}

type Variables = Map<string, ChartValue>;

class Execution {
  readonly #definitions: Definitions;
  readonly #frame: Frame;
  /** The innermost last; a name is the innermost's that has it. */
  readonly #scopes: Variables[];
  #line = 0;

  constructor(definitions: Definitions, frame: Frame) {
    this.#definitions = definitions;
    this.#frame = frame;
    this.#scopes = [new Map([["", frame.root]])];
  }

  run(nodes: readonly Node[], dot: ChartValue): string {
    try {
      return this.#printNodes(nodes, dot);
    } catch (error) {
      if (!(error instanceof ChartError)) throw error;
      throw new ChartError(error.code, `${this.#frame.path}:${this.#line}: ${error.message}`);
    }
  }

  #printNodes(nodes: readonly Node[], dot: ChartValue): string {
    return nodes.map((node) => this.#printNode(node, dot)).join("");
  }

  #printNode(node: Node, dot: ChartValue): string {
    switch (node.kind) {
      case "text":
        return node.text;
      case "output": {
        const value = this.#evaluate(node.pipeline, dot);
        this.#assign(node.pipeline, [value]);
        return node.pipeline.variables.length > 0 ? "" : formatValue(value);
      }
      case "if":
      case "with":
        return this.#inScope(() => {
          const value = this.#evaluate(node.pipeline, dot);
          this.#assign(node.pipeline, [value]);
          if (!isTrue(value)) return this.#printNodes(node.otherwise, dot);
          return this.#printNodes(node.body, node.kind === "with" ? value : dot);
        });
      case "range":
        return this.#printRange(node, dot);
      case "template": {
        this.#line = node.line;
        return this.#include(
          node.name,
          node.pipeline === undefined ? undefined : this.#evaluate(node.pipeline, dot),
        );
      }
    }
  }

  #printRange(node: Extract<Node, { kind: "if" | "with" | "range" }>, dot: ChartValue): string {
    const entries = entriesOf(this.#evaluate(node.pipeline, dot));
    if (entries.length === 0) return this.#inScope(() => this.#printNodes(node.otherwise, dot));
    const hasKey = node.pipeline.variables.length > 1;
    const printed = entries.map(([key, value]) =>
      this.#inScope(() => {
        this.#assign(node.pipeline, hasKey ? [key, value] : [value]);
        return this.#printNodes(node.body, value);
      }),
    );
    return printed.join("");
  }

  #inScope(print: () => string): string {
    this.#scopes.push(new Map());
    try {
      return print();
    } finally {
      this.#scopes.pop();
    }
  }

  #assign({ variables, isDeclaration }: Pipeline, values: readonly ChartValue[]): void {
    for (const [index, name] of variables.entries()) {
      const scope = isDeclaration ? this.#scopes.at(-1) : this.#scopes.findLast((one) => one.has(name));
      if (scope === undefined) throw new ChartError("failed-template", `there is no variable $${name}`);
      scope.set(name, values[index]);
    }
  }

  #evaluate({ commands, line }: Pipeline, dot: ChartValue): ChartValue {
    this.#line = line;
    let piped: readonly ChartValue[] = [];
    for (const command of commands) piped = [this.#call(command, dot, piped)];
    return piped[0];
  }

  #call(command: Command, dot: ChartValue, piped: readonly ChartValue[]): ChartValue {
    const [first, ...others] = command;
    if (first === undefined) throw new ChartError("failed-template", "a value is missing");
    if (first.kind !== "function") {
      if (others.length + piped.length > 0) {
        throw new ChartError("failed-template", "a value that is no function takes no arguments");
      }
      return this.#valueOf(first, dot);
    }
    const { name } = first;
    if (name === "and" || name === "or") return this.#decide(name, others, dot, piped);
    const args = [...others.map((operand) => this.#valueOf(operand, dot)), ...piped];
    return this.#apply(name, args);
  }

  #apply(name: string, args: readonly ChartValue[]): ChartValue {
    if (name === "include") {
      const [template, data] = args;
      if (typeof template !== "string") throw new ChartError("failed-template", "include without a name");
      return this.#include(template, data);
    }
    const known = findFunction(name);
    if (known === undefined) throw new ChartError("bad-template", `the function ${name} is not known here`);
    try {
      return known(args);
    } catch (error) {
      if (!(error instanceof ChartError)) throw error;
      throw new ChartError(
        error.code,
        name === "fail" || name === "required" ? error.message : `${name}: ${error.message}`,
      );
    }
  }

  /** The first that decides, or the last; those behind it are not looked at. */
  #decide(
    name: "and" | "or",
    operands: readonly Operand[],
    dot: ChartValue,
    piped: readonly ChartValue[],
  ): ChartValue {
    let value: ChartValue;
    for (const operand of operands) {
      value = this.#valueOf(operand, dot);
      if (isTrue(value) === (name === "or")) return value;
    }
    return piped.length > 0 ? piped[0] : value;
  }

  #valueOf(operand: Operand, dot: ChartValue): ChartValue {
    switch (operand.kind) {
      case "literal":
        return operand.value;
      case "dot":
        return fieldOf(dot, operand.path);
      case "variable": {
        const scope = this.#scopes.findLast((one) => one.has(operand.name));
        if (scope === undefined)
          throw new ChartError("failed-template", `there is no variable $${operand.name}`);
        return fieldOf(scope.get(operand.name), operand.path);
      }
      case "function":
        return this.#call([operand], dot, []);
      case "pipeline":
        return fieldOf(this.#evaluate(operand.pipeline, dot), operand.path);
    }
  }

  #include(name: string, data: ChartValue): string {
    const definition = this.#definitions.get(name);
    if (definition === undefined) throw new ChartError("failed-template", `there is no template "${name}"`);
    const depth = this.#frame.depth + 1;
    if (depth > MAX_INCLUDES) throw new ChartError("failed-template", `template "${name}" includes itself`);
    const inner = new Execution(this.#definitions, { path: definition.path, depth, root: data });
    return inner.run(definition.nodes, data);
  }
}

function fieldOf(value: ChartValue, path: readonly string[]): ChartValue {
  let found = value;
  for (const [index, name] of path.entries()) {
    if (!isMap(found)) {
      const where = path.slice(0, index).join(".");
      throw new ChartError(
        "failed-template",
        `.${name} of a ${kindOf(found)}${where === "" ? "" : ` (.${where})`}`,
      );
    }
    found = found.get(name);
  }
  return found;
}

function entriesOf(value: ChartValue): readonly (readonly [ChartValue, ChartValue])[] {
  if (value === undefined) return [];
  if (isMap(value)) return [...value.keys()].sort().map((key) => [key, value.get(key)]);
  if (isList(value)) return value.map((item, index) => [BigInt(index), item]);
  throw new ChartError("failed-template", `range over a ${kindOf(value)}`);
}
