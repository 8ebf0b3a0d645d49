/** Parts of pod templates that several of the mesh's programs have. */

/** A part of an object. */
export type Part = Readonly<Record<string, unknown>>;

const LAB_VOLUME = "lab-nodes";

/** A variable with a value. `$(NAME)` stands for one that comes before it. */
export function variable(name: string, value: string): Part {
  return { name, value };
}

/** A variable with a field of the pod. */
export function fieldVariable(name: string, fieldPath: string): Part {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}

/** The token that proxies and the controller show to each other. */
export function tokenVolume(expirationSeconds: number): Part {
  const serviceAccountToken = { path: "istio-token", expirationSeconds, audience: "istio-ca" };
  return { name: "istio-token", projected: { sources: [{ serviceAccountToken }] } };
}

/** A folder of the node. */
export function nodeVolume(name: string, path: string, type = "Directory"): Part {
  return { name, hostPath: { path, type } };
}

/** An HTTP probe as often as it may be: a start is over as soon as it is. */
export function readinessProbe(path: string, port: number): Part {
  return { httpGet: { path, port }, periodSeconds: 1, timeoutSeconds: 5, failureThreshold: 3 };
}

/** Folders of the nodes by the paths they have outside, for what is told to programs that run there. */
export function labVolume(nodesFolder: string): Part {
  return { name: LAB_VOLUME, hostPath: { path: nodesFolder, type: "Directory" } };
}

/** Its mount. */
export function labMount(nodesFolder: string): Part {
  return { name: LAB_VOLUME, mountPath: nodesFolder };
}
