/**
 * Signed and sealed PDFs, bent as bytes and as words of PDF, in their text and behind their end. None passes and none
 * is called unchanged, but for two: the file cut where it ended when only the person had signed, and one whose last
 * signature has other certificates in it, which does not pass.
 */
import { collectMaterial } from '../../src/signing/collect.ts';
import type { Material } from '../../src/signing/material.ts';
import { DEFAULT_POLICY } from '../../src/signing/policy/policy.ts';
import { certificatesOfPdf, verifyPdf } from '../../src/signing/verifyPdf.ts';
import { devRevocation, devTrust } from '../unit/signing/devPki.ts';
import { NOW, signedAndSealed } from '../unit/signing/pdf/devPdf.ts';
import { sign } from '../unit/signing/pdfWrite/signing.ts';
import { documentFixture } from '../unit/signing/pdfWrite/smallPdf.ts';
import { difference, type Fuzz, FuzzFailure, untilOver, withoutCrash } from './fuzz.ts';
import { mutated, wordMutated } from './mutate.ts';
import type { FuzzRandom } from './random.ts';

const WORDS = [
  ...[
    'obj',
    'endobj',
    'stream\n',
    'endstream',
    'xref\n',
    'trailer',
    'startxref\n',
    '%%EOF\n',
    '%PDF-1.7\n',
    '0 R',
  ],
  ...['<<', '>>', '[', ']', '(', ')', '<', '>', '/', '%', '\\', '#20', 'null', 'true', ' ', '\r', '\n', '\0'],
  ...[
    '/ByteRange',
    '/Contents',
    '/Type',
    '/Sig',
    '/SubFilter',
    '/AcroForm',
    '/Fields',
    '/Annots',
    '/Kids',
    '/Parent',
  ],
  ...[
    '/Pages',
    '/Root',
    '/Prev',
    '/XRefStm',
    '/Size',
    '/Length',
    '/Filter',
    '/FlateDecode',
    '/DecodeParms',
    '/Encrypt',
  ],
  ...[
    '/ObjStm',
    '/Extends',
    '/First',
    '/N',
    '/W',
    '/Index',
    '/AP',
    '/Rect',
    '/Perms',
    '/DocMDP',
    '/DSS',
    '/Metadata',
  ],
  ...[
    '1 0 obj',
    '2 0 obj',
    '3 0 obj',
    '4 0 obj',
    '1 0 R',
    '2 0 R',
    '3 0 R',
    '0 65535 f \n',
    '0000000000 00000 n \n',
  ],
] as const;

interface Victim {
  readonly pdf: Buffer;
  readonly material: Material;
  /** Where the file ended after its first signature. */
  readonly firstEnd: number;
}

async function victims(): Promise<readonly Victim[]> {
  const trust = devTrust();
  const source = await devRevocation(NOW);
  const files = [await signedAndSealed()];
  for (const name of ['cong-van.pdf', 'cong-van-object-streams.pdf']) {
    const person = await sign(documentFixture(name), 'person', { at: NOW });
    files.push(Buffer.from(await sign(person, 'agency', { at: NOW })));
  }
  return await Promise.all(
    files.map(async (pdf) => ({
      pdf,
      material: await collectMaterial(certificatesOfPdf(pdf), trust, source),
      firstEnd: pdf.indexOf('%%EOF', pdf.indexOf('/ByteRange')) + '%%EOF'.length,
    })),
  );
}

/** In the whole file, or only behind the first signature, where what is changed is not covered by all signatures. */
function bent(random: FuzzRandom, { pdf, firstEnd }: Victim): Buffer {
  const from = random.oneIn(2) ? 0 : firstEnd;
  const tail = pdf.subarray(from);
  const changed = random.oneIn(2) ? mutated(random, tail) : wordMutated(random, tail, WORDS);
  return Buffer.concat([pdf.subarray(0, from), changed]);
}

/** Only inside the last signature itself, which nothing covers: a certificate there may be spoilt, and is told. */
function isInLastContents(changed: Buffer, { pdf }: Victim): boolean {
  const open = pdf.lastIndexOf('/Contents <') + '/Contents <'.length;
  const close = pdf.indexOf('>', open);
  const ends = [changed.subarray(0, open), changed.subarray(close)];
  return (
    changed.length === pdf.length &&
    ends.every((end, i) => end.equals(i === 0 ? pdf.subarray(0, open) : pdf.subarray(close)))
  );
}

/** Cut after the person's signature, with or without the end of its last line: what it was then. */
function isEarlier(changed: Buffer, { pdf, firstEnd }: Victim): boolean {
  const isPrefix = pdf.subarray(0, changed.length).equals(changed);
  return isPrefix && changed.length >= firstEnd && changed.length <= firstEnd + 2;
}

/** One end of line behind the last one: nothing that anybody reads. */
function isLineEndMore(changed: Buffer, { pdf }: Victim): boolean {
  const more = changed.subarray(pdf.length).toString('latin1');
  return changed.subarray(0, pdf.length).equals(pdf) && ['\n', '\r', '\r\n'].includes(more);
}

export const fuzz: Fuzz = {
  name: 'verdictOnPdf',
  async run(random, budgetMs) {
    const trust = devTrust();
    const all = await victims();
    return await untilOver(budgetMs, random, () => {
      const victim = random.pick(all);
      const changed = bent(random, victim);
      const context = { file: 'fuzz.pdf', material: victim.material, trust, policy: DEFAULT_POLICY, at: NOW };
      const report = withoutCrash(changed, () => verifyPdf(changed, context));
      if (report === undefined || changed.equals(victim.pdf) || isEarlier(changed, victim)) return;
      if (isLineEndMore(changed, victim)) return;
      const isBelieved = report.documentUnchanged && !isInLastContents(changed, victim);
      if (isBelieved || report.indication === 'TOTAL-PASSED')
        throw new FuzzFailure(`passes or is called unchanged: ${difference(victim.pdf, changed)}`, changed);
    });
  },
};
