/**
 * The file `istio-cni` on the host: a static ELF program of two kilobytes. It hands what the runtime has given it to the
 * agent, which runs the plugin and says what to answer: a program that is started for every pod costs next to nothing
 * that way, where Node would take its 30 ms of CPU. When no agent answers it starts Node with the plugin, through the
 * loader and the libraries that lie in the private folder beside it. The kernel can start it on any host: it needs no
 * shell, no C library and, beside the agent's socket, no path that is the same inside and outside the agent's container.
 *
 * It asks the kernel where it is itself (/proc/self/exe), makes that folder its working directory, and executes the loader
 * by a relative path. If that fails it answers the runtime with a CNI error. It takes no arguments; the environment, which is
 * all a runtime tells a plugin, goes on as it came.
 */
import { InstallError } from "./install-error.ts";
import { ARM64, BUFFER_BYTES, type MachineCode, POOL, SOCKET_ADDRESS_BYTES, X64 } from "./launcher-code.ts";

/** What is to be started. Relative paths are relative to the launcher's own folder. */
export interface LauncherCommand {
  readonly program: string;
  /** From argv[0] on. */
  readonly args: readonly string[];
  /** Who is asked before; nobody if undefined. */
  readonly agent?: AgentPlace | undefined;
}

/** The agent's socket for runs of the plugin. */
export interface AgentPlace {
  /** On the host, from the root on. */
  readonly socketPath: string;
  /** For each wait of the launcher, most of all that for the answer. */
  readonly waitMs: number;
}

/** Of the kernel that will run it, as Node names it. */
export type LauncherArchitecture = "x64" | "arm64";

/** For process.arch. Throws InstallError "unsupported-architecture". */
export function launcherArchitecture(arch: string): LauncherArchitecture {
  if (arch === "x64" || arch === "arm64") return arch;
  throw new InstallError(
    "unsupported-architecture",
    `the plugin cannot be started on ${arch}: x64 and arm64 only`,
  );
}

/** Makes the program. The result is the same for the same command. */
export function buildLauncher(arch: LauncherArchitecture, command: LauncherCommand): Buffer {
  const { machine, code } = MACHINES[arch];
  const poolAt = LOAD_ADDRESS + HEADER_BYTES + code.length;
  const area = new Area(poolAt + POOL.length * WORD_BYTES);
  const message = Buffer.from(FAILURE, "utf8");
  const address: Readonly<Record<(typeof POOL)[number], number>> = {
    self: area.addText("/proc/self/exe"),
    buffer: BUFFER_ADDRESS,
    program: area.addText(command.program),
    arguments: area.addWords([...command.args.map((arg) => area.addText(arg)), 0]),
    message: area.add(message),
    length: message.length,
    ignore: area.addWords(IGNORE_SIGNAL),
    wait: area.addWords(timeval(command.agent?.waitMs ?? 0)),
    address: area.add(socketAddress(command.agent?.socketPath)),
  };
  const pool = words(POOL.map((name) => address[name]));
  const body = Buffer.concat([code, pool, area.bytes()]);
  return Buffer.concat([elfHeaders(machine, HEADER_BYTES + body.length), body]);
}

/** CNI specification, "Error": what the runtime sees when node could not even be started. */
const FAILURE = `${JSON.stringify({
  cniVersion: "1.0.0",
  code: 5,
  msg: "istio-cni cannot start its program: the files beside the plugin are incomplete; restart istio-cni-node on this node",
})}\n`;

/** Where the file is mapped, and where the path of the launcher is written. Both below 4 GiB and 64 KiB apart. */
const LOAD_ADDRESS = 0x40_0000;
const BUFFER_ADDRESS = 0x42_0000;

const WORD_BYTES = 8;
const ELF_HEADER_BYTES = 64;
const PROGRAM_HEADER_BYTES = 56;
const HEADER_BYTES = ELF_HEADER_BYTES + 3 * PROGRAM_HEADER_BYTES;
/** The largest page of any arm64 kernel. */
const PAGE_BYTES = 0x1_0000;

const MACHINES: Readonly<Record<LauncherArchitecture, MachineCode>> = { x64: X64, arm64: ARM64 };

