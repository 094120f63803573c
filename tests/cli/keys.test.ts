/** A clerk whose keys are with a remote signing service, from the command line. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { ensurePki } from '../../certs-dev/generate.ts';
import { paths } from '../../certs-dev/paths.ts';
import { type PkiServers, startPki } from '../../certs-dev/servers.ts';
import { CSC_CLIENT, CSC_OTP, CSC_PIN, type CscPeer, startCsc } from '../peers/csc.ts';
import { playTranscript } from './run.ts';

const LONGEST_MS = 240_000;
const folder = mkdtempSync(join(tmpdir(), 'congvan-keys-'));
let servers: PkiServers;
let service: CscPeer;
let withOtp: CscPeer;

beforeAll(async () => {
  await ensurePki(new Date());
  servers = await startPki();
  const credentials = ['H29.12/person', 'H29.12/seal'];
  service = await startCsc({ credentials, factors: ['PIN'] });
  withOtp = await startCsc({ credentials, factors: ['PIN', 'OTP'] });
  for (const [name, content] of Object.entries({ client: CSC_CLIENT.secret, pin: CSC_PIN, otp: CSC_OTP })) {
    writeFileSync(join(folder, name), content, { mode: 0o600 });
  }
});
afterAll(async () => {
  await Promise.all([servers.close(), service.close(), withOtp.close()]);
  rmSync(folder, { recursive: true });
});

const TRANSCRIPT = `
env CONGVAN_REVOCATION_OVERRIDES=$OVERRIDES
copy $FIXTURES/documents/cong-van.pdf cv.pdf
congvan init --home stc --agency H29.12 --name "Sở Tài chính" --abbreviation STC --place "An Bình" --dev-pki $CERTS --tsa $TSA --person-image $FIXTURES/images/signature.png --seal-image $FIXTURES/images/seal.png --seal-diameter 36
env CONGVAN_HOME=stc
env CONGVAN_KEYS_PERSON_URI=csc:$SERVICE?$CLIENT&credential=H29.12/person
env CONGVAN_KEYS_AGENCY_URI=csc:$SERVICE?$CLIENT&credential=H29.12/seal
env CONGVAN_KEYS_PERSON_SECRET_FILE=$SECRETS/pin
env CONGVAN_KEYS_AGENCY_SECRET_FILE=$SECRETS/pin

congvan key list
stdout /uri: +csc:https:/
stdout /algorithm: +RSA-2048[^]*may sign as: +person/
stdout /algorithm: +RSA-3072[^]*may sign as: +agency/
congvan key test --json
json keys.0.problem null
json keys.1.problem null
! 1 congvan doctor
stdout /^OK +keys\\.person .*days left/
stdout /^OK +keys\\.agency .*days left/
! 12 congvan key test agency --pin-file wrong.pin
stdout /SIGNING_KEY_LOCKED/

congvan sign cv.pdf --as person -o signed.pdf
starts signed.pdf cv.pdf
congvan sign signed.pdf --as agency -o sealed.pdf
starts sealed.pdf signed.pdf
congvan verify sealed.pdf

env CONGVAN_KEYS_PERSON_PSS=true
congvan key list person
stdout /algorithm: +RSASSA-PSS 2048/
congvan sign cv.pdf --as person -o pss.pdf
congvan verify pss.pdf
env CONGVAN_KEYS_PERSON_PSS=false

env CONGVAN_KEYS_PERSON_URI=csc:$WITHOTP?$CLIENT&credential=H29.12/person
! 1 congvan doctor
stdout /^WARN keys\\.person +not tested: it asks for a one-time password/
! 12 congvan sign cv.pdf --as person -o never.pdf
stderr /KEY_OTP_NEEDED/
! exists never.pdf
env CONGVAN_KEYS_PERSON_URI=csc:$WITHOTP?$CLIENT&credential=H29.12/person&otp=$SECRETS/otp
congvan sign cv.pdf --as person -o otp.pdf
env CONGVAN_KEYS_PERSON_URI=csc:https://127.0.0.1:1/csc/v2?$CLIENT
! 12 congvan sign cv.pdf --as person -o never.pdf
stderr /KEY_REMOTE_UNREACHABLE/
! 12 congvan key test person
stdout /KEY_REMOTE_UNREACHABLE/
! 1 congvan doctor
stdout /^FAIL keys\\.person +KEY_REMOTE_UNREACHABLE/
env CONGVAN_KEYS_PERSON_URI=pkcs11:token=x?module-path=none.so
! 13 congvan sign cv.pdf --as person -o never.pdf
stderr /KEY_TOKEN_(LIBRARY|SUPPORT)_MISSING/

-- wrong.pin --
0000
`;

test(
  'keys with a remote signing service',
  async () => {
    const overrides = Object.entries(servers.overrides).map(([from, to]) => `${from}=${to}`);
    await playTranscript(TRANSCRIPT, {
      TSA: servers.tsa.url,
      OVERRIDES: overrides.join(','),
      SECRETS: folder,
      SERVICE: service.url,
      WITHOTP: withOtp.url,
      CLIENT: `client=${CSC_CLIENT.id}&client-secret=${join(folder, 'client')}&ca=${paths.root.certificate}`,
    });
  },
  LONGEST_MS,
);
