export { aPeerAuthentication } from "./policy-objects.ts";
