/** No byte of a container can be changed so that it passes with other files; and no bytes make the verifier crash. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { isCongvanError } from '../../src/kernel/errors.ts';
import { certificatesOfAsic, verifyAsic } from '../../src/signing/asic/verifyAsic.ts';
import type { JudgingContext } from '../../src/signing/validation/context.ts';
import { readZip } from '../../src/signing/zip/readZip.ts';
import { writeZip } from '../../src/signing/zip/writeZip.ts';
import { signedParts, stampedParts } from '../unit/signing/asic/containers.ts';
import { contextFor } from '../unit/signing/cades/devCades.ts';

let zip: Buffer = Buffer.alloc(0);
let context: JudgingContext;

beforeAll(async () => {
  const parts = await signedParts();
  zip = writeZip([...parts, ...(await stampedParts(parts.slice(1)))]);
  context = await contextFor(certificatesOfAsic(zip));
});

/** `passed` with the names and bytes of all entries; else why not. */
function verdict(bytes: Uint8Array): string {
  try {
    const { indication, documentUnchanged } = verifyAsic(bytes, { ...context, file: 'cv.asice' });
    if (indication !== 'TOTAL-PASSED' || !documentUnchanged) return 'not passed';
    return `passed ${contentOf(bytes)}`;
  } catch (error) {
    if (!isCongvanError(error)) throw error;
    return error.code;
  }
}

function contentOf(bytes: Uint8Array): string {
  return readZip(bytes)
    .entries.map((entry) => `${entry.name} ${entry.bytes.toString('base64')}`)
    .join('\n');
}

describe('the bytes of a container', () => {
  test('as they are, they pass', () => {
    expect(verdict(zip)).toBe(`passed ${contentOf(zip)}`);
  });

  test('with any byte changed, they pass only with the same files in them', () => {
    const original = verdict(zip);
    const place = fc.nat({ max: zip.length - 1 });
    const change = fc.oneof(fc.constantFrom(1, 0x20, 0x80), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(place, change, (at, mask) => {
        const changed = Buffer.from(zip);
        changed[at] = (changed[at] ?? 0) ^ mask;
        const said = verdict(changed);
        return !said.startsWith('passed') || said === original;
      }),
      { numRuns: 800 },
    );
  });

  test('cut, doubled or with bytes put in anywhere, they do not pass', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: zip.length - 1 }),
        fc.uint8Array({ minLength: 1, maxLength: 40 }),
        (at, more) => {
          const all = [
            zip.subarray(0, at),
            Buffer.concat([zip.subarray(0, at), more, zip.subarray(at)]),
            Buffer.concat([zip.subarray(0, at), zip]),
          ];
          return all.every((bytes) => bytes.equals(zip) || !verdict(bytes).startsWith('passed'));
        },
      ),
      { numRuns: 150 },
    );
  });
});
