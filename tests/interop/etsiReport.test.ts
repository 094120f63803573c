/** The schema of ETSI TS 119 102-2, as DSS carries it, and libxml2 judge our reports in that form. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../src/signing/policy/policy.ts';
import { reportEtsi } from '../../src/signing/report/etsi.ts';
import type { ValidationReport } from '../../src/signing/report.ts';
import { judge, materialFor, signedAndSealed } from '../unit/signing/pdf/devPdf.ts';
import { pdfOf } from '../unit/signing/pdf/pdfBuilder.ts';
import { HOSTILE } from '../unit/signing/report/hostile.ts';
import { requireDss } from './dss.ts';
import { requireTool, run } from './tool.ts';

const tools = ['xmllint', 'jar'].map(requireTool);
const classPath = tools.includes(undefined) ? undefined : await requireDss();

/** Namespace → the schema file that is meant. */
const SCHEMAS: Readonly<Record<string, RegExp>> = {
  'http://uri.etsi.org/19102/v1.4.1#': /^1910202xmlSchema\.xsd$/,
  'http://www.w3.org/2000/09/xmldsig#': /^xmldsig-core-schema\.xsd$/,
  'http://uri.etsi.org/01903/v1.3.2#': /^XAdES\.xsd$/,
  'http://uri.etsi.org/02231/v2#': /^ts_119612v\d+(?:_\d+)?_?xsd\.xsd$/,
  'http://www.w3.org/XML/1998/namespace': /^xml\.xsd$/,
};

let folder = '';
beforeAll(async () => {
  if (classPath === undefined) return;
  const unpacked = mkdtempSync(join(tmpdir(), 'congvan-etsi-'));
  folder = join(unpacked, 'xsd');
  const [classes = ''] = classPath.split(delimiter);
  const lib = join(dirname(classes), 'lib');
  const jars = readdirSync(lib).filter((name) =>
    /^specs-(validation-report|xmldsig|xades|trusted-list)/.test(name),
  );
  for (const jar of jars) await run('jar', ['xf', join(lib, jar), 'xsd'], { cwd: unpacked });
  const names = readdirSync(folder).filter((name) => name.endsWith('.xsd'));
  const local = (namespace: string) => names.find((name) => SCHEMAS[namespace]?.test(name));
  for (const name of names) {
    const text = readFileSync(join(folder, name), 'utf8')
      .replace(/<!DOCTYPE[^[>]*(?:\[.*?\])?\s*>/s, '')
      .replace(/(namespace="([^"]+)"\s+schemaLocation=")([^"]+)"/g, (all, start, namespace) => {
        const found = local(namespace);
        return found === undefined ? all : `${start}${found}"`;
      })
      .replace(/(schemaLocation=")([^"]+)("\s+namespace="([^"]+)")/g, (all, start, _, end, namespace) => {
        const found = local(namespace);
        return found === undefined ? all : `${start}${found}${end}`;
      });
    writeFileSync(join(folder, name), text);
  }
}, 600_000);
afterAll(() => {
  if (folder !== '') rmSync(dirname(folder), { recursive: true });
});

async function judged(report: ValidationReport): Promise<string> {
  const file = join(folder, 'report.xml');
  writeFileSync(file, reportEtsi(report));
  const schema = join(folder, '1910202xmlSchema.xsd');
  return (await run('xmllint', ['--noout', '--nonet', '--schema', schema, file])).says;
}

describe.skipIf(classPath === undefined)('the schema of ETSI TS 119 102-2 accepts', () => {
  test('a report of a signed and sealed PDF', async () => {
    const pdf = await signedAndSealed();
    expect(await judged(judge(pdf, await materialFor(pdf)))).toMatch(/report\.xml validates/);
  });

  test('one without revocation data, by a policy file', async () => {
    const report = judge(await signedAndSealed());
    const rules = { name: 'own <rules>', version: '2 & 3', weaker: ['revocation.required'] };
    const digest = `sha256:${'ab'.repeat(32)}`;
    expect(await judged({ ...report, digest, rules: { ...rules, digest } })).toMatch(/report\.xml validates/);
    expect(DEFAULT_POLICY.name).toBe(report.policy);
  });

  test('one without any signature', async () => {
    expect(await judged(judge(pdfOf()))).toMatch(/report\.xml validates/);
  });

  test('one whose names are hostile', async () => {
    expect(await judged(HOSTILE)).toMatch(/report\.xml validates/);
  });

  test('and refuses what is none', async () => {
    const file = join(folder, 'bad.xml');
    writeFileSync(file, reportEtsi(HOSTILE).replace('<MainIndication>', '<MainIndication/><MainIndication>'));
    const schema = join(folder, '1910202xmlSchema.xsd');
    expect((await run('xmllint', ['--noout', '--nonet', '--schema', schema, file])).says).toMatch(
      /fails to validate/,
    );
  });
});
