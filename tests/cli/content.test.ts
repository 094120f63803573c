/** CMS signatures around their content and in PEM, from the command line. */
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { ensurePki } from '../../certs-dev/generate.ts';
import { type PkiServers, startPki } from '../../certs-dev/servers.ts';
import { asWritten } from '../../src/signing/cades/extendCades.ts';
import { readParts, writeParts } from '../../src/signing/cades/signedDataParts.ts';
import { buildDetachedCms } from '../../src/signing/cms/build.ts';
import { explicit, octetString, oid, sequence } from '../../src/signing/der/write.ts';
import { OID } from '../../src/signing/x509/oids.ts';
import { devSignerKey } from '../unit/signing/devPki.ts';
import { playTranscript } from './run.ts';

const LONGEST_MS = 240_000;
const CONTENT = Buffer.from('quyết định\n');
const folder = mkdtempSync(join(tmpdir(), 'congvan-content-'));
let servers: PkiServers;

beforeAll(async () => {
  await ensurePki(new Date());
  servers = await startPki();
  const detached = await buildDetachedCms({
    ...{ contentDigest: hash('sha256', CONTENT, 'buffer'), digest: 'SHA-256', profile: 'cades' },
    ...{ key: devSignerKey('H29.12/person'), signingTime: new Date() },
  });
  const around = (content: Uint8Array) => {
    const encapsulated = sequence(oid(OID.data), explicit(0, octetString(content)));
    return writeParts({ ...asWritten(readParts(detached)), encapsulated });
  };
  const pem = `-----BEGIN PKCS7-----\n${Buffer.from(detached).toString('base64')}\n-----END PKCS7-----\n`;
  const files = {
    ...{ 'qd.txt': CONTENT, 'qd.txt.p7s': pem, 'odd.p7s': `to: all\n${pem}`, 'two.p7s': pem + pem },
    ...{ 'qd.p7m': around(CONTENT), 'bad.p7m': around(Buffer.from('quyet dinh\n')) },
  };
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
});
afterAll(async () => {
  await servers.close();
  rmSync(folder, { recursive: true });
});

const TRANSCRIPT = `
env CONGVAN_REVOCATION_OVERRIDES=$OVERRIDES
congvan init --home stc --agency H29.12 --name "Sở Tài chính" --abbreviation STC --place "An Bình" --dev-pki $CERTS --tsa $TSA
env CONGVAN_HOME=stc

# what is inside comes out when it is intact, and only then
congvan verify $FILES/qd.p7m --extract-content -o qd.txt --json
json indication "TOTAL-PASSED"
copy $FILES/qd.txt signed.txt
starts qd.txt signed.txt
! 1 congvan verify $FILES/qd.p7m --extract-content -o qd.txt
stderr /OUTPUT_EXISTS/
! 4 congvan verify $FILES/bad.p7m --extract-content -o bad.txt
stderr /CONTENT_NOT_INTACT: .*bad\\.p7m/
! 2 congvan verify $FILES/qd.txt --extract-content -o none.txt
stderr /CONTENT_NOT_INSIDE/
! 2 congvan verify $FILES/qd.p7m --extract-content --report html -o none.txt
stderr /USAGE_INVALID_VALUE: .*--extract-content/
! 2 congvan verify $FILES/qd.p7m $FILES/bad.p7m --extract-content -o none.txt
stderr /USAGE_EXCESS/
! exists bad.txt
! exists none.txt

# PEM: one block, and nothing beside it that nobody signed
congvan verify $FILES/qd.txt --json
json kind "cms"
json indication "TOTAL-PASSED"
congvan timestamp $FILES/qd.txt.p7s -o lasting.p7s --json
json signatures.0.level "B-LTA"
! 2 congvan verify $FILES/qd.txt --signature $FILES/odd.p7s
stderr /FILE_KIND_UNKNOWN/
! 4 congvan verify $FILES/qd.txt --signature $FILES/two.p7s
stdout /FORMAT_FAILURE/
`;

test(
  'content inside a signature, and signatures in PEM',
  () => {
    const overrides = Object.entries(servers.overrides).map(([from, to]) => `${from}=${to}`);
    const variables = { TSA: servers.tsa.url, OVERRIDES: overrides.join(','), FILES: folder };
    return playTranscript(TRANSCRIPT, variables);
  },
  LONGEST_MS,
);
