import { askAll } from "./ask.ts";
import { runEchoServer } from "./echo-server.ts";
import { systemToolOrder } from "./tools-config.ts";
import { runTrafficClient } from "./traffic-client.ts";

const HELP = `lab-tools: test programs for pods

echo     [--name <text>] [--version <text>] [--port <port>]... [--upstream <url>]...
traffic  --url <url> [--rate <requests a second>] [--port <port of the counts>] [--timeout-ms <ms>]
ask      --url <url>... [--timeout-ms <ms>]
`;

const order = systemToolOrder();
switch (order.tool) {
  case "echo":
    await runEchoServer(order.options, order.place);
    break;
  case "traffic":
    await runTrafficClient(order.options);
    break;
  case "ask":
    process.stdout.write(`${JSON.stringify(await askAll(order.options))}\n`);
    break;
  case "help":
    process.stderr.write(`${order.problem === undefined ? "" : `lab-tools: ${order.problem}\n`}${HELP}`);
    process.exitCode = 64;
}
