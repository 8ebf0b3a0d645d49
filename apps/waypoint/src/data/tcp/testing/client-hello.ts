/** A ClientHello of RFC 8446 §4.1.2 as small as it can be: one suite, and a server name. */
export function clientHello(serverName: string): Uint8Array {
  const name = new TextEncoder().encode(serverName);
  const entry = [0, ...u16(name.length), ...name];
  const list = [...u16(entry.length), ...entry];
  const extensions = [...u16(0), ...u16(list.length), ...list];
  const random = Array.from({ length: 32 }, (_, index) => index);
  const body = [3, 3, ...random, 0, ...u16(2), 0x13, 0x01, 1, 0, ...u16(extensions.length), ...extensions];
  const message = [1, 0, ...u16(body.length), ...body];
  return Uint8Array.from([22, 3, 1, ...u16(message.length), ...message]);
}

function u16(value: number): readonly number[] {
  return [value >> 8, value & 0xff];
}
