export { assertNever } from "./assert-never.ts";
export { causeChain, formatErrorChain } from "./cause-chain.ts";
export { CodedError } from "./coded-error.ts";
