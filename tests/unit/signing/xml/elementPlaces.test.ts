import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { elementsOf, readXml } from '../../../../src/kernel/xml/document.ts';
import { elementPlaces, insertedAt } from '../../../../src/signing/xml/elementPlaces.ts';

const FILLING = ['', ' ', 'đ', '<!-- <b> -->', '<![CDATA[</a><c>]]>', '<?p <d/> ?>', '&lt;', '\r\n', ']'];
const ATTRIBUTES = ['', ' x="1"', " y='>\"/'", ' z="/>"', '\n\tw = "&quot;"'];

const filling = fc.constantFrom(...FILLING);
const { xml } = fc.letrec<{ xml: string }>((tie) => ({
  xml: fc.oneof(
    { maxDepth: 4 },
    fc
      .tuple(fc.constantFrom('a', 'p:b', 'c-1'), fc.constantFrom(...ATTRIBUTES))
      .map(([n, a]) => `<${n}${a}/>`),
    fc
      .tuple(
        fc.constantFrom('a', 'p:b'),
        fc.constantFrom(...ATTRIBUTES),
        fc.array(fc.oneof(filling, tie('xml')), { maxLength: 4 }),
      )
      .map(([name, attributes, inner]) => `<${name}${attributes}>${inner.join('')}</${name} >`),
  ),
}));

describe('the places of elements in a text', () => {
  test('are those of the elements that are read, in their order', () => {
    fc.assert(
      fc.property(xml, (inner) => {
        const text = `\ufeff<?xml version="1.0"?><!-- <x> --><root xmlns:p="urn:p">${inner}</root><!--</y>-->`;
        const elements = [...elementsOf(readXml(Buffer.from(text)).root)];
        const places = elementPlaces(text);
        expect(places.map(({ name }) => name)).toEqual(
          elements.map(({ prefix, local }) => (prefix === '' ? local : `${prefix}:${local}`)),
        );
        for (const [index, place] of places.entries()) {
          for (const first of [true, false]) {
            const written = readXml(Buffer.from(insertedAt(text, place, '<new/>', first)));
            const grown = [...elementsOf(written.root)];
            expect(grown.length).toBe(elements.length + 1);
            const parent = grown[index];
            const own = parent?.children.filter((child) => child.kind === 'element') ?? [];
            expect((first ? own[0] : own.at(-1))?.local).toBe('new');
          }
        }
      }),
    );
  });
});
