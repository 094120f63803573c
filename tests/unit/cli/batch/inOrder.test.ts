import { expect, test } from 'vitest';
import { inOrder } from '../../../../src/cli/batch/inOrder.ts';

test('results come in the order of the items, failures among them, with no more than the window under way', async () => {
  let under = 0;
  let most = 0;
  const work = async (item: number) => {
    most = Math.max(most, ++under);
    await new Promise((resolve) => setTimeout(resolve, (item * 7) % 5));
    under--;
    if (item % 10 === 3) throw new Error(`bad ${item}`);
    return item * 2;
  };
  const items = Array.from({ length: 40 }, (_, at) => at);
  const seen: unknown[] = [];
  for await (const [item, settled] of inOrder(items, 6, work)) {
    seen.push(item);
    expect(settled.kind).toBe(item % 10 === 3 ? 'failed' : 'done');
    if (settled.kind === 'done') expect(settled.result).toBe(item * 2);
  }
  expect(seen).toEqual(items);
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(6);
});

test('nothing is started before it is wanted', async () => {
  const started: number[] = [];
  const results = inOrder([1, 2, 3, 4, 5], 2, async (item) => started.push(item));
  expect(started).toEqual([]);
  await results.next();
  expect(started).toEqual([1, 2]);
  await results.return(undefined);
  expect(started).toEqual([1, 2]);
});
