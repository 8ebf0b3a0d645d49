/** `$(NAME)` in commands, arguments and values: as Kubernetes, what is unknown stays and `$$` stands for `$`. */

/** The text with what `find` knows put in. */
export function expandReferences(text: string, find: (name: string) => string | undefined): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (match, name: string | undefined) =>
    name === undefined ? "$" : (find(name) ?? match),
  );
}
