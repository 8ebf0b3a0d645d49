/** Reads protobuf fields one after the other; what is not whole throws. */
import { badRequest } from "@ambit/kube-objects";

/** One field as it is on the wire: numbers of wire type 0, bytes of wire type 2. */
export interface ProtobufField {
  readonly number: number;
  readonly value: bigint | Uint8Array;
}

const SEVEN_BITS = 0x7fn;
const MOST_VARINT_BYTES = 10;

/** Fields in their order. Those of fixed width are left out. Throws ApiError "BadRequest". */
export function* readFields(bytes: Uint8Array): Generator<ProtobufField, void, void> {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let index = 0; index < MOST_VARINT_BYTES; index += 1) {
      const byte = bytes[at];
      if (byte === undefined) break;
      at += 1;
      value |= (BigInt(byte) & SEVEN_BITS) << BigInt(7 * index);
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw badRequest("the body is not a protobuf message: a number does not end");
  };
  const take = (length: number): Uint8Array => {
    if (length > bytes.byteLength - at)
      throw badRequest("the body is not a protobuf message: a field does not end");
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.byteLength) {
    const tag = varint();
    const number = Number(tag >> 3n);
    switch (Number(tag & 7n)) {
      case 0:
        yield { number, value: varint() };
        break;
      case 1:
        take(8);
        break;
      case 2:
        yield { number, value: take(Number(varint())) };
        break;
      case 5:
        take(4);
        break;
      default:
        throw badRequest("the body is not a protobuf message: unknown wire type");
    }
  }
}
