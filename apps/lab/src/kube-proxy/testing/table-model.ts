/**
 * What nft does with the commands that are written here, as far as it may refuse them: names that are there or not, and
 * chains and sets that are still in use when they are deleted.
 */
interface ModelChain {
  readonly hook: string;
  rules: string[];
}

interface ModelSet {
  readonly spec: string;
  readonly elements: Map<string, string>;
}

export class TableModel {
  #chains = new Map<string, ModelChain>();
  #sets = new Map<string, ModelSet>();

  constructor(script = "") {
    this.run(script);
  }

  /** Throws for a command that nft would refuse. */
  run(script: string): void {
    for (const line of script.split("\n")) {
      if (line !== "") this.#command(line);
    }
    for (const [name, { rules }] of this.#chains) {
      for (const rule of rules) this.#requireNames(`chain ${name}`, rule);
    }
    for (const [name, { elements }] of this.#sets) {
      for (const value of elements.values()) this.#requireNames(`set ${name}`, value);
    }
  }

  content(): unknown {
    const chains = [...this.#chains].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const sets = [...this.#sets].map(
      ([name, { spec, elements }]) =>
        [name, spec, [...elements].map(([key, value]) => `${key}=${value}`).toSorted(byText)] as const,
    );
    return { chains, sets: sets.toSorted(([a], [b]) => (a < b ? -1 : 1)) };
  }

  #command(line: string): void {
    const [verb = "", kind = "", , , name = "", ...rest] = line.split(" ");
    const body = rest.join(" ");
    switch (`${verb} ${kind}`) {
      case "add table":
        return;
      case "delete table":
        this.#chains.clear();
        this.#sets.clear();
        return;
      case "add chain":
        require(!this.#chains.has(name), line);
        this.#chains.set(name, { hook: body, rules: [] });
        return;
      case "flush chain":
        require(this.#chains.has(name), line);
        this.#chains.set(name, { hook: this.#chains.get(name)?.hook ?? "", rules: [] });
        return;
      case "add rule":
        require(this.#chains.has(name), line);
        this.#requireNames(line, body);
        this.#chains.get(name)?.rules.push(body);
        return;
      case "delete chain":
        require(this.#chains.delete(name) && !this.#isUsed(name), line);
        return;
      case "add set":
      case "add map":
        require(!this.#sets.has(name), line);
        this.#sets.set(name, { spec: body, elements: new Map() });
        return;
      case "delete set":
      case "delete map":
        require(this.#sets.delete(name) && !this.#isUsed(`@${name}`), line);
        return;
      case "add element":
      case "delete element":
        this.#elements(line, verb, { name, body });
        return;
      default:
        throw new Error(`unknown command ${line}`);
    }
  }

  #elements(
    line: string,
    verb: string,
    { name, body }: { readonly name: string; readonly body: string },
  ): void {
    const elements = this.#sets.get(name)?.elements;
    require(elements !== undefined, line);
    for (const text of body.slice(2, -2).split(", ")) {
      const [key = "", value = ""] = text.split(" : ");
      if (verb === "add") {
        require(!elements?.has(key), `${line}: ${key} is there`);
        this.#requireNames(line, value);
        elements?.set(key, value);
      } else {
        require(elements?.get(key) === value && elements.delete(key), `${line}: ${key} is not there`);
      }
    }
  }

  #requireNames(place: string, text: string): void {
    for (const [, chain = ""] of text.matchAll(/(?:jump|goto) ([^\s,}]+)/g)) {
      require(this.#chains.has(chain), `${place} names chain ${chain}`);
    }
    for (const [, set = ""] of text.matchAll(/@([^\s]+)/g)) {
      require(this.#sets.has(set), `${place} names set ${set}`);
    }
  }

  #isUsed(name: string): boolean {
    const texts = [
      ...[...this.#chains.values()].flatMap(({ rules }) => rules),
      ...[...this.#sets.values()].flatMap(({ elements }) => [...elements.values()]),
    ];
    return texts.some((text) => text.split(/[\s,]/).includes(name));
  }
}

function require(condition: boolean, line: string): void {
  if (!condition) throw new Error(`refused: ${line}`);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : 1;
}
