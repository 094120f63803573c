/** What other programs say about stamped, signed and sealed letters, and what is seen on their pages. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paths } from '../../certs-dev/paths.ts';
import { openPdf } from '../../src/signing/pdf/read/document.ts';
import { fieldsOf } from '../../src/signing/pdf/read/form.ts';
import { asArray, asInteger, asString } from '../../src/signing/pdf/read/objects.ts';
import { dateText, stampDraft } from '../../src/signing/pdf/stampDraft.ts';
import { sign } from '../unit/signing/pdfWrite/signing.ts';
import { documentFixture, LETTER, LETTERS, onePage, smallPdf } from '../unit/signing/pdfWrite/smallPdf.ts';
import { drawnAlone, drawnWhole, LINES } from './fontPages.ts';
import { BLUE, changedBox, inkBox, RED, render } from './pixels.ts';
import { pyhankoVerdicts, requirePyhanko } from './pyhanko.ts';
import { requireTool, run } from './tool.ts';

const folder = mkdtempSync(join(tmpdir(), 'congvan-signing-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Made {
  readonly draft: string;
  readonly stamped: string;
  readonly signed: string;
  readonly sealed: string;
}

const NOW = new Date();

async function make(file: string, signer = 'H29.12', name = 'Nguyễn Thị Hồng Đào'): Promise<Made> {
  const draft = documentFixture(file);
  const stamped = await stampDraft({
    pdf: draft,
    number: '15',
    notation: 'STC-VP',
    place: 'An Bình',
    dateText: dateText('2026-11-21'),
    urgency: 'HỎA TỐC',
  });
  const signed = await sign(stamped, 'person', { signer: `${signer}/person`, name, at: NOW });
  const sealed = await sign(signed, 'agency', { signer: `${signer}/seal`, at: NOW });
  const write = (state: string, bytes: Uint8Array): string => {
    const path = join(folder, `${signer}-${state}-${file}`);
    writeFileSync(path, bytes);
    return path;
  };
  return {
    draft: write('draft', draft),
    stamped: write('stamped', stamped),
    signed: write('signed', signed),
    sealed: write('sealed', sealed),
  };
}

const all: Made[] = [];
beforeAll(async () => {
  for (const file of LETTERS) all.push(await make(file));
  all.push(await make(LETTER, 'H29.13'));
});

describe.skipIf(requireTool('pdfsig') === undefined)('poppler', () => {
  it('finds two valid signatures, the second over the whole file', async () => {
    for (const { sealed } of all) {
      const { says } = await run('pdfsig', ['-nocert', sealed]);
      expect(says.match(/Signature is Valid/g), sealed).toHaveLength(2);
      expect(says.match(/Signature Type: ETSI\.CAdES\.detached/g)).toHaveLength(2);
      expect(says.match(/- Total document signed/g)).toHaveLength(1);
      expect(says.match(/Not total document signed/g)).toHaveLength(1);
    }
  });
});

describe.skipIf(requireTool('qpdf') === undefined)('qpdf', () => {
  it('finds nothing wrong with any state of the file', async () => {
    for (const made of all) {
      for (const path of [made.stamped, made.signed, made.sealed]) {
        const { code, says } = await run('qpdf', ['--check', path]);
        expect([code, /warning|error:/i.test(says)], `${path}: ${says}`).toEqual([0, false]);
      }
    }
  });
});

describe.skipIf(requireTool('mutool') === undefined)('mupdf', () => {
  it('draws every state of the file without a complaint', async () => {
    for (const made of all) {
      for (const path of [made.stamped, made.signed, made.sealed]) {
        const { code, says } = await run('mutool', [
          'draw',
          '-q',
          '-r',
          '40',
          '-o',
          join(folder, 'page.png'),
          path,
        ]);
        expect([code, says.replace('warning: ICC support is not available\n', '')], path).toEqual([0, '']);
      }
    }
  });
});

describe.skipIf(requireTool('openssl') === undefined)('openssl', () => {
  it('verifies each CMS over the bytes of its range, with its ESS certificate', async () => {
    for (const { sealed } of [all[0], all.at(-1)].flatMap((made) => made ?? [])) {
      const bytes = readFileSync(sealed);
      const pdf = openPdf(bytes);
      for (const field of fieldsOf(pdf).filter(({ type }) => type === 'Sig')) {
        const value = pdf.resolve(field.value);
        if (value.kind !== 'dict') throw new Error('no signature');
        const [, first = 0, second = 0, rest = 0] =
          asArray(pdf.value(value, 'ByteRange'))?.items.map(asInteger) ?? [];
        const contents = Buffer.from(asString(pdf.value(value, 'Contents')) ?? []);
        const length = contents.readUInt16BE(2) + 4;
        const [cms, covered] = [join(folder, 'cms.der'), join(folder, 'covered')];
        writeFileSync(cms, contents.subarray(0, length));
        writeFileSync(
          covered,
          Buffer.concat([bytes.subarray(0, first), bytes.subarray(second, second + rest)]),
        );
        const args = [
          'cms',
          '-verify',
          '-cades',
          '-binary',
          '-inform',
          'DER',
          '-in',
          cms,
          '-content',
          covered,
        ];
        const { code, says } = await run('openssl', [
          ...args,
          '-CAfile',
          paths.trustAnchor,
          '-purpose',
          'any',
          '-out',
          '/dev/null',
        ]);
        expect([code, /CAdES Verification successful/.test(says)], says).toEqual([0, true]);
      }
    }
  });
});

describe('pyHanko', () => {
  it('finds both signatures intact, trusted and timestamped, the seal a permitted change', async () => {
    const python = await requirePyhanko();
    if (python === undefined) return;
    for (const { sealed } of all) {
      const [person, seal] = await pyhankoVerdicts(python, sealed, paths.trustAnchor);
      const good = { intact: true, valid: true, trusted: true, bottomLine: true, timestamp: true };
      expect(person, sealed).toMatchObject({
        ...good,
        coverage: 'ENTIRE_REVISION',
        modifications: 'FORM_FILLING',
      });
      expect(seal, sealed).toMatchObject({ ...good, coverage: 'ENTIRE_FILE', modifications: 'NONE' });
    }
  });
});

describe.skipIf(requireTool('pdftoppm') === undefined)('on the page', () => {
  it('the seal is a red circle of 36 mm over the left third of the blue signature', async () => {
    const [made] = all;
    if (made === undefined) throw new Error('nothing made');
    const before = await render(made.stamped);
    const person = await render(made.signed);
    const sealed = await render(made.sealed);
    const blue = inkBox(person, BLUE);
    const seal = changedBox(person, sealed);
    const marks = inkBox(before, RED);
    if (blue === undefined || seal === undefined || marks === undefined)
      throw new Error('something is not drawn');
    const red = inkBox({ ...sealed, rgb: onlyBelow(sealed, marks.bottom + 5) }, RED);
    expect((red?.right ?? 0) - (red?.left ?? 0)).toBeCloseTo(36, 0);
    expect((red?.bottom ?? 0) - (red?.top ?? 0)).toBeCloseTo(36, 0);
    const covered = ((red?.right ?? 0) - blue.left) / (blue.right - blue.left);
    expect(covered).toBeGreaterThan(0.25);
    expect(covered).toBeLessThan(0.42);
    expect((red?.left ?? 0) + 18).toBeLessThan(blue.left);
  });

  it('the signature stands between the position line and the name line, and nothing else changes', async () => {
    const [made] = all;
    if (made === undefined) throw new Error('nothing made');
    const changed = changedBox(await render(made.stamped), await render(made.signed));
    expect(changed?.top).toBeGreaterThan(175.4);
    expect(changed?.bottom).toBeLessThan(208.5);
  });

  it('the urgency frame is 30 × 8 mm, bright red, on the left under the number', async () => {
    const [made] = all;
    const frame = made && inkBox(await render(made.stamped), RED);
    expect((frame?.right ?? 0) - (frame?.left ?? 0)).toBeCloseTo(30, 0);
    expect((frame?.bottom ?? 0) - (frame?.top ?? 0)).toBeCloseTo(8, 0);
    expect(frame?.right).toBeLessThan(95);
    expect(frame?.top).toBeGreaterThan(38);
  });

  it('every Vietnamese letter is drawn, not only said: as the whole font would draw it', async () => {
    for (const style of ['regular', 'bold', 'italic'] as const) {
      const [ours, whole] = [join(folder, `ours-${style}.pdf`), join(folder, `whole-${style}.pdf`)];
      writeFileSync(ours, await drawnAlone(style));
      writeFileSync(whole, await drawnWhole(style));
      const [a, b] = [await render(ours), await render(whole)];
      expect(inkBox(a, (red) => red < 128)).toBeDefined();
      expect(changedBox(b, a, 100), style).toBeUndefined();
      const { says } = await run('pdftotext', ['-layout', ours, '-']);
      for (const line of LINES) expect(says.replace(/\s+/g, ' ')).toContain(line);
    }
  });
});

describe.skipIf(requireTool('pdfsig') === undefined)('a file of more than 100,000,000 bytes', () => {
  it('is signed with offsets of nine digits', async () => {
    const padding = ' '.repeat(51_000_000);
    const stream = `<< /Length ${padding.length} >>\nstream\n${padding}\nendstream`;
    const signed = await sign(smallPdf(onePage({ 6: stream, 7: stream })), 'person', { at: NOW });
    const path = join(folder, 'large.pdf');
    writeFileSync(path, signed);
    const { says } = await run('pdfsig', ['-nocert', path]);
    expect(says).toContain('Signature is Valid');
    expect(/Signed Ranges: \[0 - 10\d{7}\]/.test(says), says).toBe(true);
  });
});

/** The picture with everything above a line painted white. */
function onlyBelow(
  picture: { readonly width: number; readonly rgb: Buffer; readonly dpi: number },
  mm: number,
): Buffer {
  const copy = Buffer.from(picture.rgb);
  copy.fill(255, 0, Math.round((mm * picture.dpi) / 25.4) * picture.width * 3);
  return copy;
}
