import type { JsonValue } from "@ambit/kube-objects/json";
import type { Resource } from "@ambit/kube-objects/resources";
import type { PreparedWatch } from "../api/watch.ts";
import type { Representation } from "./negotiate.ts";
import type { User } from "./user.ts";

/** A request after its sender is known and its body read. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly user: User;
  readonly userAgent: string;
  readonly mediaType: string;
  readonly representation: Representation;
  /** Decoded; undefined where there was none. */
  readonly body: JsonValue | undefined;
}

/** A whole document, or a stream of changes. */
export type ApiAnswer =
  | {
      readonly kind: "document";
      readonly status: number;
      readonly body: JsonValue;
      readonly contentType?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: "text"; readonly status: number; readonly text: string }
  | {
      readonly kind: "watch";
      readonly resource: Resource;
      readonly watch: PreparedWatch;
      readonly wantsBookmarks: boolean;
      readonly timeoutSeconds: number | undefined;
      /** With the table form's options where rows are asked for. */
      readonly representation: Representation;
      readonly includeObject: string;
    };

/** A document with status 200 or another. */
export function documentAnswer(body: JsonValue, status = 200): ApiAnswer {
  return { kind: "document", status, body };
}
