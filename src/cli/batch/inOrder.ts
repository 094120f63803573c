export type Settled<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'failed'; readonly error: unknown };

/**
 * Works on several items at once and gives the results in the order of the items. At most `window` items are under way
 * or wait for an earlier one, however many there are.
 */
export async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  window: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<readonly [Item, Settled<Result>]> {
  const started: (readonly [Item, Promise<Settled<Result>>])[] = [];
  for (const item of items) {
    started.push([item, settled(work(item))]);
    if (started.length >= window) yield* first(started);
  }
  while (started.length > 0) yield* first(started);
}

async function* first<Item, Result>(
  started: (readonly [Item, Promise<Settled<Result>>])[],
): AsyncGenerator<readonly [Item, Settled<Result>]> {
  const [item, promise] = started.shift() ?? [];
  if (item !== undefined && promise !== undefined) yield [item, await promise];
}

async function settled<Result>(work: Promise<Result>): Promise<Settled<Result>> {
  try {
    return { kind: 'done', result: await work };
  } catch (error) {
    return { kind: 'failed', error };
  }
}
