import { hash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Protecting } from '../../../../src/flow/context.ts';
import { type ExtendedLevel, extendDocument } from '../../../../src/flow/extend.ts';
import { timestampDocument } from '../../../../src/flow/timestamp.ts';
import { sha256 } from '../../../../src/kernel/digest.ts';
import { NO_MATERIAL } from '../../../../src/signing/material.ts';
import { openPdf } from '../../../../src/signing/pdf/read/document.ts';
import { asArray, asDict, asRef } from '../../../../src/signing/pdf/read/objects.ts';
import { signaturesOf } from '../../../../src/signing/pdf/signatures.ts';
import { storedMaterial } from '../../../../src/signing/pdf/validationStore.ts';
import { DEFAULT_POLICY } from '../../../../src/signing/policy/policy.ts';
import type { ValidationReport } from '../../../../src/signing/report.ts';
import { loadTrustStore } from '../../../../src/signing/trust/trustStore.ts';
import { verifyPdf } from '../../../../src/signing/verifyPdf.ts';
import { devCertificate, devRevocation, devTrust, devTsa } from '../devPki.ts';
import { NOBODY, protecting } from './protecting.ts';
import { AT, refusalOf, sign } from './signing.ts';
import { documentFixture, LETTER, LETTERS, onePage, smallPdf } from './smallPdf.ts';

const file = 'cv.pdf';

async function lifted(pdf: Uint8Array, level: ExtendedLevel, at = AT, changes: Partial<Protecting> = {}) {
  return (await extendDocument(await protecting(at, changes), { file, pdf, level })).pdf;
}

async function renewed(pdf: Uint8Array, at = AT, changes: Partial<Protecting> = {}) {
  return (await timestampDocument(await protecting(at, changes), { file, pdf })).pdf;
}

/** Nobody is asked. */
function alone(pdf: Uint8Array, at = AT): ValidationReport {
  return verifyPdf(pdf, { file, material: NO_MATERIAL, trust: devTrust(), policy: DEFAULT_POLICY, at });
}

function beginsWith(whole: Uint8Array, beginning: Uint8Array): boolean {
  return Buffer.compare(whole.subarray(0, beginning.length), beginning) === 0;
}

/** Object numbers that a list of the DSS names. */
function listed(pdf: Uint8Array, key: string): readonly number[] {
  const view = openPdf(pdf);
  const store = asDict(view.value(view.catalog(), 'DSS'));
  const items = store === undefined ? [] : (asArray(view.value(store, key))?.items ?? []);
  return items.map((item) => asRef(item)?.number ?? -1);
}

function digestsIn(pdf: Uint8Array): readonly string[] {
  const { certificates, revocations } = storedMaterial(openPdf(pdf), AT);
  return [...certificates, ...revocations.map(({ der }) => der)].map((der) => sha256(der));
}

const levelsOf = ({ signatures }: ValidationReport) =>
  signatures.map(({ role, level, indication }) => `${role} ${level} ${indication}`);

const PERSON_AND_SEAL = async (letter: Uint8Array) => await sign(await sign(letter, 'person'), 'agency');

