/** The sizes of a run: those of the command line, else its usual ones. Throws where one is no whole number above 0. */
export function chooseSizes<Name extends string>(
  usual: Readonly<Record<Name, number>>,
  options: Readonly<Partial<Record<NoInfer<Name>, string | undefined>>>,
): Record<Name, number> {
  const sizes: Record<Name, number> = { ...usual };
  for (const name of Object.keys(usual) as Name[]) {
    const text = options[name];
    const size = text === undefined ? usual[name] : Number(text);
    if (!Number.isInteger(size) || size < 1) throw new Error(`--${name} needs a whole number`);
    sizes[name] = size;
  }
  return sizes;
}
