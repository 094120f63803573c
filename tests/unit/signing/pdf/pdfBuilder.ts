/** Small PDF files, whole and as updates, written as the standard says: for bending one thing at a time. */
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { buildDetachedCms } from '../../../../src/signing/cms/build.ts';
import type { SignerKey } from '../../../../src/signing/signerKey.ts';

/** Body of an object by its number; null frees it. A `Buffer` is taken as it is. */
export type Objects = Readonly<Record<number, string | Buffer | null>>;

export interface UpdateOptions {
  readonly kind?: 'table' | 'stream';
  readonly size?: number;
  /** More trailer entries, such as `/Info 9 0 R`. */
  readonly trailer?: string;
  /** What stands between the objects and the section. */
  readonly junk?: string;
  readonly end?: string;
}

const buffer = (text: string): Buffer => Buffer.from(text, 'latin1');

/** A page with one line of text, a font and an empty form. */
export const BASE: Objects = {
  1: '<< /Type /Catalog /Pages 2 0 R >>',
  2: '<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] >>',
  3: '<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
  4: stream('BT /F1 12 Tf 72 720 Td (Kinh gui) Tj ET'),
  5: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
};

export function stream(data: string | Buffer, entries = ''): Buffer {
  const bytes = typeof data === 'string' ? buffer(data) : data;
  return Buffer.concat([
    buffer(`<< /Length ${bytes.length} ${entries}>>\nstream\n`),
    bytes,
    buffer('\nendstream'),
  ]);
}

export function pdfOf(objects: Objects = BASE, options: UpdateOptions = {}): Buffer {
  return append(buffer('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n'), objects, null, options);
}

/** The file with an update behind it; the bytes before stay. */
export function update(pdf: Buffer, objects: Objects, options: UpdateOptions = {}): Buffer {
  const prev = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(pdf.toString('latin1'))?.[1]);
  return append(pdf, objects, prev, options);
}

function append(start: Buffer, objects: Objects, prev: number | null, options: UpdateOptions): Buffer {
  const pieces = [start];
  let length = start.length;
  const places: [number, number][] = [];
  for (const [key, body] of Object.entries(objects)) {
    if (body === null) {
      places.push([Number(key), -1]);
      continue;
    }
    const piece = Buffer.concat([
      buffer(`${key} 0 obj\n`),
      typeof body === 'string' ? buffer(body) : body,
      buffer('\nendobj\n'),
    ]);
    places.push([Number(key), length]);
    pieces.push(piece);
    length += piece.length;
  }
  const junk = buffer(options.junk ?? '');
  pieces.push(junk);
  length += junk.length;
  const trailer = `/Root 1 0 R${prev === null ? '' : ` /Prev ${prev}`} ${options.trailer ?? ''}`;
  pieces.push(section(places, length, trailer, sizeOf(start, places, options), options.kind ?? 'table'));
  pieces.push(buffer(`startxref\n${length}\n%%EOF${options.end ?? '\n'}`));
  return Buffer.concat(pieces);
}

function sizeOf(start: Buffer, places: readonly [number, number][], options: UpdateOptions): number {
  const known = [...start.toString('latin1').matchAll(/\/Size (\d+)/g)].map((match) => Number(match[1]));
  const extra = options.kind === 'stream' ? 2 : 1;
  return options.size ?? Math.max(...known, ...places.map(([number]) => number + extra));
}

function section(
  places: readonly [number, number][],
  at: number,
  trailer: string,
  size: number,
  kind: 'table' | 'stream',
): Buffer {
  return kind === 'table' ? table(places, trailer, size) : xrefStream(places, at, trailer, size);
}

function table(places: readonly [number, number][], trailer: string, size: number): Buffer {
  const rows = places.map(([number, offset]) => {
    const entry = offset < 0 ? '0000000000 00001 f' : `${String(offset).padStart(10, '0')} 00000 n`;
    return `${number} 1\n${entry} \n`;
  });
  return buffer(`xref\n0 1\n0000000000 65535 f \n${rows.join('')}trailer\n<< /Size ${size} ${trailer} >>\n`);
}

