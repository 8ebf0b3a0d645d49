import type { PlaneWorkerMessage } from "@ambit/data-plane/messages";

const OF_ANY_PLANE: Readonly<Record<PlaneWorkerMessage["type"], true>> = {
  ready: true,
  applied: true,
  "part-received": true,
  tick: true,
  log: true,
  "certificate-wanted": true,
  drained: true,
  connections: true,
  "recent-connections": true,
  heap: true,
  "heap-written": true,
  profiled: true,
  fatal: true,
};

/** Tells what every data plane says from what only those of one program do. */
export function isOfAnyPlane(message: { readonly type: string }): message is PlaneWorkerMessage {
  return Object.hasOwn(OF_ANY_PLANE, message.type);
}
