export { anApiServer } from "./an-api-server.ts";
export { ApiClient, type ClientAnswer, type ClientRequest, ClientWatch } from "./api-client.ts";
