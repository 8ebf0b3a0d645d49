interface Node<T> {
  label: string;
  value: T | undefined;
  /** By the first character of their labels; most nodes have none. */
  children: Map<number, Node<T>> | undefined;
}

/** Values by texts; finds those whose text another text begins with. Takes as long as that text, however many there are. */
export class PrefixTree<T> {
  readonly #root: Node<T> = { label: "", value: undefined, children: undefined };

  /** Replaces the value of an equal text. */
  set(text: string, value: T): void {
    let node = this.#root;
    let rest = text;
    while (rest !== "") {
      const first = rest.charCodeAt(0);
      node.children ??= new Map();
      const child = node.children.get(first);
      if (child === undefined) {
        node.children.set(first, { label: rest, value, children: undefined });
        return;
      }
      const shared = sharedLength(child.label, rest);
      node = shared === child.label.length ? child : splitChild(node, child, shared);
      rest = rest.slice(shared);
    }
    node.value = value;
  }

  /** Values of all prefixes of a text, the longest last. */
  prefixesOf(text: string): readonly T[] {
    const found: T[] = [];
    let node = this.#root;
    let at = 0;
    for (;;) {
      if (node.value !== undefined) found.push(node.value);
      const child = node.children?.get(text.charCodeAt(at));
      if (child === undefined || !text.startsWith(child.label, at)) return found;
      at += child.label.length;
      node = child;
    }
  }
}

function sharedLength(left: string, right: string): number {
  const end = Math.min(left.length, right.length);
  let length = 0;
  while (length < end && left.charCodeAt(length) === right.charCodeAt(length)) length++;
  return length;
}

/** Puts a node between a child and its parent, where the child's label parts. */
function splitChild<T>(parent: Node<T>, child: Node<T>, at: number): Node<T> {
  const upper: Node<T> = {
    label: child.label.slice(0, at),
    value: undefined,
    children: new Map([[child.label.charCodeAt(at), child]]),
  };
  parent.children?.set(upper.label.charCodeAt(0), upper);
  child.label = child.label.slice(at);
  return upper;
}
