/** Signs odd PDF files as an agency would: a person first, then the seal. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CongvanError } from '../../src/kernel/errors.ts';
import { collectMaterial } from '../../src/signing/collect.ts';
import type { Material } from '../../src/signing/material.ts';
import { signPdf } from '../../src/signing/pdf/signPdf.ts';
import type { SigningRole, SignPdfRequest } from '../../src/signing/pdf/signRequest.ts';
import { DEFAULT_POLICY } from '../../src/signing/policy/policy.ts';
import type { ValidationReport } from '../../src/signing/report.ts';
import { certificatesOfPdf, verifyPdf } from '../../src/signing/verifyPdf.ts';
import { devRevocation, devTrust } from '../unit/signing/devPki.ts';
import { AT, request } from '../unit/signing/pdfWrite/signing.ts';
import { manifestOf } from './pdfCorpus.ts';

/** What became of one file. */
export type SignedTwice =
  | { readonly kind: 'sealed'; readonly original: Buffer; readonly pdf: Uint8Array }
  | { readonly kind: 'refused'; readonly role: SigningRole; readonly code: string };

export type SignTwice = (bytes: Buffer) => Promise<SignedTwice>;

/** Revocation data is asked for once: it is the same for all. */
export async function twiceSigner(): Promise<SignTwice> {
  const trust = devTrust();
  const source = await devRevocation(AT);
  const kept = new Map<string, Material>();
  const materialFor = async (pdf: Uint8Array): Promise<Material> => {
    const certificates = certificatesOfPdf(pdf);
    const key = certificates.map((der) => Buffer.from(der).toString('base64')).join();
    const material = kept.get(key) ?? (await collectMaterial(certificates, trust, source));
    kept.set(key, material);
    return material;
  };
  const judge = async (pdf: Uint8Array): Promise<ValidationReport> =>
    verifyPdf(pdf, {
      file: 'odd.pdf',
      material: await materialFor(pdf),
      trust,
      policy: DEFAULT_POLICY,
      at: AT,
    });
  const asked = { person: await request(NOTHING, 'person'), agency: await request(NOTHING, 'agency') };
  const signed = (pdf: Uint8Array, role: SigningRole): Promise<Uint8Array> =>
    signAnywhere({ ...asked[role], pdf, level: 'B-B', judge });
  return async (original) => {
    let role: SigningRole = 'person';
    try {
      const byPerson = await signed(original, role);
      role = 'agency';
      const pdf = await signed(byPerson, role);
      expectWhole(original, pdf, await judge(pdf));
      return { kind: 'sealed', original, pdf };
    } catch (error) {
      if (!(error instanceof CongvanError)) throw error;
      return { kind: 'refused', role, code: error.code };
    }
  };
}

import { BLUE, barPng, RED } from '../unit/signing/pdfWrite/pngs.ts';

const NOTHING = new Uint8Array();
/** Pages smaller than a seal, or written all over, still take a small mark in their corner. */
const PLACE_CODES: readonly string[] = [
  'PLACE_OUTSIDE_PAGE',
  'SIGNATURE_PLACE_NOT_FOUND',
  'SIGNATURE_PLACE_TAKEN',
];

async function signAnywhere(request: SignPdfRequest): Promise<Uint8Array> {
  try {
    return await signPdf(request);
  } catch (error) {
    if (!(error instanceof CongvanError) || !PLACE_CODES.includes(error.code)) throw error;
    const image = barPng(60, 60, request.role === 'person' ? BLUE : RED);
    const at = { page: 1, xMm: request.role === 'person' ? 0 : 3, yMm: 0 };
    return await signPdf({ ...request, appearance: { image, at, widthMm: 3, heightMm: 3, lines: [] } });
  }
}

/** @throws Error when a file was given out that is not what it should be */
function expectWhole(original: Buffer, pdf: Uint8Array, report: ValidationReport): void {
  if (!Buffer.from(pdf).subarray(0, original.length).equals(original))
    throw new Error('the beginning has changed');
  const verdicts = report.signatures.map(({ indication }) => indication);
  if (verdicts.some((verdict) => verdict !== 'TOTAL-PASSED')) throw new Error(verdicts.join(' '));
}

/** The PDF files of a corpus, in the order of its list. */
export function pdfFilesOf(
  folder: string,
): readonly { readonly name: string; readonly read: () => Buffer }[] {
  return manifestOf(folder)
    .map(({ file = '' }) => file)
    .filter((name) => name.endsWith('.pdf'))
    .map((name) => ({ name, read: () => readFileSync(join(folder, name)) }));
}
