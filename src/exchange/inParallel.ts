/**
 * Runs `work` over the items in order, at most `width` at a time, and waits for all that were started.
 * After the first error no new item is started; that error is thrown at the end.
 */
export async function inParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const queue = items.values();
  let failed = false;
  const worker = async () => {
    for (const item of queue) {
      if (failed || signal?.aborted) return;
      await work(item).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: width }, worker));
  for (const outcome of workers) if (outcome.status === 'rejected') throw outcome.reason;
}
