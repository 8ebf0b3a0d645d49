// Path templates: `{*}` is one segment that is not empty, `{**}` any characters over any number of segments. Operators are
// whole segments, and `{**}` is the last of them, so that one pass without going back decides.

import type { TextMatcher } from "@ambit/model/http";

const SEGMENT = "{*}";
const REST = "{**}";
const LITERAL = /^[\w\-.~%!$&'()+,;:@=]*$/;

/** Undefined for what is no template. */
export function compilePathTemplate(template: string): TextMatcher | undefined {
  if (!template.startsWith("/")) return undefined;
  const segments = template.slice(1).split("/");
  const at = segments.indexOf(REST);
  const before = at === -1 ? segments : segments.slice(0, at);
  const behind = at === -1 ? [] : segments.slice(at + 1);
  if (!before.every(isSegmentOrLiteral) || !behind.every(isLiteral)) return undefined;
  if (at === -1) return (path) => endOfSegments(before, path) === path.length;
  const suffix = behind.map((segment) => `/${segment}`).join("");
  return (path) => {
    const end = endOfSegments(before, path);
    // The slash before the operator is not part of what it stands for.
    return end !== -1 && path[end] === "/" && path.length >= end + 1 + suffix.length && path.endsWith(suffix);
  };
}

function isLiteral(segment: string): boolean {
  return LITERAL.test(segment);
}

function isSegmentOrLiteral(segment: string): boolean {
  return segment === SEGMENT || isLiteral(segment);
}

/** Where these segments, each with the slash before it, end in a path; -1 if it does not begin with them. */
function endOfSegments(segments: readonly string[], path: string): number {
  let at = 0;
  for (const segment of segments) {
    if (path[at] !== "/") return -1;
    const next = path.indexOf("/", at + 1);
    const end = next === -1 ? path.length : next;
    if (segment === SEGMENT ? end === at + 1 : path.slice(at + 1, end) !== segment) return -1;
    at = end;
  }
  return at;
}
