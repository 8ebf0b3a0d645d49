/**
 * Takes a bare cluster away when the program that has raised it ends without doing so, also when it is killed: that
 * program holds the other end of this one's standard input.
 */
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { guardFile, removeBare } from "./remove-bare.ts";

const [prefix = ""] = process.argv.slice(2);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
writeFileSync(guardFile(prefix), String(process.pid));
process.stdin.resume();
await once(process.stdin, "close");
await removeBare(prefix);
