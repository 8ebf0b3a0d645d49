export { A_NODE, aRequest, aResource, countingNonces } from "./builders.ts";
