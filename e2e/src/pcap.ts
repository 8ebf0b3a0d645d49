/**
 * The pcap file format, little-endian, so that a capture can be opened in any packet viewer.
 *
 *   file:   magic u32 | major u16 | minor u16 | zone i32 | accuracy u32 | snap length u32 | link type u32
 *   record: seconds u32 | microseconds u32 | captured bytes u32 | original bytes u32 | frame
 */
const MAGIC = 0xa1b2c3d4;
const FILE_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;
const LINK_TYPE_ETHERNET = 1;
/** More than a segmentation-offload frame can have. */
export const MAX_FRAME_BYTES = 131_072;

/** The head of a file of Ethernet frames. */
export function pcapFileHeader(): Uint8Array {
  const header = Buffer.alloc(FILE_HEADER_BYTES);
  header.writeUInt32LE(MAGIC, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(MAX_FRAME_BYTES, 16);
  header.writeUInt32LE(LINK_TYPE_ETHERNET, 20);
  return header;
}

/** What stands before each frame. */
export function pcapRecordHeader(epochMs: number, length: number): Uint8Array {
  const header = Buffer.alloc(RECORD_HEADER_BYTES);
  header.writeUInt32LE(Math.floor(epochMs / 1000), 0);
  header.writeUInt32LE(Math.floor((epochMs % 1000) * 1000), 4);
  header.writeUInt32LE(length, 8);
  header.writeUInt32LE(length, 12);
  return header;
}

/** The frames of a file that `pcapFileHeader` began; an incomplete last one is left out. */
export function decodePcap(file: Uint8Array): readonly Uint8Array[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < FILE_HEADER_BYTES || view.getUint32(0, true) !== MAGIC)
    throw new Error("not a capture file");
  const frames: Uint8Array[] = [];
  let at = FILE_HEADER_BYTES;
  while (at + RECORD_HEADER_BYTES <= file.length) {
    const start = at + RECORD_HEADER_BYTES;
    const end = start + view.getUint32(at + 8, true);
    if (end > file.length) break;
    frames.push(file.subarray(start, end));
    at = end;
  }
  return frames;
}
