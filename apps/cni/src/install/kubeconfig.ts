/** The plugin's way to the API server, for when no agent answers; as Istio's installer writes it. */

/** What the file says; tokens and roots as they are, not encoded. */
export interface KubeconfigValues {
  readonly protocol: string;
  readonly host: string;
  readonly port: string;
  readonly token: string;
  /** PEM; undefined when the server's certificate is not to be checked. */
  readonly ca: string | undefined;
}

export function formatKubeconfig({ protocol, host, port, token, ca }: KubeconfigValues): string {
  const address = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  const trust =
    ca === undefined
      ? "insecure-skip-tls-verify: true"
      : `certificate-authority-data: ${Buffer.from(ca, "utf8").toString("base64")}`;
  return `apiVersion: v1
clusters:
- cluster:
    ${trust}
    server: ${scalar(`${protocol === "" ? "https" : protocol}://${address}:${port}`)}
  name: local
contexts:
- context:
    cluster: local
    user: istio-cni
  name: istio-cni-context
current-context: istio-cni-context
kind: Config
users:
- name: istio-cni
  user:
    token: ${scalar(token)}
`;
}

/** Plain where YAML reads the very text back as a text; quoted otherwise. */
function scalar(text: string): string {
  return /^[A-Za-z][\w./:[\]-]*[\w/\]-]$/.test(text) && !/: |^(?:true|false|null|yes|no|on|off)$/i.test(text)
    ? text
    : JSON.stringify(text);
}
