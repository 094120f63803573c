/** ZIP files and ASiC containers, bent as bytes and as parts: read or refused, and none passes with other files in it. */
import { certificatesOfAsic, verifyAsic } from '../../src/signing/asic/verifyAsic.ts';
import { readZip } from '../../src/signing/zip/readZip.ts';
import { writeZip, type ZipPart } from '../../src/signing/zip/writeZip.ts';
import { file, signedParts, stampedParts } from '../unit/signing/asic/containers.ts';
import { contextFor } from '../unit/signing/cades/devCades.ts';
import { difference, type Fuzz, FuzzFailure, untilOver, withoutCrash } from './fuzz.ts';
import { mutated } from './mutate.ts';
import type { FuzzRandom } from './random.ts';

export const fuzz: Fuzz = { name: 'containers', run };

async function run(random: FuzzRandom, budgetMs: number): Promise<number> {
  const signed = await signedParts();
  const parts = [...signed, ...(await stampedParts(signed.slice(1)))];
  const original = writeZip(parts);
  const context = { ...(await contextFor(certificatesOfAsic(original))), file: 'cv.asice' };
  const known = filesIn(original);
  return await untilOver(budgetMs, random, () => {
    const bytes = random.oneIn(2) ? mutated(random, original) : writeZip(bent(random, parts));
    const report = withoutCrash(bytes, () => verifyAsic(bytes, context));
    if (report === undefined || !report.documentUnchanged || report.indication !== 'TOTAL-PASSED') return;
    if (filesIn(bytes) === known) return;
    throw new FuzzFailure(`passes with other files: ${difference(original, bytes)}`, bytes);
  });
}

/** What is signed, by name; signatures, timestamps and empty folders may come and go. */
function filesIn(bytes: Uint8Array): string {
  return readZip(bytes)
    .entries.filter(({ name }) => !name.startsWith('META-INF/') && !name.endsWith('/'))
    .map((entry) => `${entry.name} ${entry.bytes.toString('base64')}`)
    .toSorted()
    .join('\n');
}

const NAMES = [
  ...[
    'a.docx',
    'mimetype',
    'META-INF/',
    'META-INF/manifest.xml',
    'META-INF/ASiCManifest.xml',
    '../a',
    'a/',
    '',
  ],
  ...[
    'META-INF/signature.p7s',
    'META-INF/signatures.xml',
    'META-INF/timestamp.tst',
    'META-INF/a.ers',
    'é',
    'é',
  ],
] as const;

type Bend = (random: FuzzRandom, parts: readonly ZipPart[]) => readonly ZipPart[];

const BENDS: readonly [Bend, ...Bend[]] = [
  (random, parts) => parts.filter((_, index) => index !== random.below(parts.length)),
  (random, parts) => [...parts, file(random.pick(NAMES), 'evil')],
  (random, parts) => [...parts, random.pick(parts)],
  (random, parts) => changedAt(random, parts, (part) => ({ ...part, name: random.pick(NAMES) })),
  (random, parts) => changedAt(random, parts, (part) => ({ ...part, name: random.pick(parts).name })),
  (random, parts) => changedAt(random, parts, (part) => ({ ...part, bytes: random.pick(parts).bytes })),
  (random, parts) => changedAt(random, parts, (part) => ({ ...part, bytes: mutated(random, part.bytes) })),
  (random, parts) => changedAt(random, parts, (part) => ({ ...part, isStored: random.oneIn(2) })),
  (random, parts) => parts.toSorted(() => random.between(-1, 1)),
];

function bent(random: FuzzRandom, parts: readonly ZipPart[]): readonly ZipPart[] {
  let all = parts;
  for (let left = random.between(1, 3); left > 0 && all.length > 0; left -= 1) {
    all = random.pick(BENDS)(random, all);
  }
  return all;
}

function changedAt(
  random: FuzzRandom,
  parts: readonly ZipPart[],
  change: (part: ZipPart) => ZipPart,
): readonly ZipPart[] {
  const at = random.below(parts.length);
  return parts.map((part, index) => (index === at ? change(part) : part));
}