describe('a file lifted to B-LT', () => {
  it.each(LETTERS)('is judged without asking anybody, its bytes behind those of %s', async (letter) => {
    const sealed = await PERSON_AND_SEAL(documentFixture(letter));
    const lasting = await lifted(sealed, 'B-LT');
    expect(beginsWith(lasting, sealed)).toBe(true);
    expect(alone(sealed).indication).toBe('INDETERMINATE');
    const report = alone(lasting);
    expect(levelsOf(report)).toEqual(['person B-LT TOTAL-PASSED', 'agency B-LT TOTAL-PASSED']);
    expect(report.documentUnchanged).toBe(true);
  });

  it('holds each certificate, answer and list once, and for each signature its own key', async () => {
    const lasting = await lifted(await PERSON_AND_SEAL(documentFixture(LETTER)), 'B-LT');
    const digests = digestsIn(lasting);
    expect(new Set(digests).size).toBe(digests.length);
    // Two signers, the authority, the issuing CA, the root; an answer for each of the three, one list for the CA.
    expect([listed(lasting, 'Certs').length, listed(lasting, 'OCSPs').length]).toEqual([5, 3]);
    expect(listed(lasting, 'CRLs')).toHaveLength(1);
    const pdf = openPdf(lasting);
    const store = asDict(pdf.value(pdf.catalog(), 'DSS'));
    const vri = store && asDict(pdf.value(store, 'VRI'));
    const keys = signaturesOf(pdf).map(({ contents }) =>
      hash('sha1', contents?.bytes ?? '', 'hex').toUpperCase(),
    );
    expect([...(vri?.entries.keys() ?? [])]).toEqual(keys);
  });

  it('gets only what is new when it is lifted again after a seal', async () => {
    const once = await lifted(await sign(documentFixture(LETTER), 'person'), 'B-LT');
    const sealed = await sign(once, 'agency');
    const twice = await lifted(sealed, 'B-LT');
    expect(levelsOf(alone(twice))).toEqual(['person B-LT TOTAL-PASSED', 'agency B-LT TOTAL-PASSED']);
    for (const key of ['Certs', 'OCSPs', 'CRLs']) {
      expect(listed(twice, key).slice(0, listed(once, key).length)).toEqual(listed(once, key));
    }
    expect(listed(twice, 'Certs').length - listed(once, 'Certs').length).toBe(1);
    expect(new Set(digestsIn(twice)).size).toBe(digestsIn(twice).length);
    expect(listed(twice, 'CRLs')).toEqual(listed(once, 'CRLs'));
  });

  it('keeps a store that stands in the catalog itself, whatever it holds', async () => {
    const letter = onePage({
      1: '<< /Type /Catalog /Pages 2 0 R /DSS << /Certs [9 0 R] /VRI << /AA << /Cert [9 0 R] >> >> >> >>',
      9: '<< /Length 3 >>\nstream\nabc\nendstream',
    });
    const lasting = await lifted(await sign(smallPdf(letter), 'person'), 'B-LT');
    expect(listed(lasting, 'Certs')[0]).toBe(9);
    expect(alone(lasting)).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
    const pdf = openPdf(lasting);
    const store = asDict(pdf.value(pdf.catalog(), 'DSS'));
    expect([...((store && asDict(pdf.value(store, 'VRI'))?.entries.keys()) ?? [])][0]).toBe('AA');
  });

  it('is looked into once, however often a store names the same stream', async () => {
    const bomb = deflateSync(Buffer.alloc(12_000_000));
    const again = '9 0 R '.repeat(2000);
    const letter = onePage({
      1: `<< /Type /Catalog /Pages 2 0 R /DSS << /Certs [${again}] /CRLs [${again}] >> >>`,
      9: `<< /Filter /FlateDecode /Length ${bomb.length} >>\nstream\n${bomb.toString('latin1')}\nendstream`,
    });
    const lasting = await lifted(await sign(smallPdf(letter), 'person'), 'B-LT');
    expect(listed(lasting, 'Certs').slice(0, 2000)).toEqual(Array(2000).fill(9));
    expect(alone(lasting).indication).toBe('TOTAL-PASSED');
  });

  it('is not lifted to what it has already', async () => {
    const lasting = await lifted(await sign(documentFixture(LETTER), 'person'), 'B-LT');
    expect(await refusalOf(lifted(lasting, 'B-LT'))).toBe('LEVEL_ALREADY_REACHED');
    expect(await refusalOf(lifted(lasting, 'B-T'))).toBe('LEVEL_ALREADY_REACHED');
    const closed = await lifted(lasting, 'B-LTA');
    expect(await refusalOf(lifted(closed, 'B-LTA'))).toBe('LEVEL_ALREADY_REACHED');
  });

  it('says when nothing newer than the signature was to be had', async () => {
    const signed = await sign(documentFixture(LETTER), 'person');
    const earlier = await devRevocation(new Date(AT.getTime() - 1_800_000));
    const context = await protecting(AT, { currentRevocation: earlier });
    const { older } = await extendDocument(context, { file, pdf: signed, level: 'B-LT' });
    expect(older).toEqual([
      { field: 'Signature1', revocationFrom: new Date('2026-11-21T02:00:05Z'), signedAt: AT },
    ]);
  });

  it('waits as long as it is told before it asks', async () => {
    const waits: number[] = [];
    const pause = async (ms: number) => void waits.push(ms);
    const pdf = await sign(documentFixture(LETTER), 'person');
    await extendDocument(await protecting(AT, { pause }), { file, pdf, level: 'B-LT', graceSeconds: 90 });
    expect(waits).toEqual([90_000]);
  });
});

