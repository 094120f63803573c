/** What is seen of each role, whatever way the page is turned, cut or measured; lengths are measured in the pixels. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { difference, goldenPicture, renderSeen } from './appearance/golden.ts';
import { BOXES, blankPage, ROTATIONS, SHOWN, shownOn } from './appearance/pages.ts';
import { ANY, BLUE, type Box, inkBox, RED, render } from './pixels.ts';
import { requireTool } from './tool.ts';

const folder = mkdtempSync(join(tmpdir(), 'congvan-appearance-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Half a millimetre is the promise. */
const WITHIN_MM = 0.5;

function write(name: string, bytes: Uint8Array): string {
  const path = join(folder, `${name}.pdf`);
  writeFileSync(path, bytes);
  return path;
}

const CASES = SHOWN.flatMap((shown) =>
  BOXES.flatMap((box) => ROTATIONS.map((rotate) => ({ shown, box, rotate }))),
);

describe.skipIf(requireTool('pdftoppm') === undefined)('what poppler shows', () => {
  it.each(CASES)('of $shown on a $box box turned by $rotate is the golden picture', async (one) => {
    const { shown, box, rotate } = one;
    const file = write(`${shown}-${box}-${rotate}`, await shownOn(blankPage(rotate, box), shown));
    expect(difference(goldenPicture(shown), await renderSeen(file, box))).toBeLessThan(0.03);
  });

  it('would tell a picture that is a millimetre away', () => {
    const golden = goldenPicture('copy');
    const shift = 4 * 3;
    const moved = { ...golden, rgb: Buffer.concat([golden.rgb.subarray(shift), Buffer.alloc(shift, 255)]) };
    expect(difference(golden, moved)).toBeGreaterThan(0.1);
  });
});

function near(found: number | undefined, expected: number): void {
  expect(Math.abs((found ?? Number.NaN) - expected), `${found} mm, not ${expected}`).toBeLessThan(WITHIN_MM);
}

async function measure(shown: (typeof SHOWN)[number], ink: Parameters<typeof inkBox>[1]): Promise<Box> {
  const file = write(`${shown}-measured`, await shownOn(blankPage(0, 'media'), shown));
  const box = inkBox(await render(file, 1, 300), ink);
  if (box === undefined) throw new Error(`no ink of ${shown}`);
  return box;
}

describe.skipIf(requireTool('pdftoppm') === undefined)('lengths on paper', () => {
  it('of the seal are those of its rubber, over the left third of the signature', async () => {
    const [seal, signature] = [await measure('agency', RED), await measure('person', BLUE)];
    expect(seal.right - seal.left).toBeLessThan(36 + WITHIN_MM);
    expect(seal.right - seal.left).toBeGreaterThan(33);
    near(seal.right - seal.left, seal.bottom - seal.top);
    expect(seal.right).toBeGreaterThan(signature.left);
    expect(seal.right).toBeLessThan(signature.left + (signature.right - signature.left) / 2);
  });

  it('of a mark: its text ends 20 mm from the edge, in the upper margin, in letters of ten points', async () => {
    for (const shown of ['attachment', 'copy'] as const) {
      const box = await measure(shown, ANY);
      near(210 - box.right, 20);
      expect(box.top).toBeGreaterThan(10);
      expect(box.bottom).toBeLessThan(20);
    }
    const one = await measure('attachment', ANY);
    expect(one.bottom - one.top).toBeGreaterThan(2.4);
    expect(one.bottom - one.top).toBeLessThan(4.3);
  });

  it('of the urgency frame are 40 × 8 mm, in red', async () => {
    const frame = await measure('stamps', RED);
    near(frame.right - frame.left, 40);
    near(frame.bottom - frame.top, 8);
  });
});
