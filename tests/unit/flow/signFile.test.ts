import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Signing } from '../../../src/flow/context.ts';
import type { SignFileRequest } from '../../../src/flow/signContent.ts';
import { signFile, signIntoContainer, signXmlDocument } from '../../../src/flow/signFile.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { verifyAsic } from '../../../src/signing/asic/verifyAsic.ts';
import { detachedContent, verifyCades } from '../../../src/signing/cades/verifyCades.ts';
import { parseCms } from '../../../src/signing/cms/parse.ts';
import { NO_MATERIAL } from '../../../src/signing/material.ts';
import { DEFAULT_POLICY } from '../../../src/signing/policy/policy.ts';
import { verifyXml } from '../../../src/signing/verifyXml.ts';
import { devRevocation, devSignerKey, devTrust, devTsa } from '../signing/devPki.ts';

const NOW = new Date(Math.floor(Date.now() / 1000) * 1000);
const trust = devTrust();
const revocation = await devRevocation(NOW);
const tsa = await devTsa(NOW);
const CONTENT = Buffer.from('bảng lương\n'.repeat(100));

const CONTEXT: Signing = {
  ...{ clock: fixedClock(NOW), trust, policy: DEFAULT_POLICY, agencyCode: null, intermediates: [] },
  ...{ revocation, currentRevocation: revocation, keptRevocation: revocation, authorities: [tsa] },
  random: (length) => randomBytes(length),
  pause: async () => {},
};
const REQUEST: SignFileRequest = {
  ...{ file: 'luong.xlsx', role: 'person', level: 'B-T', key: devSignerKey('H29.12/person') },
  content: async () => [CONTENT],
};
const XML = Buffer.from('<?xml version="1.0"?>\n<a xmlns="urn:a"><!-- nháp --><b>công văn</b></a>\n');

function contained(
  changed: Partial<SignFileRequest>,
  ...names: readonly string[]
): Parameters<typeof signIntoContainer>[1] {
  const { content, ...request } = { ...REQUEST, ...changed };
  return { ...request, files: names.map((name) => ({ name, content })) };
}

const ALONE = { material: NO_MATERIAL, trust, policy: DEFAULT_POLICY, at: NOW };

