/** A file of 500 MB, signed by the command line: what it takes, and what pdfsig says of it. */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensurePki } from '../../certs-dev/generate.ts';
import { type PkiServers, startPki } from '../../certs-dev/servers.ts';
import { type Outcome, REPOSITORY, runCongvan } from '../cli/run.ts';
import { requireTool, run } from './tool.ts';

const STREAM_BYTES = 500_000_000;
const PEAK = join(import.meta.dirname, 'peakMemory.ts');
const IMAGE = join(REPOSITORY, 'tests/fixtures/images/signature.png');
const LONGEST_MS = 300_000;

/** A page whose content stands in front of a stream of half a gigabyte. */
function* bigPdf(): Generator<Buffer> {
  const text = (value: string): Buffer => Buffer.from(value, 'latin1');
  const objects = [
    '1 0 obj\n<< /Type /Catalog /Pages 2 0 R /PieceInfo << /X << /LastModified (D:2026) /Private 4 0 R >> >> >>\nendobj\n',
    '2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n',
    '3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> >>\nendobj\n',
    `4 0 obj\n<< /Length ${STREAM_BYTES} >>\nstream\n`,
  ];
  const head = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n';
  let at = head.length;
  const lines = objects.map((object) => {
    const line = `${String(at).padStart(10, '0')} 00000 n \n`;
    at += object.length;
    return line;
  });
  yield text(head + objects.join(''));
  const piece = Buffer.alloc(1_000_000, 'du lieu ');
  for (let written = 0; written < STREAM_BYTES; written += piece.length) yield piece;
  const close = '\nendstream\nendobj\n';
  const xref = at + STREAM_BYTES + close.length;
  yield text(`${close}xref\n0 5\n0000000000 65535 f \n${lines.join('')}`);
  yield text(`trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF\n`);
}

describe.skipIf(requireTool('pdfsig') === undefined)('a PDF of 500 MB', () => {
  let folder = '';
  let servers: PkiServers;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'congvan-big-'));
    await ensurePki(new Date());
    servers = await startPki();
    await pipeline(bigPdf, createWriteStream(join(folder, 'big.pdf')));
  }, LONGEST_MS);

  afterAll(async () => {
    await servers.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function done(words: readonly string[]): Promise<Outcome> {
    const overrides = Object.entries(servers.overrides).map(([from, to]) => `${from}=${to}`);
    const environment = { CONGVAN_HOME: 'stc', CONGVAN_REVOCATION_OVERRIDES: overrides.join(',') };
    const outcome = await runCongvan(words, { cwd: folder, environment, node: ['--import', PEAK] });
    expect(outcome, outcome.stderr).toMatchObject({ exit: 0 });
    return outcome;
  }

  test(
    'is signed in 1.3 times its size and 150 MB, with offsets of nine digits',
    async () => {
      const agency = [
        '--agency',
        'H29.12',
        '--name',
        'Sở Tài chính',
        '--abbreviation',
        'STC',
        '--place',
        'An Bình',
      ];
      const pki = ['--dev-pki', join(REPOSITORY, 'certs-dev/out'), '--tsa', servers.tsa.url];
      await done(['init', '--home', 'stc', ...agency, ...pki, '--person-image', IMAGE]);
      const { stderr } = await done(['sign', 'big.pdf', '--as', 'person', '-o', 'signed.pdf']);
      const residentBytes = Number(/^peak (\d+)$/m.exec(stderr)?.[1]) * 1024;
      expect(residentBytes).toBeGreaterThan(STREAM_BYTES / 10);
      expect(residentBytes).toBeLessThan(STREAM_BYTES * 1.3 + 150_000_000);
      const { says } = await run('pdfsig', ['-nocert', join(folder, 'signed.pdf')], {
        timeoutMs: LONGEST_MS,
      });
      expect(says).toMatch(/Signed Ranges: \[0 - 50\d{7}\], \[50\d{7} - 50\d{7}\]/);
      expect(says).toContain('Total document signed');
      expect(says).toContain('Signature is Valid');
    },
    LONGEST_MS,
  );
});