describe('a file lifted to B-LTA', () => {
  it('has a document timestamp over its store, and may be sealed and lifted after it', async () => {
    const person = await lifted(await sign(documentFixture(LETTER), 'person'), 'B-LTA');
    const [signature, stamp] = alone(person).signatures;
    expect(signature).toMatchObject({ level: 'B-LTA', indication: 'TOTAL-PASSED', modifications: 'ALLOWED' });
    expect(stamp).toMatchObject({ role: 'timestamp', format: 'ETSI.RFC3161', coverage: 'WHOLE-FILE' });
    const sealed = await sign(person, 'agency');
    const closed = await lifted(sealed, 'B-LTA');
    expect(beginsWith(closed, sealed)).toBe(true);
    const report = alone(closed);
    expect(report.documentUnchanged).toBe(true);
    expect(levelsOf(report)).toEqual([
      'person B-LTA TOTAL-PASSED',
      'timestamp null TOTAL-PASSED',
      'agency B-LTA TOTAL-PASSED',
      'timestamp null TOTAL-PASSED',
    ]);
  });

  it('is renewed for decades: after the signer has expired, until the last authority has', async () => {
    let pdf = await lifted(await PERSON_AND_SEAL(documentFixture(LETTER)), 'B-LTA');
    const times = ['2032-01-01T00:00:00Z', '2043-06-01T00:00:00Z', '2045-06-01T00:00:00Z'];
    for (const time of times) {
      const before = pdf;
      const at = new Date(time);
      pdf = await renewed(pdf, at);
      expect(beginsWith(pdf, before)).toBe(true);
      const report = alone(pdf, at);
      expect(report.indication).toBe('TOTAL-PASSED');
      expect(report.signatures[0]).toMatchObject({ level: 'B-LTA', bestTime: AT.toISOString() });
    }
    expect(alone(pdf, new Date(times[2] ?? '')).signatures).toHaveLength(6);
    expect(new Set(digestsIn(pdf)).size).toBe(digestsIn(pdf).length);
    expect(await refusalOf(renewed(pdf, new Date('2048-01-01T00:00:00Z')))).toBe('LEVEL_NOT_PROVABLE');
  });

  it('asks nothing about a signer whose certificate has expired: what is needed lies in the file', async () => {
    const pdf = await lifted(await sign(documentFixture(LETTER), 'person'), 'B-LTA');
    const stored = digestsIn(pdf);
    const again = await renewed(pdf, new Date('2045-06-01T00:00:00Z'));
    const added = digestsIn(again).filter((digest) => !stored.includes(digest));
    // An answer about the authority and a list of its CA's issuer.
    expect(added).toHaveLength(2);
  });
});

describe('a signature without a timestamp', () => {
  const untimed = async () =>
    await sign(documentFixture(LETTER), 'person', { level: 'B-B', authorities: [] });

  it.each([
    ['B-T', ['person B-T TOTAL-PASSED', 'timestamp null TOTAL-PASSED']],
    ['B-LT', ['person B-LT TOTAL-PASSED', 'timestamp null TOTAL-PASSED']],
    ['B-LTA', ['person B-LTA TOTAL-PASSED', 'timestamp null TOTAL-PASSED', 'timestamp null TOTAL-PASSED']],
  ] as const)('reaches %s by document timestamps, itself unchanged', async (level, expected) => {
    const signed = await untimed();
    const context = await protecting();
    const { pdf, report } = await extendDocument(context, { file, pdf: signed, level });
    expect(beginsWith(pdf, signed)).toBe(true);
    expect(levelsOf(report)).toEqual(expected);
  });
});

