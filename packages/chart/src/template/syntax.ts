/** A template as a tree. */
import type { ChartValue } from "../value.ts";

/** Something that has a value. `path` are the fields that are looked up in it, one after the other. */
export type Operand =
  | { readonly kind: "literal"; readonly value: ChartValue }
  | { readonly kind: "dot"; readonly path: readonly string[] }
  /** `$` has the empty name. */
  | { readonly kind: "variable"; readonly name: string; readonly path: readonly string[] }
  | { readonly kind: "function"; readonly name: string }
  | { readonly kind: "pipeline"; readonly pipeline: Pipeline; readonly path: readonly string[] };

/** A function and its arguments, or one value. */
export type Command = readonly Operand[];

/** Commands, each given the value of the one before as its last argument. */
export interface Pipeline {
  readonly commands: readonly Command[];
  /** Variables that get the value; two in a range that asks for the key, too. */
  readonly variables: readonly string[];
  readonly isDeclaration: boolean;
  readonly line: number;
}

/** One part of a template. */
export type Node =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "output"; readonly pipeline: Pipeline }
  | {
      readonly kind: "if" | "with" | "range";
      readonly pipeline: Pipeline;
      readonly body: readonly Node[];
      readonly otherwise: readonly Node[];
    }
  | {
      readonly kind: "template";
      readonly name: string;
      readonly pipeline: Pipeline | undefined;
      readonly line: number;
    };

/** A file: what it prints itself, and the templates that it defines for all. */
export interface TemplateFile {
  readonly path: string;
  readonly nodes: readonly Node[];
  readonly definitions: ReadonlyMap<string, readonly Node[]>;
}
