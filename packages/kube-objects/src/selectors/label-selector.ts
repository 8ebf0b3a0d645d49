/** Label selectors as query parameters write them: `app=web,tier in (a,b),!legacy`. */
import { badRequest } from "../api-error.ts";
import { objectOf } from "../json.ts";
import type { KubeObject } from "../kube-object.ts";
import { type LabelRequirement, meetsRequirement } from "./requirement.ts";

/** Whether an object has the labels. */
export type ObjectFilter = (object: KubeObject) => boolean;

/** An empty text selects everything. Throws ApiError "BadRequest". */
export function parseLabelSelector(text: string): ObjectFilter {
  const requirements = splitRequirements(text).map((part) => parseRequirement(part, text));
  return (object) => {
    const labels = objectOf(object.metadata.labels);
    return requirements.every((requirement) => meetsRequirement(labels, requirement));
  };
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

function parseRequirement(part: string, whole: string): LabelRequirement {
  const requirement = readRequirement(part.trim());
  if (requirement === undefined || !KEY.test(requirement.key)) {
    throw badRequest(`unable to parse requirement "${part.trim()}" of the label selector "${whole}"`);
  }
  return requirement;
}

function readRequirement(part: string): LabelRequirement | undefined {
  const [, setKey, setOperator, list] = SET_REQUIREMENT.exec(part) ?? [];
  if (setKey !== undefined && list !== undefined) {
    const values = list.split(",").map((value) => value.trim());
    return { key: setKey, operator: setOperator === "in" ? "In" : "NotIn", values };
  }
  const [, key, operator, value] = EQUALITY.exec(part) ?? [];
  if (key !== undefined && value !== undefined) {
    return { key, operator: operator === "!=" ? "NotIn" : "In", values: [value] };
  }
  const [, not, existing] = EXISTENCE.exec(part) ?? [];
  if (existing === undefined) return undefined;
  return { key: existing, operator: not === "!" ? "DoesNotExist" : "Exists" };
}
