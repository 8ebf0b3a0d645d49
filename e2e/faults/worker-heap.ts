/**
 * What limit-worker-heap.ts leaves a worker. Several times what one needs to serve a small mesh, on any machine, and
 * little enough for a policy file of ordinary size to exhaust.
 */
export const WORKER_HEAP_MB = 40;
