/** Signs every document in every state with every key, and keeps what came of it in files. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Signing } from '../../../src/flow/context.ts';
import { signDocument } from '../../../src/flow/sign.ts';
import { CongvanError } from '../../../src/kernel/errors.ts';
import type { PagePosition, SigningRole } from '../../../src/signing/pdf/signRequest.ts';
import type { SignatureLevel, ValidationReport } from '../../../src/signing/report.ts';
import type { SignerKey } from '../../../src/signing/signerKey.ts';
import { devSignerKey } from '../../unit/signing/devPki.ts';
import { protecting } from '../../unit/signing/pdfWrite/protecting.ts';
import { judge } from '../../unit/signing/pdfWrite/signing.ts';
import { imageFixture } from '../../unit/signing/pdfWrite/smallPdf.ts';
import type { Column } from './columns.ts';
import type { Kind } from './documents.ts';

export type State = 'unsigned' | 'signed by us' | 'signed by pyHanko' | 'signed by EU DSS';

/** A document before the person and the agency sign it. */
export interface Base {
  readonly kind: Kind;
  readonly state: State;
  readonly path: string;
  /** Signatures that it bears. */
  readonly signatures: number;
}

export interface Cell {
  readonly base: Base;
  readonly key: string;
  readonly level: SignatureLevel;
  readonly outcome: Outcome;
}

export type Outcome =
  | { readonly kind: 'sealed'; readonly path: string; readonly complaints: readonly string[] }
  | { readonly kind: 'refused'; readonly role: SigningRole; readonly code: string };

export type Sealed = Cell & { readonly outcome: { readonly kind: 'sealed' } };

export function isSealed(cell: Cell): cell is Sealed {
  return cell.outcome.kind === 'sealed';
}

export const nameOf = ({ base, key, level }: Omit<Cell, 'outcome'>): string =>
  `${base.kind.name}, ${base.state}, ${key}, ${level}`;

/** In the corner, for somebody who signs beside the one whose place the draft keeps free. */
const SMALL = {
  ...{ image: imageFixture('signature.png'), widthMm: 16, heightMm: 7 },
  ...{ at: { page: 1, xMm: 2, yMm: 2 }, lines: [] },
} as const;

const IMAGES = {
  person: { image: imageFixture('signature.png'), widthMm: 45, heightMm: 20 },
  agency: { image: imageFixture('seal.png'), widthMm: 36, heightMm: 36 },
} as const;

interface Wanted {
  readonly role: SigningRole;
  readonly key: SignerKey;
  readonly level: SignatureLevel;
  readonly image: Uint8Array;
  readonly widthMm: number;
  readonly heightMm: number;
  readonly at?: PagePosition;
  readonly lines?: readonly string[];
}

export class Signers {
  readonly #context: Signing;
  readonly #folder: string;
  readonly #at: Date;
  #made = 0;

  private constructor(context: Signing, folder: string, at: Date) {
    this.#context = context;
    this.#folder = folder;
    this.#at = at;
  }

  static async at(at: Date, folder: string): Promise<Signers> {
    return new Signers({ ...(await protecting(at)), agencyCode: null }, folder, at);
  }

  /** A path that nobody has yet. */
  newPath(): string {
    this.#made += 1;
    return join(this.#folder, `${this.#made}.pdf`);
  }

  /** By a third person; undefined when it is refused. */
  async signedOnce(base: Base): Promise<Base | undefined> {
    const path = this.newPath();
    try {
      const key = devSignerKey('keys/rsa-4096');
      const request = { ...SMALL, key, role: 'person', level: 'B-T' } as const;
      writeFileSync(path, await this.#sign(readFileSync(base.path), request));
      return { ...base, state: 'signed by us', path, signatures: 1 };
    } catch (error) {
      if (error instanceof CongvanError) return undefined;
      throw error;
    }
  }

  async cell(base: Base, column: Column, level: SignatureLevel = 'B-T'): Promise<Cell> {
    const before = readFileSync(base.path);
    let role: SigningRole = 'person';
    try {
      const { at } = base.kind;
      const place = at === undefined ? {} : { at };
      const person = { ...IMAGES.person, ...place, role, key: column.person, level: 'B-T' } as const;
      const byPerson = await this.#sign(before, person);
      role = 'agency';
      const pdf = await this.#sign(byPerson, { ...IMAGES.agency, role, key: column.agency, level });
      const complaints = await this.#complaints([before, byPerson, pdf], base.signatures + 2, level);
      const path = this.newPath();
      writeFileSync(path, pdf);
      return { base, key: column.name, level, outcome: { kind: 'sealed', path, complaints } };
    } catch (error) {
      if (!(error instanceof CongvanError)) throw error;
      return { base, key: column.name, level, outcome: { kind: 'refused', role, code: error.code } };
    }
  }

  async #sign(pdf: Uint8Array, request: Wanted): Promise<Uint8Array> {
    return (await signDocument(this.#context, { ...request, file: 'cv.pdf', pdf })).pdf;
  }

  /** What our own verifier has against the file, read anew, and whether one state is the beginning of the next. */
  async #complaints(
    states: readonly Uint8Array[],
    signatures: number,
    level: SignatureLevel,
  ): Promise<readonly string[]> {
    const complaints = states.slice(1).flatMap((after, index) => {
      const before = states[index] ?? after;
      const beginning = Buffer.from(after).subarray(0, before.length);
      return Buffer.compare(beginning, before) === 0 ? [] : ['the beginning has changed'];
    });
    return [
      ...complaints,
      ...against(await judge(states.at(-1) ?? Buffer.of(), this.#at), signatures, level),
    ];
  }
}

function against(report: ValidationReport, signatures: number, level: SignatureLevel): readonly string[] {
  const made = report.signatures.filter(({ format }) => format !== 'ETSI.RFC3161');
  const levels = made.slice(-2).map((one) => one.level);
  return [
    ...(report.indication === 'TOTAL-PASSED' ? [] : [report.indication]),
    ...(report.documentUnchanged ? [] : ['not shown unchanged']),
    ...(made.length === signatures ? [] : [`${made.length} signatures`]),
    ...(levels.every((one) => one === level) ? [] : [levels.join(' ')]),
  ];
}
