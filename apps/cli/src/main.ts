import { runCli } from "./app.ts";
import { systemCliInput } from "./config.ts";
import { systemHost } from "./system-host.ts";

const { args, environment } = systemCliInput();
process.exitCode = await runCli(args, systemHost(environment));
