/** The program's side of `ProgramCalls`: answers requests on its IPC channel, and ends with it. */
import { type MethodTable, type ProgramAnswer, type ProgramRequest, READY_ID } from "./program-calls.ts";

export type Handlers<Methods extends MethodTable> = {
  readonly [M in keyof Methods & string]: (
    params: Methods[M]["params"],
  ) => Methods[M]["result"] | Promise<Methods[M]["result"]>;
};

/** Answers from now on. `ready` goes out first. An error's system code, or its message, goes back to the caller. */
export function answerCalls<Methods extends MethodTable>(
  handlers: Handlers<Methods>,
  ready: unknown = "ready",
): void {
  process.on("message", (request: ProgramRequest<keyof Methods & string>) => {
    void answer(handlers, request).then((response) => process.send?.(response));
  });
  process.on("disconnect", () => process.exit(0));
  process.send?.({ id: READY_ID, result: ready } satisfies ProgramAnswer);
}

/** The system's code says it shortest; an AbortError of a timeout has a number for a code. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "AbortError") return "ETIMEDOUT";
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}

async function answer<Methods extends MethodTable>(
  handlers: Handlers<Methods>,
  { id, method, params }: ProgramRequest<keyof Methods & string>,
): Promise<ProgramAnswer> {
  try {
    return { id, result: await handlers[method](params) };
  } catch (error) {
    return { id, error: `${method}: ${codeOf(error)}` };
  }
}