const SIG_IGN = 1;
/** struct sigaction of the kernel, for SIGPIPE: an agent that goes while it is written to must not end the launcher. */
const IGNORE_SIGNAL = [SIG_IGN, 0, 0, 0];

const AF_UNIX = 1;

/** struct sockaddr_un; one of no family is refused by the kernel, which is what happens without an agent. */
function socketAddress(path: string | undefined): Buffer {
  const address = Buffer.alloc(SOCKET_ADDRESS_BYTES);
  if (path === undefined) return address;
  if (Buffer.byteLength(path) > SOCKET_ADDRESS_BYTES - 3) {
    throw new InstallError("bad-argument", `the path of the agent's socket is too long: ${path}`);
  }
  address.writeUInt16LE(AF_UNIX, 0);
  address.write(path, 2, "utf8");
  return address;
}

function timeval(ms: number): readonly number[] {
  return [Math.floor(ms / 1000), (ms % 1000) * 1000];
}

/** What the pool points at, one part behind the other. */
class Area {
  readonly #address: number;
  readonly #parts: Buffer[] = [];
  #size = 0;

  constructor(address: number) {
    this.#address = address;
  }

  /** Its address, which is that of a word. */
  add(part: Buffer): number {
    const address = this.#address + this.#size;
    const padding = Buffer.alloc(-(address + part.length) & (WORD_BYTES - 1));
    this.#parts.push(part, padding);
    this.#size += part.length + padding.length;
    return address;
  }

  /** With the zero that ends it for the kernel. */
  addText(text: string): number {
    if (text.includes("\0")) throw new InstallError("bad-argument", "a zero byte in the plugin's command");
    return this.add(Buffer.from(`${text}\0`, "utf8"));
  }

  addWords(values: readonly number[]): number {
    return this.add(words(values));
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

function words(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * WORD_BYTES);
  values.forEach((value, index) => bytes.writeBigUInt64LE(BigInt(value), index * WORD_BYTES));
  return bytes;
}

/** ELF-64: the file readable and executable, the buffer writable, a stack that is not executable. */
function elfHeaders(machine: number, fileBytes: number): Buffer {
  const entry = LOAD_ADDRESS + HEADER_BYTES;
  const header = Buffer.alloc(ELF_HEADER_BYTES);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  header.writeUInt16LE(2, 16); // ET_EXEC
  header.writeUInt16LE(machine, 18);
  header.writeUInt32LE(1, 20);
  header.writeBigUInt64LE(BigInt(entry), 24);
  header.writeBigUInt64LE(BigInt(ELF_HEADER_BYTES), 32);
  header.writeUInt16LE(ELF_HEADER_BYTES, 52);
  header.writeUInt16LE(PROGRAM_HEADER_BYTES, 54);
  header.writeUInt16LE(3, 56);
  return Buffer.concat([
    header,
    programHeader({ type: 1, flags: 5, address: LOAD_ADDRESS, fileBytes, memoryBytes: fileBytes }),
    programHeader({ type: 1, flags: 6, address: BUFFER_ADDRESS, fileBytes: 0, memoryBytes: BUFFER_BYTES }),
    programHeader({ type: 0x6474_e551, flags: 6, address: 0, fileBytes: 0, memoryBytes: 0 }),
  ]);
}

interface Segment {
  readonly type: number;
  readonly flags: number;
  readonly address: number;
  readonly fileBytes: number;
  readonly memoryBytes: number;
}

function programHeader({ type, flags, address, fileBytes, memoryBytes }: Segment): Buffer {
  const header = Buffer.alloc(PROGRAM_HEADER_BYTES);
  header.writeUInt32LE(type, 0);
  header.writeUInt32LE(flags, 4);
  // All begin at offset 0 of the file.
  header.writeBigUInt64LE(BigInt(address), 16);
  header.writeBigUInt64LE(BigInt(address), 24);
  header.writeBigUInt64LE(BigInt(fileBytes), 32);
  header.writeBigUInt64LE(BigInt(memoryBytes), 40);
  header.writeBigUInt64LE(BigInt(PAGE_BYTES), 48);
  return header;
}
