export { authority, certificateFor } from "./certificates.ts";
export { HboneClient, HboneServer, TestStream } from "./hbone-peers.ts";
export { expectClosedSockets } from "./open-sockets.ts";
export { addressOf, echo, listenOn, meshIp, openSocketCount, RawSocket, TestApplication } from "./sockets.ts";
export { stateMessages } from "./state-messages.ts";
