import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture, signedPdf } from './documents.ts';
import { expectRefusal, expectRefused } from './traces.ts';
import { openWorld, type World } from './world.ts';

/** An xref table with a stream beside it (ISO 32000-1 7.5.8.4): two readers may see two documents. */
function hybrid(pdf: Buffer): Buffer {
  const text = pdf.toString('latin1');
  const at = text.lastIndexOf('trailer');
  return Buffer.from(`${text.slice(0, at)}${text.slice(at).replace('<<', '<</XRefStm 15')}`, 'latin1');
}

const FILES = {
  'không phải.pdf': { bytes: Buffer.from('Kính gửi các sở, ban, ngành.\n'), code: 'PDF_NOT_A_PDF', exit: 1 },
  'empty.pdf': { bytes: Buffer.alloc(0), code: 'PDF_NOT_A_PDF', exit: 1 },
  'half.pdf': { bytes: fixture('cong-van.pdf').subarray(0, 30_000), code: 'PDF_TRUNCATED', exit: 1 },
  'almost.pdf': { bytes: fixture('cong-van.pdf').subarray(0, -10), code: 'PDF_TRUNCATED', exit: 1 },
  'encrypted.pdf': { bytes: fixture('encrypted/aes-256-r6-password.pdf'), code: 'PDF_ENCRYPTED', exit: 14 },
  'hybrid.pdf': { bytes: hybrid(fixture('cong-van.pdf')), code: 'PDF_HYBRID_XREF', exit: 14 },
};
const CASES = Object.entries(FILES).map(([name, { code, exit }]) => ({ name, code, exit }));

describe('a file that is no sound PDF', () => {
  let world: World;

  beforeAll(async () => {
    world = await openWorld();
    for (const [name, { bytes }] of Object.entries(FILES)) writeFileSync(world.sender.path(name), bytes);
    writeFileSync(world.sender.path('draft.pdf'), fixture('cong-van.pdf'));
    writeFileSync(world.sender.path('signed.pdf'), await signedPdf('person', 'H29.12/person'));
    await world.sender.ask(
      'number',
      'next',
      '--type',
      'Công văn',
      '--unit',
      'VP',
      '--subject',
      'x',
      '--signer',
      'y',
    );
  });
  afterAll(() => world.close());

  it.concurrent.each(CASES)('$name is refused by sign and verify: $code', async ({ name, code, exit }) => {
    const { sender } = world;
    const refusal = { code, exit, where: name };
    await expectRefused(sender, ['sign', name, '--as', 'person', '-o', 'out.pdf'], refusal);
    const unreadable =
      code === 'PDF_NOT_A_PDF' ? { ...refusal, code: 'FILE_KIND_UNKNOWN', exit: 2 } : refusal;
    await expectRefused(sender, ['verify', name], unreadable);
  });

  it.concurrent.each(CASES.filter(({ name }) => /half|encrypted/.test(name)))(
    '$name is refused by stamp and send, too',
    async ({ name, code, exit }) => {
      const { sender } = world;
      const refusal = { code, exit, where: name };
      const number = ['--number', '01/STC-VP'];
      await expectRefused(sender, ['stamp', name, ...number, '-o', 'out.pdf'], refusal);
      await expectRefused(sender, ['send', name, ...number, '--to', 'H29.13'], refusal);
    },
  );

  it.concurrent('is refused on stdin and stdout too, with nothing on stdout', async () => {
    const words = ['sign', '-', '--as', 'person', '-o', '-', '--json'];
    const outcome = await world.sender.run(words, { stdin: 'half.pdf' });
    expectRefusal(outcome, { code: 'PDF_TRUNCATED', exit: 1, where: '-' });
  });

  it.concurrent('does not stop the judgement of others', async () => {
    const { exit, stdout, stderr } = await world.sender.run(['verify', 'half.pdf', 'signed.pdf', '--json']);
    expect(exit).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ file: 'signed.pdf', indication: 'TOTAL-PASSED' });
    const [error = '', summary = ''] = stderr.trim().split('\n');
    expect(JSON.parse(summary)).toMatchObject({ summary: { files: 2 } });
    expect(JSON.parse(error)).toMatchObject({ error: { code: 'PDF_TRUNCATED' } });
  });

  it.concurrent('a file that is not there, a folder, a result that is there already', async () => {
    const { sender } = world;
    const sign = (...words: readonly string[]) => ['sign', ...words, '--as', 'person'];
    await expectRefused(sender, sign('nowhere.pdf'), {
      code: 'FILE_NOT_FOUND',
      exit: 13,
      where: 'nowhere.pdf',
    });
    await expectRefused(sender, sign('..'), { code: 'FILE_UNREADABLE', exit: 1, where: '..' });
    const present = { code: 'OUTPUT_EXISTS', exit: 1, where: 'signed.pdf' };
    await expectRefused(sender, sign('signed.pdf', '-o', 'signed.pdf'), present);
    const nowhere = { code: 'OUTPUT_FAILED', exit: 1, where: 'nowhere/out.pdf' };
    await expectRefused(sender, sign('draft.pdf', '-o', 'nowhere/out.pdf'), nowhere);
  });
});
