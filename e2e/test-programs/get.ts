/**
 * HTTP GET on 127.0.0.1 of its namespace, for machines without curl.
 * usage: node get.ts <port>/<path>
 */
const [target = ""] = process.argv.slice(2);
if (!/^\d+\//.test(target)) {
  process.stderr.write("usage: get.ts <port>/<path>\n");
  process.exit(64);
}
const response = await fetch(`http://127.0.0.1:${target}`);
process.stdout.write(await response.text());
process.exitCode = response.ok ? 0 : 1;
