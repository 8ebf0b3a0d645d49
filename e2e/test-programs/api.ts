/**
 * One request to a Kubernetes API, for where there is no kubectl:
 * `api.ts <kubeconfig> get <path>`, `api.ts <kubeconfig> apply <file>`, `api.ts <kubeconfig> delete <path>`.
 * A file holds one object as YAML or JSON.
 */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { collectionPath, type MeshObject } from "../src/mesh-objects.ts";

const APPLY = "application/apply-patch+yaml";

const [kubeconfigPath = "", verb = "", argument = ""] = process.argv.slice(2);
const { url, token } = readKubeconfig(kubeconfigPath);
const { method, path, body } = requestFor(verb, argument);
const response = await fetch(`${url}${path}`, {
  method,
  headers: { authorization: `Bearer ${token}`, "content-type": APPLY },
  ...(body === undefined ? {} : { body }),
});
process.stdout.write(`${await response.text()}\n`);
process.exitCode = response.ok ? 0 : 1;

function requestFor(
  name: string,
  what: string,
): { readonly method: string; readonly path: string; readonly body?: string } {
  switch (name) {
    case "get":
      return { method: "GET", path: what };
    case "delete":
      return { method: "DELETE", path: what };
    case "apply": {
      const object = parse(readFileSync(what, "utf8")) as MeshObject;
      const path = `${collectionPath(object)}/${object.metadata.name}?fieldManager=api&force=true`;
      return { method: "PATCH", path, body: JSON.stringify(object) };
    }
    default:
      process.stderr.write("usage: api.ts <kubeconfig> get <path> | apply <file> | delete <path>\n");
      process.exit(64);
  }
}

function readKubeconfig(file: string): { readonly url: string; readonly token: string } {
  const { clusters, users } = parse(readFileSync(file, "utf8")) as {
    readonly clusters: readonly [{ readonly cluster: { readonly server: string } }];
    readonly users: readonly [{ readonly user: { readonly token: string } }];
  };
  return { url: clusters[0].cluster.server, token: users[0].user.token };
}
