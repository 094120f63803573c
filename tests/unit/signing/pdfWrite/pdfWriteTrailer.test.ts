/** What stands in a trailer beside what the standard knows, as LibreOffice's `/DocChecksum`. */
import { describe, expect, it } from 'vitest';
import { openPdf } from '../../../../src/signing/pdf/read/document.ts';
import { devSignerKey } from '../devPki.ts';
import { pdfOf, signed, update } from '../pdf/pdfBuilder.ts';
import { judge, sign } from './signing.ts';

const OTHERS = '/DocChecksum /A0AB1B44 /Private << /A [1 (x)] >>';
const first = pdfOf(undefined, { trailer: OTHERS });

async function changesAfter(trailer: string): Promise<string> {
  const before = await signed(first, devSignerKey('H29.13/person'), { trailer: OTHERS });
  const report = await judge(update(before, {}, { trailer }));
  const codes = report.signatures.flatMap(({ reasons }) => reasons.map(({ code }) => code));
  return `${report.signatures[0]?.modifications} ${codes.filter((code) => code.startsWith('PDF_')).join(' ')}`;
}

describe('entries of the trailer that the standard does not know', () => {
  it.each(['table', 'stream'] as const)('stand in our updates again, after a %s', async (kind) => {
    const pdf = await sign(pdfOf(undefined, { kind, trailer: OTHERS }), 'person');
    const { entries } = openPdf(pdf).trailer;
    expect(entries.get('DocChecksum')).toMatchObject({ kind: 'name', name: 'A0AB1B44' });
    expect(entries.get('Private')).toMatchObject({ kind: 'dict' });
    expect([...entries.keys()].filter((key) => key === 'Prev' || key === 'Size')).toHaveLength(2);
  });

  it('do not keep a file from being signed that another program signed with them', async () => {
    const before = await signed(first, devSignerKey('H29.13/person'), { trailer: OTHERS });
    const report = await judge(Buffer.from(await sign(before, 'person')));
    expect(report.signatures.map(({ indication }) => indication)).toEqual([
      expect.stringMatching(/PASSED|INDETERMINATE/),
      'TOTAL-PASSED',
    ]);
    expect(report.documentUnchanged).toBe(true);
  });

  it('may not change or go after signing, but for the checksum, which may go', async () => {
    expect(await changesAfter(OTHERS)).not.toContain('PDF_CHANGE');
    expect(await changesAfter('/Private << /A [1 (x)] >>')).toMatch(/^ALLOWED/);
    expect(await changesAfter('/DocChecksum /A0AB1B44')).toContain('PDF_CHANGE_TRAILER');
    expect(await changesAfter(OTHERS.replace('1B44', '1B45'))).toContain('PDF_CHANGE_TRAILER');
    expect(await changesAfter(`${OTHERS} /Other 1`)).toContain('PDF_CHANGE_TRAILER');
  });
});
