/** The other judge works: DSS believes what DSS made and what we made, and nothing that was changed. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { paths } from '../../certs-dev/paths.ts';
import { startPki } from '../../certs-dev/servers.ts';
import { sign } from '../unit/signing/pdfWrite/signing.ts';
import { documentFixture, LETTER } from '../unit/signing/pdfWrite/smallPdf.ts';
import { type DssSignature, devSources, requireDss, startDss } from './dss.ts';

const classPath = await requireDss();

describe.skipIf(classPath === undefined)('EU DSS', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'congvan-dss-test-'));
  const pki = await startPki();
  const dss = startDss(classPath ?? '');
  const sources = devSources(pki.overrides);
  const { key, chain } = paths.taiChinh.person;
  afterAll(async () => {
    await Promise.all([dss.close(), pki.close()]);
    rmSync(folder, { recursive: true });
  });

  const signatures = async (file: string, more: readonly string[] = []): Promise<readonly DssSignature[]> => {
    const answer = await dss.judge(file, [...sources, ...more]);
    if ('error' in answer) throw new Error(answer.error);
    return answer.signatures;
  };
  const changed = (file: string, place: (bytes: Buffer) => number): string => {
    const bytes = readFileSync(file);
    const at = place(bytes);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(`${file}.changed`, bytes);
    return `${file}.changed`;
  };

  it('believes a letter signed and sealed by us, and sees the seal as a change that forms allow', async () => {
    const now = new Date();
    const first = await sign(documentFixture(LETTER), 'person', { at: now });
    const file = join(folder, 'ours.pdf');
    writeFileSync(file, await sign(first, 'agency', { at: now }));
    const found = await signatures(file);
    expect(found.map(({ indication, format }) => [indication, format])).toEqual([
      ['TOTAL_PASSED', 'PAdES-BASELINE-T'],
      ['TOTAL_PASSED', 'PAdES-BASELINE-T'],
    ]);
    expect(found.flatMap(({ pdf }) => pdf?.undefinedChanges)).toEqual([]);
    const [one] = await signatures(changed(file, (bytes) => bytes.indexOf('/MediaBox') + 12));
    expect(one?.indication).toBe('TOTAL_FAILED');
  });

  const words = ['--key', key, '--chain', chain, ...sources, '--tsa', pki.tsa.url];
  it.each([
    ['pades', 'LTA', 'PAdES-BASELINE-LTA'],
    ['xades-enveloped', 'LT', 'XAdES-BASELINE-LT'],
    ['cades-enveloping', 'T', 'CAdES-BASELINE-T'],
    ['asice-xades', 'B', 'XAdES-BASELINE-B'],
  ])('makes and believes %s at level %s', async (kind, level, format) => {
    const xml = join(folder, 'letter.xml');
    writeFileSync(xml, '<letter>Công văn số 12/CV-STC</letter>');
    const pdf = join(folder, 'letter.pdf');
    writeFileSync(pdf, documentFixture(LETTER));
    const out = join(folder, `${kind}-${level}`);
    await dss.sign(
      [...words, '--kind', kind, '--level', level, '--out', out],
      [kind === 'pades' ? pdf : xml],
    );
    const found = await signatures(out);
    expect(found.map(({ indication, format: is }) => [indication, is])).toEqual([['TOTAL_PASSED', format]]);
  });
});
