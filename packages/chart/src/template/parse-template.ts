/** Tokens to the tree of a template. */
import { ChartError } from "../chart-error.ts";
import type { ChartValue } from "../value.ts";
import { type Piece, splitText, type Token } from "./split-text.ts";
import type { Command, Node, Operand, Pipeline, TemplateFile } from "./syntax.ts";

type Action = Extract<Piece, { kind: "action" }>;

/** Throws ChartError "bad-template" with file and line. */
export function parseTemplate(path: string, text: string): TemplateFile {
  const parser = new TemplateParser(path, splitText(path, text));
  const nodes = parser.parseFile();
  return { path, nodes, definitions: parser.definitions };
}

class TemplateParser {
  readonly definitions = new Map<string, readonly Node[]>();
  readonly #path: string;
  readonly #pieces: readonly Piece[];
  #position = 0;

  constructor(path: string, pieces: readonly Piece[]) {
    this.#path = path;
    this.#pieces = pieces;
  }

  parseFile(): readonly Node[] {
    const { nodes, ending } = this.#parseNodes();
    if (ending !== undefined) this.#fail(ending.line, `{{ ${wordOf(ending)} }} ends nothing`);
    return nodes;
  }

  /** Until an `end` or `else` of the level above, or the end of the file. */
  #parseNodes(): { readonly nodes: readonly Node[]; readonly ending: Action | undefined } {
    const nodes: Node[] = [];
    for (;;) {
      const piece = this.#pieces[this.#position];
      if (piece === undefined) return { nodes, ending: undefined };
      this.#position += 1;
      if (piece.kind === "text") {
        if (piece.text !== "") nodes.push({ kind: "text", text: piece.text });
        continue;
      }
      const word = wordOf(piece);
      if (word === "end" || word === "else") return { nodes, ending: piece };
      nodes.push(...this.#parseAction(piece, word));
    }
  }

  #parseAction(action: Action, word: string): readonly Node[] {
    switch (word) {
      case "if":
      case "with":
      case "range":
        return [this.#parseBlock(word, this.#pipelineOf(action, 1), action.line)];
      case "define":
        return this.#parseDefinition(action);
      case "template": {
        const name = textOf(action.tokens[1]) ?? this.#fail(action.line, "template without a name");
        const pipeline = action.tokens.length > 2 ? this.#pipelineOf(action, 2) : undefined;
        return [{ kind: "template", name, pipeline, line: action.line }];
      }
      case "block":
      case "break":
      case "continue":
        return this.#fail(action.line, `{{ ${word} }} is not known here`);
      default:
        return action.tokens.length === 0
          ? this.#fail(action.line, "an empty action")
          : [{ kind: "output", pipeline: this.#pipelineOf(action, 0) }];
    }
  }

  #parseBlock(kind: "if" | "with" | "range", pipeline: Pipeline, line: number): Node {
    const { nodes: body, ending } = this.#parseNodes();
    if (ending === undefined) return this.#fail(line, `{{ ${kind} }} without its end`);
    if (wordOf(ending) === "end") return { kind, pipeline, body, otherwise: [] };
    const next = ending.tokens[1]?.text;
    if (next === "if" || next === "with") {
      const otherwise = [this.#parseBlock(next, this.#pipelineOf(ending, 2), ending.line)];
      return { kind, pipeline, body, otherwise };
    }
    const { nodes: otherwise, ending: last } = this.#parseNodes();
    if (last === undefined || wordOf(last) !== "end")
      return this.#fail(line, `{{ ${kind} }} without its end`);
    return { kind, pipeline, body, otherwise };
  }

  #parseDefinition(action: Action): readonly Node[] {
    const name = textOf(action.tokens[1]) ?? this.#fail(action.line, "define without a name");
    const { nodes, ending } = this.#parseNodes();
    if (ending === undefined || wordOf(ending) !== "end") {
      return this.#fail(action.line, `define "${name}" without its end`);
    }
    this.definitions.set(name, nodes);
    return [];
  }

  #pipelineOf({ tokens, line }: Action, from: number): Pipeline {
    return new PipelineParser(tokens.slice(from), line, (message) => this.#fail(line, message)).parse();
  }

  #fail(line: number, message: string): never {
    throw new ChartError("bad-template", `${this.#path}:${line}: ${message}`);
  }
}

