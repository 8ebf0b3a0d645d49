/**
 * What selectors ask of labels; Kubernetes API, LabelSelectorRequirement and NodeSelectorRequirement. Without imports,
 * because the CNI plugin is bundled with it.
 */

/** Names and values of an object's labels. */
export type Labels = Readonly<Record<string, string>>;

/** One requirement as the API has it. An operator that is not known matches nothing. */
export interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** One expression of a label selector. */
export interface LabelRequirement extends Requirement {
  readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
}

/** A Kubernetes label selector. Without requirements it selects everything. */
export interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly LabelRequirement[];
}

/** Whether the labels have all that the selector asks for. */
export function matchesSelector(selector: LabelSelector, labels: Labels): boolean {
  const { matchLabels, matchExpressions } = selector;
  return (
    (matchLabels === undefined || containsLabels(labels, matchLabels)) &&
    (matchExpressions === undefined ||
      matchExpressions.every((requirement) => meetsRequirement(labels, requirement)))
  );
}

/** Whether `labels` has every label of `wanted` with the same value; true for none wanted. */
export function containsLabels(labels: Labels, wanted: Labels): boolean {
  for (const key of Object.keys(wanted)) {
    if (findLabel(labels, key) !== wanted[key]) return false;
  }
  return true;
}

/** Gt and Lt are those of nodes: they hold between integers only. */
export function meetsRequirement(
  labels: Readonly<Record<string, unknown>>,
  { key, operator, values = [] }: Requirement,
): boolean {
  const value = findLabel(labels, key);
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "Gt":
      return compareIntegers(value, values[0]) > 0;
    case "Lt":
      return compareIntegers(value, values[0]) < 0;
    default:
      return false;
  }
}

/** A label's value, whatever its name: also one that every object would inherit. */
function findLabel(labels: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  return typeof value === "string" ? value : undefined;
}

/** NaN, and so neither greater nor less, unless both are integers. */
function compareIntegers(left: string | undefined, right: string | undefined): number {
  return readInteger(left) - readInteger(right);
}

function readInteger(text: string | undefined): number {
  return text !== undefined && /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
}
