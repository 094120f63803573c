import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as PdfLib from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TEXT_LIMITS, textReader } from '../../../../src/adapters/text/extract.ts';

const { PDFDocument, StandardFonts }: typeof PdfLib = createRequire(import.meta.url)('pdf-lib');
/** Without pdftotext, so that the worker is what is tested. */
const inWorker = { ...TEXT_LIMITS, pdftotext: null };

let pdf: Buffer;
let folder: string;
beforeAll(async () => {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  document.addPage().drawText('Ke hoach cong tac', { font });
  document.addPage().drawText('trang hai', { font });
  pdf = Buffer.from(await document.save());
  folder = await mkdtemp(join(tmpdir(), 'congvan-text-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A program that behaves as the script says. */
async function program(script: string): Promise<string> {
  const path = join(folder, `program-${Math.random()}`);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

describe('text of files', () => {
  it('is read from every page of a PDF, in a worker', async () => {
    const found = await textReader(inWorker).read('a.pdf', pdf);
    expect(found?.extractor).toBe('unpdf');
    expect(found?.text).toContain('Ke hoach cong tac');
    expect(found?.text).toContain('trang hai');
  });

  it('is read by content, whatever the name says', async () => {
    expect((await textReader(inWorker).read('a.doc', pdf))?.text).toContain('trang hai');
    expect(await textReader(inWorker).read('a.pdf', Buffer.from('not a PDF'))).toBeNull();
  });

  it('is taken from UTF-8 text as NFC, from nothing else', async () => {
    const reader = textReader(inWorker);
    const text = 'Quyết định';
    expect((await reader.read('a.txt', Buffer.from(text.normalize('NFD'))))?.text).toBe(
      text.normalize('NFC'),
    );
    expect(await reader.read('a.txt', Buffer.from([0xff, 0xfe, 0x00]))).toBeNull();
    expect(await reader.read('a.png', Buffer.from('x'))).toBeNull();
  });

  it('comes from pdftotext when it is there', async () => {
    const pdftotext = await program('cat >/dev/null; echo "từ chương trình"');
    const found = await textReader({ ...TEXT_LIMITS, pdftotext }).read('a.pdf', pdf);
    expect(found).toEqual({ text: 'từ chương trình\n', extractor: 'pdftotext' });
  });

  it.each([
    ['is not installed', 'no-such-program-anywhere', undefined],
    ['fails', undefined, 'exit 3'],
    ['finds nothing', undefined, 'cat >/dev/null'],
    ['does not read its input', undefined, 'exit 1'],
  ])('comes from the worker when pdftotext %s', async (_, name, script) => {
    const pdftotext = name ?? (await program(script ?? ''));
    const found = await textReader({ ...TEXT_LIMITS, pdftotext }).read('a.pdf', pdf);
    expect(found?.extractor).toBe('unpdf');
  });

  it('gives up on a program that hangs or never stops writing', async () => {
    const hanging = await program('sleep 60');
    const flooding = await program('yes công văn');
    const limits = { ...TEXT_LIMITS, deadlineMs: 300, mostText: 10_000 };
    const broken = Buffer.from('%PDF-1.7 and nothing more');
    const begun = performance.now();
    expect(await textReader({ ...limits, pdftotext: hanging }).read('a.pdf', broken)).toBeNull();
    expect(await textReader({ ...limits, pdftotext: flooding }).read('a.pdf', broken)).toBeNull();
    expect(performance.now() - begun).toBeLessThan(20_000);
  });

  it('is null for a broken PDF, a DOCX that is none, and a file that is too big', async () => {
    const reader = textReader({ ...inWorker, mostBytes: 10_000 });
    expect(await reader.read('a.pdf', Buffer.from('%PDF-1.7\ngarbage'))).toBeNull();
    expect(await reader.read('a.docx', Buffer.from('PK\u0003\u0004 garbage'))).toBeNull();
    expect(await reader.read('a.txt', Buffer.alloc(10_001, 97))).toBeNull();
  });

  it('is cut where it gets too long, and given up when the worker has no time', async () => {
    const long = Buffer.from('ă'.repeat(1000));
    expect((await textReader({ ...inWorker, mostText: 10 }).read('a.txt', long))?.text).toBe('ă'.repeat(10));
    expect(await textReader({ ...inWorker, deadlineMs: 1 }).read('a.pdf', pdf)).toBeNull();
  });
});
