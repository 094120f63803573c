import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CongvanError } from '../../src/kernel/errors.ts';
import { examineSeal } from '../../src/signing/xml/examineSeal.ts';
import { corpus } from '../corpora.ts';
import { sealedSample } from '../unit/signing/xml/sample.ts';

/**
 * Signatures of other people, good and bad, against the verifier of seals. None of them is a seal, so every one must be
 * refused, as it stands and put in the place of a seal; none may crash it.
 */
const CORPORA = ['xml-crypto', 'xmldsig-xmlsec', 'xmldsig-santuario', 'dss-xades'];
const sealed = await sealedSample();
const SIGNATURE = /<((?:[\w.-]+:)?Signature)[\s>][\s\S]*<\/\1\s*>/;

/** A code, or `intact`. */
function verdict(bytes: Uint8Array): string {
  try {
    const seal = examineSeal(bytes);
    return seal.kind === 'intact' ? 'intact' : seal.code;
  } catch (error) {
    if (error instanceof CongvanError) return error.code;
    throw error;
  }
}

describe.each(CORPORA)('the signatures of %s', (name) => {
  const folder = corpus(name);
  const files =
    folder === undefined
      ? []
      : readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.xml'));

  it.skipIf(folder === undefined)('are no seals', () => {
    expect(files.length).toBeGreaterThan(20);
    const passed = files.filter((file) => verdict(readFileSync(join(folder ?? '', file))) === 'intact');
    expect(passed).toEqual([]);
  });

  it.skipIf(folder === undefined)('are no seals in the place of one either', () => {
    let grafted = 0;
    const passed = files.filter((file) => {
      const foreign = SIGNATURE.exec(readFileSync(join(folder ?? '', file), 'utf8'))?.[0];
      if (foreign === undefined) return false;
      grafted += 1;
      const bytes = Buffer.from(sealed.replace(SIGNATURE, () => foreign));
      return verdict(bytes) === 'intact';
    });
    expect(grafted).toBeGreaterThan(20);
    expect(passed).toEqual([]);
  });
});
