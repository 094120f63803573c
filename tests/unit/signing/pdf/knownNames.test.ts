import { expect, it } from 'vitest';
import { parseObject } from '../../../../src/signing/pdf/read/parser.ts';
import { readName } from '../../../../src/signing/pdf/read/strings.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

it('reads each of thousands of names as it stands, also those that share a place among the known ones', () => {
  const names = Array.from({ length: 5000 }, (_, index) => `N${(index * 7919).toString(36)}`);
  for (const name of [...names, ...names.toReversed()]) {
    expect(readName(bytes(`/${name} 1`), 0)).toMatchObject({ name, end: name.length + 1 });
  }
});

it('reads a name with escapes after the same one without, and one at the end of the bytes', () => {
  expect(readName(bytes('/Type'), 0).name).toBe('Type');
  expect(readName(bytes('/#54ype'), 0)).toMatchObject({ name: 'Type', end: 7 });
  expect(readName(bytes('/Ty#7'), 0)).toMatchObject({ name: 'Ty#7', end: 5 });
});

it('tells numbers beside each other from references', () => {
  const array = parseObject(bytes('[1 0 R 1 2 3 0 R 4 5]'), 0);
  const items = array.kind === 'array' ? array.items : [];
  expect(items.map(({ kind }) => kind)).toEqual(['ref', 'number', 'number', 'ref', 'number', 'number']);
  expect(parseObject(bytes('12 34'), 0)).toMatchObject({ kind: 'number', value: 12, end: 2 });
});
