/**
 * Draws the sample seal (36 mm, red) as SVG with its letters as outlines, and turns both SVG sources into the PNG
 * fixtures. Needs rsvg-convert (Debian: librsvg2-bin). Run: `node tests/generate/images.ts`.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

interface Glyph {
  readonly advanceWidth: number;
  readonly path: { toSVG(): string };
}
interface Font {
  readonly unitsPerEm: number;
  glyphForCodePoint(code: number): Glyph;
}

const ROOT = join(import.meta.dirname, '../..');
const IMAGES = join(ROOT, 'tests/fixtures/images');
const require = createRequire(import.meta.url);
const BOLD: Font = require('fontkit').openSync(
  join(ROOT, 'node_modules/@expo-google-fonts/tinos/700Bold/Tinos_700Bold.ttf'),
);

/** All in millimetres, the middle of the seal at (0, 0). */
const DIAMETER = 36;
const RED = '#d7141a';

function glyph(letter: string): Glyph {
  return BOLD.glyphForCodePoint(letter.codePointAt(0) ?? 0);
}

function width(text: string, size: number): number {
  return [...text].reduce((sum, letter) => sum + glyph(letter).advanceWidth, 0) * (size / BOLD.unitsPerEm);
}

function letterAt(letter: string, size: number, transform: string): string {
  const scale = size / BOLD.unitsPerEm;
  return `<path transform="${transform} scale(${scale.toFixed(6)} ${(-scale).toFixed(6)})" d="${glyph(letter).path.toSVG()}"/>`;
}

/** Letters along a circle: clockwise over the top, or counter-clockwise under the bottom so that they stand upright. */
function onArc(text: string, size: number, radius: number, spacing: number, where: 'top' | 'bottom'): string {
  const sign = where === 'top' ? 1 : -1;
  const total = width(text, size) + spacing * (text.length - 1);
  let along = -total / 2;
  return [...text]
    .map((letter) => {
      const half = width(letter, size) / 2;
      const angle = ((along + half) / radius) * (180 / Math.PI) * sign;
      along += half * 2 + spacing;
      const turn = `rotate(${angle.toFixed(3)}) translate(${(-half).toFixed(3)} ${(-radius * sign).toFixed(3)})`;
      return letterAt(letter, size, turn);
    })
    .join('\n    ');
}

function line(text: string, size: number, y: number): string {
  let x = -width(text, size) / 2;
  return [...text]
    .map((letter) => {
      const at = `translate(${x.toFixed(3)} ${y})`;
      x += width(letter, size);
      return letterAt(letter, size, at);
    })
    .join('\n    ');
}

function star(x: number, y: number, radius: number): string {
  const points = Array.from({ length: 10 }, (_, i) => {
    const r = i % 2 === 0 ? radius : radius * 0.382;
    const angle = (i * Math.PI) / 5;
    return `${(x + r * Math.sin(angle)).toFixed(3)},${(y - r * Math.cos(angle)).toFixed(3)}`;
  });
  return `<polygon points="${points.join(' ')}"/>`;
}

function ring(radius: number, stroke: number): string {
  return `<circle r="${radius}" fill="none" stroke="${RED}" stroke-width="${stroke}"/>`;
}

/** Two rings outside, one inside, the superior agency above, "sample seal" below, the agency in the middle. */
function seal(superior: string, agency: readonly [string, string]): string {
  const half = DIAMETER / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${DIAMETER}mm" height="${DIAMETER}mm" viewBox="${-half} ${-half} ${DIAMETER} ${DIAMETER}">
  <!-- Drawn by tests/generate/images.ts. A sample of no real agency. -->
  <g fill="${RED}">
    ${ring(half - 0.4, 0.8)}
    ${ring(half - 1.3, 0.25)}
    ${ring(half - 6.2, 0.35)}
    ${onArc(superior, 3.1, 13.1, 0.28, 'top')}
    ${onArc('CON DẤU MẪU', 3.1, 15.3, 0.5, 'bottom')}
    ${star(-14.1, 2.2, 1.1)}
    ${star(14.1, 2.2, 1.1)}
    ${line(agency[0], 3.6, -1)}
    ${line(agency[1], 3.6, 4)}
    ${star(0, -7.6, 1.9)}
  </g>
</svg>
`;
}

/** 400 dots per inch: sharp in print, and small. */
function rasterize(name: string, widthPx: number): void {
  const [svg, png] = [join(IMAGES, `${name}.svg`), join(IMAGES, `${name}.png`)];
  execFileSync('rsvg-convert', ['--width', String(widthPx), '--keep-aspect-ratio', '--output', png, svg]);
}

writeFileSync(join(IMAGES, 'seal.svg'), seal('UBND TỈNH AN BÌNH', ['SỞ', 'TÀI CHÍNH']));
rasterize('seal', 567);
rasterize('signature', 709);
