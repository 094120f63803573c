/** Files signed by EU DSS and by us, lifted and renewed here without any key, and judged by DSS after each step. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesOf } from '../../certs-dev/paths.ts';
import { type PkiServers, startPki } from '../../certs-dev/servers.ts';
import { extendFile, timestampFile } from '../../src/flow/extendFile.ts';
import { detachedContent } from '../../src/signing/cades/verifyCades.ts';
import { protecting } from '../unit/signing/pdfWrite/protecting.ts';
import { type Dss, devSources, requireDss, startDss } from './dss.ts';

const classPath = await requireDss();
const folder = mkdtempSync(join(tmpdir(), 'congvan-extend-file-'));
const CONTENT = Buffer.from('bảng lương\n'.repeat(1000));
const FILE = join(folder, 'luong.xlsx');
const XML = join(folder, 'luong.xml');
writeFileSync(FILE, CONTENT);
writeFileSync(XML, '<?xml version="1.0"?>\n<a xmlns="urn:a"><!-- nháp --><b>công văn</b></a>\n');
afterAll(() => rmSync(folder, { recursive: true }));

/** How DSS names it, what it signs, and what the result is called. */
const KINDS = [
  ['cades-detached', FILE, 'luong.xlsx.p7s'],
  ['cades-enveloping', FILE, 'luong.xlsx.p7m'],
  ['asics-cades', FILE, 'luong-c.asics'],
  ['asice-cades', FILE, 'luong-c.asice'],
  ['xades-enveloped', XML, 'luong-signed.xml'],
  ['xades-enveloping', XML, 'luong-around.xml'],
  ['asics-xades', FILE, 'luong-x.asics'],
  ['asice-xades', FILE, 'luong-x.asice'],
] as const;
const EACH = KINDS.flatMap(([kind, signed, name]) =>
  (['B', 'T', 'LT'] as const).map((level) => [kind, level, signed, name] as const),
);

describe.runIf(classPath !== undefined)('files made by EU DSS', () => {
  let pki: PkiServers;
  let dss: Dss;
  beforeAll(async () => {
    pki = await startPki();
    dss = startDss(classPath ?? '');
  });
  afterAll(async () => {
    await dss.close();
    await pki.close();
  });

  async function judged(name: string, bytes: Uint8Array, isBeside: boolean): Promise<unknown> {
    const file = join(folder, name);
    writeFileSync(file, bytes);
    const beside = isBeside ? ['--detached', FILE] : [];
    return await dss.judge(file, [...devSources(pki.overrides), ...beside]);
  }

  it.each(EACH)('%s, from %s to B-LTA and renewed', async (kind, level, signed, name) => {
    const { key, chain } = filesOf('H29.12/person');
    const out = join(folder, `made-${name}`);
    const sources = ['--tsa', pki.tsa.url, ...devSources(pki.overrides)];
    const options = ['--key', key, '--chain', chain, '--kind', kind, '--level', level, '--out', out];
    await dss.sign([...options, ...sources], [signed]);
    const isBeside = kind === 'cades-detached';
    const file = {
      ...{ file: name, bytes: readFileSync(out) },
      ...(isBeside ? { content: detachedContent('luong.xlsx', CONTENT) } : {}),
    };
    const context = await protecting(new Date(), { random: (length) => randomBytes(length) });
    const lifted = await extendFile(context, { ...file, level: 'B-LTA' });
    expect(lifted.report.signatures[0]).toMatchObject({ indication: 'TOTAL-PASSED', level: 'B-LTA' });
    const format = `${kind.includes('xades') ? 'XAdES' : 'CAdES'}-BASELINE-LTA`;
    const passed = { signatures: [{ format, indication: 'TOTAL_PASSED', valid: true }] };
    expect(await judged(name, lifted.bytes, isBeside)).toMatchObject(passed);
    const renewed = await timestampFile(context, { ...file, bytes: lifted.bytes });
    expect(await judged(name, renewed.bytes, isBeside)).toMatchObject(passed);
  });
});
