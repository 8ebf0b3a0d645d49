/** As Promise.all, but nothing is under way any more when it rejects, so that what failed can be undone. */
export async function settleAll<T>(promises: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
