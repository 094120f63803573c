/** Whatever is done to a signed XML: it is told, or nothing that was signed is different; and nothing makes it throw. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CongvanError } from '../../src/kernel/errors.ts';
import { elementsOf, readXml, type XmlDocument, type XmlElementNode } from '../../src/kernel/xml/document.ts';
import { DEFAULT_POLICY } from '../../src/signing/policy/policy.ts';
import { verifyXml } from '../../src/signing/verifyXml.ts';
import { canonicalize } from '../../src/signing/xml/c14n/canonicalize.ts';
import { DEFAULT_C14N } from '../../src/signing/xml/c14n/methods.ts';
import { devTrust } from '../unit/signing/devPki.ts';
import { AT, xadesSample } from '../unit/signing/xml/dsig/maker.ts';

const SIGNED = Buffer.from(xadesSample());
const CONTEXT = {
  ...{ file: 'x.xml', trust: devTrust(), policy: DEFAULT_POLICY, at: AT },
  material: { certificates: [], revocations: [] },
};

/** The document without its signature, and what the signature says of itself. */
function meaning(bytes: Uint8Array): string {
  const document = readXml(bytes);
  const own = (local: string) =>
    [...elementsOf(document.root)]
      .filter((element) => element.local === local)
      .map((apex) => octets(apex, () => false));
  return [
    octets(document, ({ local }) => local === 'Signature'),
    ...own('SignedInfo'),
    ...own('SignedProperties'),
    ...own('SignatureValue').map((value) => value.replace(/\sId="[^"]*"|\s/g, '')),
  ].join('\n');
}

function octets(apex: XmlDocument | XmlElementNode, omits: (element: XmlElementNode) => boolean): string {
  return canonicalize({ apex, comments: false, omits }, DEFAULT_C14N).toString();
}

function isShownUnchanged(bytes: Uint8Array): boolean {
  try {
    return verifyXml(bytes, CONTEXT).documentUnchanged;
  } catch (error) {
    if (error instanceof CongvanError) return false;
    throw error;
  }
}

const place = fc.nat({ max: SIGNED.length - 1 });
const XML_BYTES = [...'<>/="\' &;!-?:[]axId#\n\0'].map((character) => character.charCodeAt(0));

describe('a signed document', () => {
  test('as it is, is unchanged', () => {
    expect(isShownUnchanged(SIGNED)).toBe(true);
  });

  test('with a byte changed is told, or means the same', () => {
    const byte = fc.oneof(fc.constantFrom(...XML_BYTES), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(place, byte, (at, value) => {
        const changed = Buffer.from(SIGNED);
        changed[at] = value;
        expect(!isShownUnchanged(changed) || meaning(changed) === meaning(SIGNED)).toBe(true);
      }),
      { numRuns: 600 },
    );
  });

  test('with a piece moved, copied or taken away is told, or means the same', () => {
    const length = fc.integer({ min: 1, max: 400 });
    fc.assert(
      fc.property(place, length, place, fc.boolean(), (from, count, to, keep) => {
        const piece = SIGNED.subarray(from, from + count);
        const rest = keep ? SIGNED : Buffer.concat([SIGNED.subarray(0, from), SIGNED.subarray(from + count)]);
        const changed = Buffer.concat([rest.subarray(0, to), piece, rest.subarray(to)]);
        expect(!isShownUnchanged(changed) || meaning(changed) === meaning(SIGNED)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test('with an element moved, copied or taken away is told, or means the same', () => {
    const text = SIGNED.toString();
    const names = [
      'Body',
      'Signature',
      'SignedInfo',
      'Reference',
      'Object',
      'KeyInfo',
      'SignedProperties',
      'SignatureValue',
      'Transform',
      'X509Data',
    ];
    const element = (name: string) =>
      new RegExp(`<((?:\\w+:)?${name})[ >].*?</\\1>`, 's').exec(text)?.[0] ?? '';
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.constantFrom(...names),
        fc.boolean(),
        fc.boolean(),
        (what, where, keep, inside) => {
          const piece = element(what);
          const target = /<\/[^>]*>$/.exec(element(where))?.[0] ?? '';
          const rest = keep ? text : text.replace(piece, '');
          const at = rest.lastIndexOf(target);
          const changed = Buffer.from(
            at < 0
              ? rest
              : rest.slice(0, inside ? at : at + target.length) +
                  piece +
                  rest.slice(inside ? at : at + target.length),
          );
          expect(!isShownUnchanged(changed) || meaning(changed) === meaning(SIGNED)).toBe(true);
        },
      ),
      { numRuns: 400 },
    );
  });
});
