/** ELF files with nothing in them but what the reader looks at. */
export interface ElfOptions {
  /** 62 is x86-64, 183 arm64. */
  readonly machine?: number;
  readonly interpreter?: string;
  readonly needed?: readonly string[];
  /** Behind everything that is loaded. */
  readonly unloaded?: Uint8Array;
}

const HEADER_BYTES = 64;
const PROGRAM_HEADER_BYTES = 56;
/** Where the file is loaded; other than its offsets, so that they are not mixed up. */
const BASE_ADDRESS = 0x40_0000;

/** One segment that holds the whole file, the dynamic one, and the interpreter's if it has one. */
export function anElfFile(options: ElfOptions = {}): Uint8Array {
  const { machine = 62, interpreter, needed = [], unloaded = new Uint8Array() } = options;
  const headers = interpreter === undefined ? 2 : 3;
  const dynamicAt = HEADER_BYTES + headers * PROGRAM_HEADER_BYTES;
  const dynamicBytes = (needed.length + 2) * 16;
  const namesAt = dynamicAt + dynamicBytes;
  const names = Buffer.from(`\0${needed.map((name) => `${name}\0`).join("")}`);
  const interpreterAt = namesAt + names.length;
  const loader = Buffer.from(interpreter === undefined ? "" : `${interpreter}\0`);
  const end = interpreterAt + loader.length;
  const file = Buffer.alloc(end + unloaded.length);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  file.writeUInt16LE(machine, 18);
  file.writeBigUInt64LE(BigInt(HEADER_BYTES), 32);
  file.writeBigUInt64LE(BigInt(end), 40);
  file.writeUInt16LE(PROGRAM_HEADER_BYTES, 54);
  file.writeUInt16LE(headers, 56);
  file.writeUInt16LE(1, 60);
  const segments = [
    { type: 1, offset: 0, size: end },
    { type: 2, offset: dynamicAt, size: dynamicBytes },
    { type: 3, offset: interpreterAt, size: loader.length },
  ];
  segments.slice(0, headers).forEach(({ type, offset, size }, index) => {
    const at = HEADER_BYTES + index * PROGRAM_HEADER_BYTES;
    file.writeUInt32LE(type, at);
    file.writeBigUInt64LE(BigInt(offset), at + 8);
    file.writeBigUInt64LE(BigInt(BASE_ADDRESS + offset), at + 16);
    file.writeBigUInt64LE(BigInt(size), at + 32);
  });
  let nameAt = 1;
  const tags = needed.map((name) => {
    const tag: readonly [number, number] = [1, nameAt];
    nameAt += Buffer.byteLength(name) + 1;
    return tag;
  });
  [...tags, [5, BASE_ADDRESS + namesAt] as const].forEach(([tag, value], index) => {
    file.writeBigUInt64LE(BigInt(tag), dynamicAt + index * 16);
    file.writeBigUInt64LE(BigInt(value), dynamicAt + index * 16 + 8);
  });
  file.set(names, namesAt);
  file.set(loader, interpreterAt);
  file.set(unloaded, end);
  return file;
}
