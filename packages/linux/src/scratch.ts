/** One page for the arguments and results of system calls. Each use is over before its wrapper returns. */
import { allocateArea } from "./native-area.ts";

const SCRATCH_BYTES = 4096;

/** The page itself; `scratchView` is the same memory. */
export const scratch = allocateArea(SCRATCH_BYTES);
export const scratchView = new DataView(scratch.bytes.buffer);

// Fixed places, so that no two kinds of use overlap. All are multiples of 8.
export const OPTION_AT = 0;
export const LENGTH_AT = 32;
export const EPOLL_EVENT_AT = 64;
export const COUNTER_AT = 96;
export const PAIR_AT = 128;
export const LIMIT_AT = 160;
export const ADDRESS_AT = 256;
/** What accept4 wrote; kept apart, because it is read later than the call that filled it. */
export const PEER_AT = 512;
export const PEER_LENGTH_AT = 640;
/** What recvfrom wrote; kept apart for the same reason. */
export const SENDER_AT = 672;
export const SENDER_LENGTH_AT = 736;
export const MESSAGE_AT = 768;
