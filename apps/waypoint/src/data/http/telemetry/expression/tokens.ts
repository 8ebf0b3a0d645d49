/** Words and signs of an expression: pure. */

export type Token =
  | { readonly kind: "name" | "sign"; readonly text: string }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "number"; readonly value: number };

const TOKEN =
  /\s*(?:([A-Za-z_]\w*)|(\d+(?:\.\d+)?)|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(==|!=|<=|>=|&&|\|\||[<>!.,()[\]+\-?:]))/y;

/** Undefined where something else stands in it. */
export function tokenize(source: string): readonly Token[] | undefined {
  const text = source.trim();
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text);
    if (found === null) return undefined;
    const [, name, number, double, single, sign = ""] = found;
    const quoted = double ?? single;
    if (name !== undefined) tokens.push({ kind: "name", text: name });
    else if (number !== undefined) tokens.push({ kind: "number", value: Number(number) });
    else if (quoted !== undefined) tokens.push({ kind: "text", text: unescaped(quoted) });
    else tokens.push({ kind: "sign", text: sign });
  }
  return tokens;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/gs, (_whole, char: string) => ESCAPES[char] ?? char);
}
