/**
 * The file `istio-cni` on the host: a static ELF program of about a kilobyte whose only work is to start node with the
 * plugin, through the loader and the libraries that lie in the private folder beside it. The kernel can start it on any
 * host: it needs no shell, no C library and no path that is the same inside and outside the agent's container.
 *
 * It asks the kernel where it is itself (/proc/self/exe), makes that folder its working directory, and executes the loader
 * by a relative path. If that fails it answers the runtime with a CNI error. It takes no arguments; the environment, which is
 * all a runtime tells a plugin, goes on as it came.
 */
import { InstallError } from "./install-error.ts";

/** What is to be started. Relative paths are relative to the launcher's own folder. */
export interface LauncherCommand {
  readonly program: string;
  /** From argv[0] on. */
  readonly args: readonly string[];
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
  const strings = new StringArea(poolAt + POOL_SLOTS * WORD_BYTES);
  const self = strings.add("/proc/self/exe");
  const program = strings.add(command.program);
  const args = command.args.map((arg) => strings.add(arg));
  const message = strings.add(FAILURE);
  const argumentsAt = strings.align();
  const table = words([...args, 0]);
  const pool = words([self, BUFFER_ADDRESS, program, argumentsAt, message, Buffer.byteLength(FAILURE)]);
  const body = Buffer.concat([code, pool, strings.bytes(), table]);
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
const BUFFER_BYTES = 4096;

const WORD_BYTES = 8;
/** Addresses that the code reads: self, buffer, program, arguments, message, and the message's length. */
const POOL_SLOTS = 6;

const ELF_HEADER_BYTES = 64;
const PROGRAM_HEADER_BYTES = 56;
const HEADER_BYTES = ELF_HEADER_BYTES + 3 * PROGRAM_HEADER_BYTES;
/** The largest page of any arm64 kernel. */
const PAGE_BYTES = 0x1_0000;

/**
 * The same steps on both machines: envp; readlink(self, buffer); the last "/" ends the text; chdir(buffer);
 * execve(program, arguments, envp); if any of it fails write(1, message) and exit(1). The pool follows the code.
 */
const MACHINES: Readonly<Record<LauncherArchitecture, { readonly machine: number; readonly code: Buffer }>> =
  {
    x64: {
      machine: 62,
      code: hex(
        "488b0424 4c8d64c410", //              mov rax,[rsp]; lea r12,[rsp+rax*8+16]     envp
        "b859000000", //                       mov eax,89                               readlink
        "488b3d73000000 488b3574000000", //    mov rdi,[self]; mov rsi,[buffer]
        "baff0f0000 0f05", //                  mov edx,4095; syscall
        "4885c0 7e37", //                      test rax,rax; jle fail
        "803c062f 7405 48ffc8 75f5", //        1: cmp byte [rsi+rax],'/'; je 2f; dec rax; jnz 1b
        "c644060100", //                       2: mov byte [rsi+rax+1],0
        "b850000000 4889f7 0f05", //           mov eax,80; mov rdi,rsi; syscall         chdir
        "4885c0 7518", //                      test rax,rax; jnz fail
        "b83b000000", //                       mov eax,59                               execve
        "488b3d45000000 488b3546000000", //    mov rdi,[program]; mov rsi,[arguments]
        "4c89e2 0f05", //                      mov rdx,r12; syscall
        "b801000000 bf01000000", //            fail: mov eax,1; mov edi,1               write
        "488b3538000000 488b1539000000 0f05", // mov rsi,[message]; mov rdx,[length]; syscall
        "b83c000000 bf01000000 0f05", //       mov eax,60; mov edi,1; syscall           exit
        "0f1f00", //                           nop                                      aligns the pool
      ),
    },
    arm64: {
      machine: 183,
      code: hex(
        "f30340f9 f4430091 940e138b", //       ldr x19,[sp]; add x20,sp,#16; add x20,x20,x19,lsl #3
        "600c8092 01040058 22040058", //       mov x0,#-100; ldr x1,self; ldr x2,buffer
        "e3ff81d2 c80980d2 010000d4", //       mov x3,#4095; mov x8,#78; svc #0         readlinkat
        "1f0000f1 4d020054", //                cmp x0,#0; b.le fail
        "61030058", //                         ldr x1,buffer
        "22686038 5fbc0071 60000054", //       1: ldrb w2,[x1,x0]; cmp w2,#'/'; b.eq 2f
        "000400f1 81ffff54", //                subs x0,x0,#1; b.ne 1b
        "00040091 3f682038", //                2: add x0,x0,#1; strb wzr,[x1,x0]
        "e00301aa 280680d2 010000d4", //       mov x0,x1; mov x8,#49; svc #0            chdir
        "c00000b5", //                         cbnz x0,fail
        "20020058 41020058 e20314aa", //       ldr x0,program; ldr x1,arguments; mov x2,x20
        "a81b80d2 010000d4", //                mov x8,#221; svc #0                      execve
        "200080d2 e1010058 02020058", //       fail: mov x0,#1; ldr x1,message; ldr x2,length
        "080880d2 010000d4", //                mov x8,#64; svc #0                       write
        "200080d2 a80b80d2 010000d4", //       mov x0,#1; mov x8,#93; svc #0            exit
      ),
    },
  };

function hex(...lines: readonly string[]): Buffer {
  return Buffer.from(lines.join("").replaceAll(" ", ""), "hex");
}

/** Texts one behind the other, each with the zero that ends it for the kernel. */
class StringArea {
  readonly #address: number;
  readonly #parts: Buffer[] = [];
  #size = 0;

  constructor(address: number) {
    this.#address = address;
  }

  /** Its address. */
  add(text: string): number {
    if (text.includes("\0")) throw new InstallError("bad-argument", "a zero byte in the plugin's command");
    const part = Buffer.from(`${text}\0`, "utf8");
    const address = this.#address + this.#size;
    this.#parts.push(part);
    this.#size += part.length;
    return address;
  }

  /** The next address is that of a word. */
  align(): number {
    const padding = -(this.#address + this.#size) & (WORD_BYTES - 1);
    this.#parts.push(Buffer.alloc(padding));
    this.#size += padding;
    return this.#address + this.#size;
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
