export { type LogRecord, MemorySink, memoryLogger, silentLogger } from "./memory-sink.ts";
