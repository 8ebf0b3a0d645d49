/** A scenario that never ends by itself, for the tests of what happens then. usage: abandoned-scenario.ts <prefix> */
import { netnsMesh } from "../src/netns-mesh.ts";

const [prefix = ""] = process.argv.slice(2);
await netnsMesh({ prefix, pods: [{ name: "a" }, { name: "b" }, { name: "c" }], enroll: false });
process.stdout.write("built\n");
