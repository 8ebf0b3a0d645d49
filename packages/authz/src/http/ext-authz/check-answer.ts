import type { AuthorizationProvider, Header, HeaderChange } from "@ambit/model/http";

/** What a provider's answer, or that there is none, means for the request. */
export type CheckAnswer =
  | {
      readonly kind: "allow";
      /** Before tokens and other policies look at the request. */
      readonly requestChange: HeaderChange;
      /** Of the final response. */
      readonly responseChange: HeaderChange;
    }
  | {
      readonly kind: "refuse";
      readonly status: number;
      readonly headers: readonly Header[];
      readonly body: Uint8Array;
      /** Response code details of the access log; the response flag is UAEX. */
      readonly details: "ext_authz_denied" | "ext_authz_error";
    };

export const NO_HEADER_CHANGE: HeaderChange = Object.freeze({
  set: Object.freeze([]),
  add: Object.freeze([]),
  remove: Object.freeze([]),
});

const NO_BODY = new Uint8Array(0);

/** Of a provider that cannot be reached, says nothing in time, or fails: refused, unless it is to fail open. */
export function failedCheck({ failOpen, statusOnError }: AuthorizationProvider): CheckAnswer {
  if (failOpen) return { kind: "allow", requestChange: NO_HEADER_CHANGE, responseChange: NO_HEADER_CHANGE };
  return { kind: "refuse", status: statusOnError, headers: [], body: NO_BODY, details: "ext_authz_error" };
}
