/** What is verified: letters of about 150 kB signed with a timestamp, all different, with what a daemon has cached. */
import { collectMaterial } from '../../src/signing/collect.ts';
import type { Material } from '../../src/signing/material.ts';
import { signPdf } from '../../src/signing/pdf/signPdf.ts';
import { DEFAULT_POLICY } from '../../src/signing/policy/policy.ts';
import { certificatesOfPdf, verifyPdf } from '../../src/signing/verifyPdf.ts';
import { devRevocation, devTrust } from '../unit/signing/devPki.ts';
import { AT, request } from '../unit/signing/pdfWrite/signing.ts';
import { letter } from './letter.ts';

export type Signatures = 1 | 2;

const FILES = 8;

/** Each by a person, or by a person and then the agency (RSA-2048 and RSA-3072; timestamps RSA-2048). */
export async function signedLetters(signatures: Signatures): Promise<readonly Uint8Array[]> {
  const draft = await letter();
  const files: Uint8Array[] = [];
  for (let index = 0; index < FILES; index++) {
    const name = `Nguyễn Thị Hồng Đào ${index}`;
    const person = await signPdf(await request(draft, 'person', { name }));
    files.push(signatures === 1 ? person : await signPdf(await request(person, 'agency')));
  }
  return files;
}

export async function materialOf(files: readonly Uint8Array[]): Promise<Material> {
  const all = files.flatMap((pdf) => certificatesOfPdf(pdf));
  return await collectMaterial(all, devTrust(), await devRevocation(AT));
}

/** One verification of the next file. @throws Error when it does not pass: nothing slower may be measured by mistake */
export function verifier(files: readonly Uint8Array[], material: Material): () => void {
  const context = { file: 'bench.pdf', material, trust: devTrust(), policy: DEFAULT_POLICY, at: AT };
  let turn = 0;
  return () => {
    const { indication } = verifyPdf(files[turn++ % files.length] ?? new Uint8Array(), context);
    if (indication !== 'TOTAL-PASSED') throw new Error(`${indication} in a benchmark`);
  };
}
