export { readJwtKeys } from "./jwks-keys.ts";
