/** What an ELF file says of itself, as far as an image has to know: its processor, loader and libraries. */

/** Processors, by Debian's and the OCI's names. */
export const ARCHITECTURES = ["amd64", "arm64"] as const;
export type Architecture = (typeof ARCHITECTURES)[number];

export interface ElfFacts {
  /** Undefined for a processor that no image is made for. */
  readonly architecture: Architecture | undefined;
  /** The loader that a program asks for; libraries have none. */
  readonly interpreter: string | undefined;
  /** Names of the libraries it is linked with. */
  readonly needed: readonly string[];
}

const MACHINES: ReadonlyMap<number, Architecture> = new Map([
  [62, "amd64"],
  [183, "arm64"],
]);

const HEADER_BYTES = 64;
const PROGRAM_HEADER_BYTES = 56;
const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const PT_INTERP = 3;
const DT_NEEDED = 1;
const DT_STRTAB = 5;

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly fileSize: number;
}

/** Undefined for anything but a 64-bit little-endian ELF file. Throws for one that is cut off. */
export function readElf(bytes: Uint8Array): ElfFacts | undefined {
  const view = elfView(bytes);
  if (view === undefined) return undefined;
  const segments = readSegments(view);
  const interpreter = segments.find(({ type }) => type === PT_INTERP);
  return {
    architecture: MACHINES.get(view.getUint16(18, true)),
    interpreter: interpreter && textAt(bytes, interpreter.offset),
    needed: readNeeded(bytes, view, segments),
  };
}

/**
 * The same program without section headers, symbol table and whatever else is never loaded: what it exports is in its
 * dynamic segment. Bytes that are no ELF file come back as they are.
 */
export function withoutUnloaded(bytes: Uint8Array): Uint8Array {
  const view = elfView(bytes);
  if (view === undefined) return bytes;
  const headersEnd = numberAt(view, 32) + view.getUint16(54, true) * view.getUint16(56, true);
  const end = Math.max(headersEnd, ...readSegments(view).map(({ offset, fileSize }) => offset + fileSize));
  const stripped = bytes.slice(0, end);
  const header = new DataView(stripped.buffer);
  header.setBigUint64(40, 0n, true);
  header.setUint16(60, 0, true);
  header.setUint16(62, 0, true);
  return stripped;
}

function elfView(bytes: Uint8Array): DataView | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const isElf = view.getUint32(0) === 0x7f454c46;
  const is64BitLittleEndian = view.getUint16(4) === 0x0201;
  return isElf && is64BitLittleEndian ? view : undefined;
}

function readSegments(view: DataView): readonly Segment[] {
  const start = numberAt(view, 32);
  const size = view.getUint16(54, true);
  const count = view.getUint16(56, true);
  if (count > 0 && size < PROGRAM_HEADER_BYTES) throw new RangeError(`program headers of ${size} bytes`);
  return Array.from({ length: count }, (_, index) => {
    const at = start + index * size;
    return {
      type: view.getUint32(at, true),
      offset: numberAt(view, at + 8),
      address: numberAt(view, at + 16),
      fileSize: numberAt(view, at + 32),
    };
  });
}

/** Tags and values of 8 bytes each; a tag of zero ends them. */
function readNeeded(bytes: Uint8Array, view: DataView, segments: readonly Segment[]): readonly string[] {
  const dynamic = segments.find(({ type }) => type === PT_DYNAMIC);
  if (dynamic === undefined) return [];
  const names: number[] = [];
  let table = 0;
  for (let at = dynamic.offset; at < dynamic.offset + dynamic.fileSize; at += 16) {
    const tag = numberAt(view, at);
    if (tag === 0) break;
    if (tag === DT_NEEDED) names.push(numberAt(view, at + 8));
    if (tag === DT_STRTAB) table = fileOffset(numberAt(view, at + 8), segments);
  }
  return names.map((name) => textAt(bytes, table + name));
}

function fileOffset(address: number, segments: readonly Segment[]): number {
  const segment = segments.find(
    (one) => one.type === PT_LOAD && address >= one.address && address < one.address + one.fileSize,
  );
  if (segment === undefined) throw new RangeError(`nothing of the file is loaded at ${address}`);
  return segment.offset + address - segment.address;
}

function textAt(bytes: Uint8Array, start: number): string {
  const end = bytes.indexOf(0, start);
  if (start >= bytes.length || end < 0) throw new RangeError(`no text at ${start}`);
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("latin1");
}

function numberAt(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}
