/** Label selectors as query parameters write them: `app=web,tier in (a,b),!legacy`. */
import { badRequest } from "../api-error.ts";
import { type JsonValue, objectOf, stringOf } from "../json.ts";
import type { KubeObject } from "../kube-object.ts";

/** Whether an object has the labels. */
export type ObjectFilter = (object: KubeObject) => boolean;

interface Requirement {
  readonly key: string;
  readonly operator: "in" | "notin" | "exists" | "absent";
  readonly values: ReadonlySet<string>;
}

/** An empty text selects everything. Throws ApiError "BadRequest". */
export function parseLabelSelector(text: string): ObjectFilter {
  const requirements = splitRequirements(text).map((part) => parseRequirement(part, text));
  return (object) => {
    const labels = objectOf(object.metadata.labels);
    return requirements.every((requirement) => matches(requirement, labels));
  };
}

function matches(
  { key, operator, values }: Requirement,
  labels: Readonly<Record<string, JsonValue>>,
): boolean {
  const value = Object.hasOwn(labels, key) ? stringOf(labels[key]) : undefined;
  switch (operator) {
    case "in":
      return value !== undefined && values.has(value);
    case "notin":
      return value === undefined || !values.has(value);
    case "exists":
      return value !== undefined;
    case "absent":
      return value === undefined;
  }
}

/** At commas, but not at those inside of parentheses. */
function splitRequirements(text: string): readonly string[] {
  if (text.trim() === "") return [];
  return text.split(/,(?![^(]*\))/);
}

const SET_REQUIREMENT = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/;
const EQUALITY = /^([^=!\s]+)\s*(==|=|!=)\s*([^=!\s]*)$/;
const EXISTENCE = /^(!?)\s*([^=!\s(),]+)$/;
const KEY = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

function parseRequirement(part: string, whole: string): Requirement {
  const requirement = readRequirement(part.trim());
  if (requirement === undefined || !KEY.test(requirement.key)) {
    throw badRequest(`unable to parse requirement "${part.trim()}" of the label selector "${whole}"`);
  }
  return requirement;
}

function readRequirement(part: string): Requirement | undefined {
  const [, setKey, setOperator, list] = SET_REQUIREMENT.exec(part) ?? [];
  if (setKey !== undefined && list !== undefined) {
    const values = new Set(list.split(",").map((value) => value.trim()));
    return { key: setKey, operator: setOperator === "in" ? "in" : "notin", values };
  }
  const [, key, operator, value] = EQUALITY.exec(part) ?? [];
  if (key !== undefined && value !== undefined) {
    return { key, operator: operator === "!=" ? "notin" : "in", values: new Set([value]) };
  }
  const [, not, existing] = EXISTENCE.exec(part) ?? [];
  if (existing === undefined) return undefined;
  return { key: existing, operator: not === "!" ? "absent" : "exists", values: new Set() };
}
