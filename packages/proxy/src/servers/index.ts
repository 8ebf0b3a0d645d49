export { type AdminEndpoint, type AdminSources, bindAdminServer, jsonResponse } from "./admin.ts";
export { dumpCertificates } from "./certificate-dump.ts";
export { heapInspector } from "./heap-inspector.ts";
export { formatJson, formatJsonAt } from "./json-text.ts";
export { buildProfiles } from "./profiles.ts";
export { buildReadiness } from "./readiness-log.ts";
export { bindReadinessServer } from "./readiness-server.ts";
export { bindStatsServer } from "./stats-server.ts";
