/** ConfigMap `kube-root-ca.crt` in every namespace, which pods mount beside their token. */
import { type Controller, createObject, NOTHING, patchObject } from "./controller.ts";

const NAME = "kube-root-ca.crt";
const KEY = "ca.crt";

export function rootConfigMapController(pem: string): Controller {
  return {
    name: "root-config-maps",
    keysOf: ({ kind, object }) => {
      if (kind === "namespaces") {
        return [object.meta.name];
      }
      return kind === "configmaps" && object.meta.name === NAME ? [object.meta.namespace] : [];
    },
    plan: (view, name) => {
      const namespace = view.namespaces.find({ name });
      if (namespace === undefined || namespace.meta.isTerminating) {
        return NOTHING;
      }
      const data = { [KEY]: pem };
      const map = view.configmaps.find({ namespace: name, name: NAME });
      if (map === undefined) {
        return { actions: [createObject("configmaps", name, { metadata: { name: NAME }, data })] };
      }
      return map.texts[KEY] === pem ? NOTHING : { actions: [patchObject("configmaps", map.meta, { data })] };
    },
  };
}