function xrefStream(places: readonly [number, number][], at: number, trailer: string, size: number): Buffer {
  const number = size - 1;
  const all = [...places, [number, at] as [number, number]];
  const data = Buffer.concat(
    all.map(([, offset]) => {
      const row = Buffer.alloc(6);
      row[0] = offset < 0 ? 0 : 1;
      row.writeUInt32BE(Math.max(offset, 0), 1);
      return row;
    }),
  );
  const index = all.map(([one]) => `${one} 1`).join(' ');
  const entries = `/Type /XRef /W [1 4 1] /Index [${index}] /Size ${size} ${trailer} /Filter /FlateDecode `;
  return Buffer.concat([
    buffer(`${number} 0 obj\n`),
    stream(deflateSync(data), entries),
    buffer('\nendobj\n'),
  ]);
}

export interface SignOptions extends UpdateOptions {
  readonly field?: string;
  readonly subFilter?: string;
  /** Numbers of the widget and the signature dictionary. */
  readonly numbers?: readonly [number, number];
  readonly rect?: string;
  /** Entries of the signature dictionary. */
  readonly value?: string;
  /** Entries of the widget. */
  readonly widget?: string;
  /** Other objects of the same update; catalog and page are written unless they are here. */
  readonly objects?: Objects;
  readonly fields?: string;
  readonly contents?: (covered: Buffer) => Promise<Uint8Array>;
}

const ROOM = 12_288;

/** One more signature as an update: catalog with form, page with widget, widget, value. */
export async function signed(pdf: Buffer, key: SignerKey, options: SignOptions = {}): Promise<Buffer> {
  const [widget, value] = options.numbers ?? [10, 11];
  const fields = options.fields ?? `${widget} 0 R`;
  const subFilter = options.subFilter ?? 'ETSI.CAdES.detached';
  const type = subFilter === 'ETSI.RFC3161' ? 'DocTimeStamp' : 'Sig';
  const hole = `/ByteRange [0 ********** ********** **********] /Contents <${'0'.repeat(ROOM * 2)}>`;
  const draft = update(
    pdf,
    {
      1: `<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [${fields}] /SigFlags 3 >> >>`,
      3: `<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /Annots [${fields}] >>`,
      [widget]: `<< /Type /Annot /Subtype /Widget /FT /Sig /T (${options.field ?? 'Sig1'}) /F 132 /P 3 0 R /Rect [${options.rect ?? '0 0 0 0'}] /V ${value} 0 R ${options.widget ?? ''} >>`,
      [value]: `<< /Type /${type} /Filter /Adobe.PPKLite /SubFilter /${subFilter} ${hole} ${options.value ?? ''} >>`,
      ...options.objects,
    },
    options,
  );
  return await fillIn(draft, pdf.length, options.contents ?? ((covered) => cms(covered, key)));
}

/** Writes the /ByteRange and /Contents of the draft whose signature begins after `from`. */
export async function fillIn(
  draft: Buffer,
  from: number,
  contents: (covered: Buffer) => Promise<Uint8Array>,
): Promise<Buffer> {
  const start = draft.indexOf('/Contents <', from) + '/Contents '.length;
  const end = draft.indexOf('>', start) + 1;
  const range = `[0 ${start} ${end} ${draft.length - end}]`;
  const at = draft.indexOf('[0 **********', from);
  const out = Buffer.from(draft);
  out.write(range.padEnd('[0 ********** ********** **********]'.length, ' '), at, 'latin1');
  const covered = Buffer.concat([out.subarray(0, start), out.subarray(end)]);
  out.write(Buffer.from(await contents(covered)).toString('hex'), start + 1, 'latin1');
  return out;
}

export async function cms(covered: Buffer, key: SignerKey): Promise<Uint8Array> {
  const contentDigest = createHash('sha256').update(covered).digest();
  return await buildDetachedCms({ contentDigest, digest: 'SHA-256', key, profile: 'pades' });
}