/** One action's tokens. */
class PipelineParser {
  readonly #tokens: readonly Token[];
  readonly #line: number;
  readonly #fail: (message: string) => never;
  #position = 0;

  constructor(tokens: readonly Token[], line: number, fail: (message: string) => never) {
    this.#tokens = tokens;
    this.#line = line;
    this.#fail = fail;
  }

  parse(): Pipeline {
    const pipeline = this.#parsePipeline(this.#parseVariables());
    const rest = this.#peek();
    return rest === undefined ? pipeline : this.#fail(`"${rest.text}" is one too many`);
  }

  /** `$x :=`, `$x =`, `$key, $value :=`. */
  #parseVariables(): Pick<Pipeline, "variables" | "isDeclaration"> {
    const end = this.#tokens.findIndex(
      ({ kind, text }) => kind === "sign" && (text === ":=" || text === "="),
    );
    if (end < 0) return { variables: [], isDeclaration: false };
    const variables = this.#tokens.slice(0, end).filter(({ kind }) => kind === "variable");
    if (variables.length === 0 || end !== variables.length * 2 - 1) this.#fail("no variable before the sign");
    this.#position = end + 1;
    return {
      variables: variables.map(({ text }) => text),
      isDeclaration: this.#tokens[end]?.text === ":=",
    };
  }

  #parsePipeline(variables: Pick<Pipeline, "variables" | "isDeclaration">): Pipeline {
    const commands: Command[] = [this.#parseCommand()];
    while (this.#takeSign("|")) commands.push(this.#parseCommand());
    return { ...variables, commands, line: this.#line };
  }

  #parseCommand(): Command {
    const operands: Operand[] = [];
    for (let token = this.#peek(); token !== undefined && !isEnd(token); token = this.#peek()) {
      this.#position += 1;
      operands.push(this.#parseOperand(token));
    }
    return operands.length === 0 ? this.#fail("a value is missing") : operands;
  }

  #parseOperand({ kind, text }: Token): Operand {
    switch (kind) {
      case "text":
        return { kind: "literal", value: text };
      case "number":
        return { kind: "literal", value: this.#numberOf(text) };
      case "variable":
        return { kind: "variable", name: text, path: this.#parsePath() };
      case "field":
        return { kind: "dot", path: [text, ...this.#parsePath()] };
      case "name":
        return nameOperand(text);
      case "sign":
        if (text === ".") return { kind: "dot", path: [] };
        if (text !== "(") return this.#fail(`"${text}" is no value`);
        return this.#parseInner();
    }
  }

  #parseInner(): Operand {
    const pipeline = this.#parsePipeline({ variables: [], isDeclaration: false });
    if (!this.#takeSign(")")) return this.#fail("a parenthesis is not closed");
    return { kind: "pipeline", pipeline, path: this.#parsePath() };
  }

  #parsePath(): readonly string[] {
    const path: string[] = [];
    for (let next = this.#peek(); next?.kind === "field" && !next.isSpaced; next = this.#peek()) {
      path.push(next.text);
      this.#position += 1;
    }
    return path;
  }

  #numberOf(text: string): ChartValue {
    if (/^[-+]?\d+$/.test(text)) return BigInt(text.replace("+", ""));
    const value = Number(text);
    return Number.isNaN(value) ? this.#fail(`${text} is no number`) : value;
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#position];
  }

  #takeSign(sign: string): boolean {
    const next = this.#peek();
    if (next?.kind !== "sign" || next.text !== sign) return false;
    this.#position += 1;
    return true;
  }
}

function isEnd({ kind, text }: Token): boolean {
  return kind === "sign" && (text === "|" || text === ")");
}

function nameOperand(name: string): Operand {
  if (name === "true" || name === "false") return { kind: "literal", value: name === "true" };
  return name === "nil" ? { kind: "literal", value: undefined } : { kind: "function", name };
}

function wordOf({ tokens: [first] }: Action): string {
  return first?.kind === "name" ? first.text : "";
}

function textOf(token: Token | undefined): string | undefined {
  return token?.kind === "text" ? token.text : undefined;
}
