import { damaged } from './damage.ts';
import { asInteger, type PdfDict } from './objects.ts';

interface Rows {
  readonly bytesPerPixel: number;
  readonly bytesPerRow: number;
  readonly colors: number;
  readonly bits: number;
}

/** Undoes /Predictor of FlateDecode and LZWDecode (ISO 32000-2 §7.4.4.4): 1 none, 2 TIFF (8 bits), 10–15 PNG. */
export function undoPredictor(data: Uint8Array, parameters: PdfDict | undefined): Uint8Array {
  const predictor = integer(parameters, 'Predictor', 1);
  if (predictor === 1) return data;
  const colors = integer(parameters, 'Colors', 1);
  const bits = integer(parameters, 'BitsPerComponent', 8);
  const columns = integer(parameters, 'Columns', 1);
  if (colors < 1 || colors > 64 || bits < 1 || bits > 16 || columns < 1 || columns > 1 << 24) {
    throw damaged(parameters?.start ?? 0, 'predictor parameters');
  }
  const rows: Rows = {
    bytesPerPixel: Math.max(1, (colors * bits) >> 3),
    bytesPerRow: (colors * bits * columns + 7) >> 3,
    colors,
    bits,
  };
  if (predictor === 2 && bits === 8) return undoTiff(data, rows);
  if (predictor >= 10 && predictor <= 15) return undoPng(data, rows);
  throw damaged(parameters?.start ?? 0, `predictor ${predictor}`);
}

function integer(parameters: PdfDict | undefined, key: string, fallback: number): number {
  return asInteger(parameters?.entries.get(key)) ?? fallback;
}

function undoTiff(data: Uint8Array, { bytesPerRow, colors }: Rows): Uint8Array {
  const out = Uint8Array.from(data);
  for (let row = 0; row < out.length; row += bytesPerRow) {
    const end = Math.min(row + bytesPerRow, out.length);
    for (let i = row + colors; i < end; i++) out[i] = (out[i] ?? 0) + (out[i - colors] ?? 0);
  }
  return out;
}

function undoPng(data: Uint8Array, rows: Rows): Uint8Array {
  const { bytesPerRow } = rows;
  const count = Math.ceil(data.length / (bytesPerRow + 1));
  const out = new Uint8Array(count * bytesPerRow);
  let written = 0;
  for (let row = 0; row < count; row++) {
    const at = row * (bytesPerRow + 1);
    const line = data.subarray(at + 1, at + 1 + bytesPerRow);
    undoPngRow(data[at] ?? 0, line, out, row * bytesPerRow, rows);
    written += line.length;
  }
  return out.subarray(0, written);
}

function undoPngRow(filter: number, line: Uint8Array, out: Uint8Array, base: number, rows: Rows): void {
  const { bytesPerRow, bytesPerPixel } = rows;
  if (filter > 4) throw damaged(base, 'PNG filter');
  for (let i = 0; i < line.length; i++) {
    const left = i >= bytesPerPixel ? (out[base + i - bytesPerPixel] ?? 0) : 0;
    const up = base > 0 ? (out[base + i - bytesPerRow] ?? 0) : 0;
    const corner = base > 0 && i >= bytesPerPixel ? (out[base + i - bytesPerRow - bytesPerPixel] ?? 0) : 0;
    out[base + i] = (line[i] ?? 0) + guess(filter, left, up, corner);
  }
}

function guess(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const p = left + up - corner;
  const [a, b, c] = [Math.abs(p - left), Math.abs(p - up), Math.abs(p - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
