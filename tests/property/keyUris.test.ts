import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCscUri } from '../../src/adapters/csc/cscUri.ts';
import { parseKeyfileUri } from '../../src/adapters/keyfile/keyfileUri.ts';
import { parsePkcs11Uri } from '../../src/adapters/pkcs11/pkcs11Uri.ts';
import { absoluteKeyUri, secretFilesOf } from '../../src/config/keyUri.ts';
import { isCongvanError } from '../../src/kernel/errors.ts';

const PARSERS = { 'keyfile:': parseKeyfileUri, 'pkcs11:': parsePkcs11Uri, 'csc:': parseCscUri } as const;

const piece = fc.oneof(
  fc.constantFrom(
    '?',
    '&',
    ';',
    '=',
    '%',
    '%41',
    '%zz',
    '/',
    '//',
    '|',
    'file:',
    'https://a.example',
    '\n',
    'ậ',
    '..',
  ),
  fc.constantFrom(
    'token',
    'object',
    'id',
    'slot-id',
    'module-path',
    'pin-source',
    'x-cert',
    'cert',
    'client',
    'ca',
    'key',
  ),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
);
const uri = fc
  .tuple(
    fc.constantFrom(
      'keyfile:',
      'pkcs11:',
      'csc:',
      'csc:https://a.example/?client=c&',
      'pkcs11:?module-path=m&',
    ),
    fc.array(piece, { maxLength: 12 }),
  )
  .map(([start, pieces]) => start + pieces.join(''));

describe('the URI of a key', () => {
  test('is read or CONFIG_INVALID, whatever it is', () => {
    fc.assert(
      fc.property(uri, (text) => {
        for (const parse of Object.values(PARSERS)) {
          try {
            parse(text, '/nhà');
          } catch (error) {
            expect(isCongvanError(error, 'CONFIG_INVALID')).toBe(true);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('made absolute stays as it is, and means what it meant', () => {
    fc.assert(
      fc.property(uri, (text) => {
        const absolute = absoluteKeyUri(text, '/nhà');
        expect(absoluteKeyUri(absolute, '/khác')).toBe(absolute);
        expect(secretFilesOf(absolute).every((file) => typeof file === 'string')).toBe(true);
        const scheme = text.slice(0, text.indexOf(':') + 1) as keyof typeof PARSERS;
        const read = (from: string, folder: string) => {
          try {
            return PARSERS[scheme](from, folder);
          } catch {
            return undefined;
          }
        };
        const before = read(text, '/nhà');
        if (before !== undefined) expect(read(absolute, '/khác')).toEqual(before);
      }),
      { numRuns: 2000 },
    );
  });
});
