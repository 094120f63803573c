/** Waits until a slow reader has taken what was written, so that results do not pile up; a reader that left is not waited for. */
export async function flowed(stream: NodeJS.WriteStream): Promise<void> {
  if (!stream.writableNeedDrain || stream.destroyed) return;
  await new Promise<void>((resolve) => {
    const go = () => {
      for (const event of EVENTS) stream.off(event, go);
      resolve();
    };
    for (const event of EVENTS) stream.once(event, go);
  });
}

const EVENTS = ['drain', 'close', 'error'] as const;