describe('a PDF without signatures', () => {
  it('is timestamped, not extended', async () => {
    const letter = documentFixture(LETTER);
    const context = await protecting();
    const { report } = await timestampDocument(context, { file, pdf: letter });
    expect(levelsOf(report)).toEqual(['timestamp null TOTAL-PASSED']);
    expect(report.reasons).toMatchObject([{ code: 'PDF_NO_SIGNATURE_TIMESTAMPED' }]);
    expect(await refusalOf(lifted(letter, 'B-LT'))).toBe('LEVEL_WITHOUT_SIGNATURE');
  });
});

describe('nothing is preserved', () => {
  it('of a file whose signature is broken or that was changed', async () => {
    const signed = Buffer.from(await sign(documentFixture(LETTER), 'person'));
    signed[3000] = (signed[3000] ?? 0) ^ 1;
    expect(await refusalOf(lifted(signed, 'B-LT'))).toBe('LEVEL_BROKEN_SIGNATURE');
    expect(await refusalOf(renewed(signed))).toBe('LEVEL_BROKEN_SIGNATURE');
    const followed = Buffer.concat([await sign(documentFixture(LETTER), 'person'), Buffer.from('%more\n')]);
    expect(await refusalOf(renewed(followed))).toBe('LEVEL_BROKEN_SIGNATURE');
  });

  it('that leads to nobody who is trusted', async () => {
    const signed = await sign(documentFixture(LETTER), 'person');
    const trust = loadTrustStore([{ name: 'foreign', bytes: devCertificate('odd/foreign-root') }], {
      dev: true,
    });
    expect(await refusalOf(renewed(signed, AT, { trust }))).toBe('LEVEL_NOT_PROVABLE');
  });

  it('while nobody answers about revocation', async () => {
    const signed = await sign(documentFixture(LETTER), 'person');
    expect(await refusalOf(lifted(signed, 'B-LT', AT, { revocation: NOBODY }))).toBe(
      'REVOCATION_UNAVAILABLE',
    );
    expect(await refusalOf(lifted(signed, 'B-LT', AT, { currentRevocation: NOBODY }))).toBe(
      'REVOCATION_UNAVAILABLE',
    );
  });

  it.each([
    ['nobody to ask', [], 'TIMESTAMP_UNAVAILABLE'],
    ['an authority that has expired', ['odd/tsa-expired'], 'TIMESTAMP_REFUSED'],
    ['an authority that may not issue timestamps', ['odd/tsa-without-eku'], 'TIMESTAMP_REFUSED'],
    ['an authority that was revoked', ['odd/tsa-revoked'], 'TIMESTAMP_REFUSED'],
  ])('with %s', async (_, signers, code) => {
    const signed = await sign(documentFixture(LETTER), 'person');
    const authorities = await Promise.all(signers.map((signer) => devTsa(AT, signer)));
    expect(await refusalOf(renewed(signed, AT, { authorities }))).toBe(code);
  });

  it('that could not be judged alone afterwards', async () => {
    const signed = await sign(documentFixture(LETTER), 'person');
    let calls = 0;
    // The last look is taken days later, when the answers that went in have run out.
    const now = () => new Date(++calls < 4 ? AT : AT.getTime() + 7 * 86_400_000);
    expect(await refusalOf(lifted(signed, 'B-LT', AT, { clock: { now } }))).toBe('LEVEL_SELF_CHECK_FAILED');
  });

  it('under a policy by which nothing needs to be known of revocation: that is no B-LT', async () => {
    const signed = await sign(documentFixture(LETTER), 'person');
    const policy = { ...DEFAULT_POLICY, revocation: { ...DEFAULT_POLICY.revocation, required: false } };
    expect(await refusalOf(lifted(signed, 'B-LT', AT, { policy }))).toBe('LEVEL_SELF_CHECK_FAILED');
  });
});