describe('signing any file', () => {
  test.each(['B-B', 'B-T', 'B-LT', 'B-LTA'] as const)(
    'beside it and in a container, at %s',
    async (level) => {
      const beside = await signFile(CONTEXT, { ...REQUEST, level });
      expect(beside.report).toMatchObject({
        indication: 'TOTAL-PASSED',
        signatures: [{ level, role: 'person' }],
      });
      const held = await signIntoContainer(
        CONTEXT,
        contained({ level }, 'Bảng "lương" & <phụ cấp>.xlsx', 'b'),
      );
      expect(held.report).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
      expect(held.report.signatures[0]).toMatchObject({ level, coverage: 'WHOLE-FILE' });
      const xml = await signXmlDocument(CONTEXT, { ...REQUEST, level, content: async () => [XML] });
      expect(xml.report).toMatchObject({ indication: 'TOTAL-PASSED', signatures: [{ level }] });
    },
  );

  test.each(['B-LT', 'B-LTA'] as const)(
    'at %s nobody has to be asked, and nothing is there twice',
    async (level) => {
      const { bytes } = await signFile(CONTEXT, { ...REQUEST, level });
      const report = verifyCades(bytes, { ...ALONE, file: 'x', content: detachedContent('x', CONTENT) });
      expect(report).toMatchObject({ indication: 'TOTAL-PASSED', signatures: [{ level }] });
      const { certificates, crls, ocsps } = parseCms(bytes);
      const all = [...certificates, ...crls, ...ocsps].map((der) =>
        createHash('sha256').update(der).digest('hex'),
      );
      expect(new Set(all).size).toBe(all.length);
      const container = await signIntoContainer(CONTEXT, contained({ level }, 'x'));
      expect(verifyAsic(container.bytes, { ...ALONE, file: 'x' })).toMatchObject({
        indication: 'TOTAL-PASSED',
      });
      const xml = await signXmlDocument(CONTEXT, { ...REQUEST, level, content: async () => [XML] });
      expect(verifyXml(xml.bytes, { ...ALONE, file: 'x' })).toMatchObject({
        ...{ indication: 'TOTAL-PASSED', documentUnchanged: true },
        signatures: [{ level }],
      });
      const encoded = [
        ...Buffer.from(xml.bytes)
          .toString()
          .matchAll(/Value>([A-Za-z0-9+/=]{200,})</g),
      ];
      expect(new Set(encoded.map(([, text]) => text)).size).toBe(encoded.length);
    },
  );

  test('reads the file in pieces, again for every look', async () => {
    let readings = 0;
    const piece = Buffer.alloc(1 << 20, 'x');
    const content = async () => {
      readings++;
      return Array.from({ length: 24 }, () => piece).values();
    };
    const { bytes } = await signFile(CONTEXT, { ...REQUEST, content });
    expect(readings).toBe(2);
    const whole = detachedContent('x', Buffer.alloc(24 << 20, 'x'));
    expect(verifyCades(bytes, { ...ALONE, file: 'x', content: whole }).documentUnchanged).toBe(true);
  });

  test('gives nothing out when the file changed meanwhile', async () => {
    let readings = 0;
    const content = async () => [Buffer.from(`version ${readings++}`)];
    await expect(signFile(CONTEXT, { ...REQUEST, content })).rejects.toMatchObject({
      ...{ code: 'SIGNING_SELF_CHECK_FAILED', where: 'luong.xlsx' },
    });
  });

  test('goes on without a timestamp only when none is required', async () => {
    const context = { ...CONTEXT, authorities: [] };
    const [xml] = [{ ...REQUEST, content: async () => [Buffer.from('<a/>')] }];
    await expect(signFile(context, REQUEST)).rejects.toMatchObject({ code: 'TIMESTAMP_UNAVAILABLE' });
    await expect(signXmlDocument(context, xml)).rejects.toMatchObject({ code: 'TIMESTAMP_UNAVAILABLE' });
    for (const made of [
      await signFile(context, { ...REQUEST, level: 'B-LT', timestampRequired: false }),
      await signXmlDocument(context, { ...xml, timestampRequired: false }),
    ]) {
      expect(made.withoutTimestamp?.code).toBe('TIMESTAMP_UNAVAILABLE');
      expect(made.report.signatures).toMatchObject([{ level: 'B-B' }]);
    }
  });

  test('asks the same of keys as for a PDF', async () => {
    const agency = { ...REQUEST, role: 'agency' as const };
    await expect(signFile(CONTEXT, agency)).rejects.toMatchObject({ code: 'SIGNER_ROLE_MISMATCH' });
    await expect(signIntoContainer(CONTEXT, contained(agency, 'x'))).rejects.toMatchObject({
      code: 'SIGNER_ROLE_MISMATCH',
    });
    await expect(signXmlDocument(CONTEXT, agency)).rejects.toMatchObject({ code: 'SIGNER_ROLE_MISMATCH' });
    const revoked = { ...agency, key: devSignerKey('odd/revoked-seal') };
    await expect(signFile(CONTEXT, revoked)).rejects.toMatchObject({ code: 'SIGNER_CERTIFICATE_REVOKED' });
  });

  test('refuses a name that a container needs itself, before the key is used', async () => {
    const key = { ...REQUEST.key, sign: async () => Promise.reject(new Error('the key was used')) };
    for (const name of ['mimetype', 'MIMETYPE', 'META-INF/signature001.p7s', '../x', 'a\\b']) {
      await expect(signIntoContainer(CONTEXT, contained({ key }, name))).rejects.toMatchObject({
        ...{ code: 'ZIP_AMBIGUOUS', where: 'luong.xlsx' },
      });
    }
  });

  test('refuses two files of one name in a container', async () => {
    const key = { ...REQUEST.key, sign: async () => Promise.reject(new Error('the key was used')) };
    for (const [one, other] of [
      ['x', 'x'],
      ['a.TXT', 'A.txt'],
      ['\u00e9', 'e\u0301'],
    ] as const) {
      await expect(signIntoContainer(CONTEXT, contained({ key }, one, other))).rejects.toMatchObject({
        code: 'ZIP_AMBIGUOUS',
      });
    }
  });
});
