import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { Config, SignerKeyConfig } from '../../config/schema.ts';
import { type Digest, sha256 } from '../../kernel/digest.ts';
import { isCongvanError } from '../../kernel/errors.ts';
import { isSameAgency, parseAgencyCode } from '../../registry/agencyCode.ts';
import type { SignaturePolicy } from '../../signing/policy/policy.ts';
import { identityUnder } from '../../signing/policy/signingPolicy.ts';
import type { SignerKey } from '../../signing/signerKey.ts';
import { certificatesIn } from '../../signing/trust/pem.ts';
import { isDevelopmentRoot } from '../../signing/trust/trustStore.ts';
import { type Certificate, parseCertificate } from '../../signing/x509/certificate.ts';
import { fileAt, openJudging, openPolicy } from '../../wireSigning.ts';
import { secretFor } from '../open.ts';
import { type Check, type Finding, fail, failed, ok, type Patient, warn } from './check.ts';

const DAY_MS = 86_400_000;
/** Getting a new certificate takes weeks. */
const SOON_DAYS = 45;

export const KEY_CHECKS: readonly Check[] = [
  { name: 'trust', concerns: () => true, run: trust },
  {
    name: 'keys.person',
    concerns: ({ keys }) => keys.person !== undefined,
    run: (patient) => roleKey(patient, 'person'),
  },
  {
    name: 'keys.agency',
    concerns: ({ keys }) => keys.agency !== undefined,
    run: (patient) => roleKey(patient, 'agency'),
  },
  { name: 'axis.certificate', concerns: ({ axis }) => axis !== undefined, run: axisTls },
  { name: 'hub.certificate', concerns: ({ hub }) => hub !== undefined, run: hubTls },
  { name: 'hub.receipt_key', concerns: ({ hub }) => hub !== undefined, run: receiptKey },
];

async function trust({ around, session }: Patient): Promise<readonly Finding[]> {
  const { trust: store } = await openJudging(around);
  if (store.anchors.length === 0) {
    return [
      fail(
        'trust',
        'no trust anchors: nothing can be TOTAL-PASSED',
        'chưa có gốc tin cậy: không thể có TOTAL-PASSED',
        {
          en: 'congvan trust add, or list root certificates in trust.anchors',
          vi: 'congvan trust add, hoặc liệt kê chứng thư gốc trong trust.anchors',
        },
      ),
    ];
  }
  return store.anchors.map(({ certificate }) => {
    const name = certificate.subject.text;
    if (isDevelopmentRoot(certificate))
      return warn('trust', `development root: ${name}`, `gốc phát triển: ${name}`);
    return validity('trust', certificate, session.clock.now());
  });
}

/** Not yet valid and expired fail, soon to expire warns. */
function validity(name: string, certificate: Certificate, now: Date): Finding {
  const { notBefore, notAfter, subject } = certificate;
  const until = notAfter.toISOString().slice(0, 10);
  const days = Math.floor((notAfter.getTime() - now.getTime()) / DAY_MS);
  if (now < notBefore)
    return fail(name, `${subject.text}: not yet valid`, `${subject.text}: chưa có hiệu lực`);
  if (now > notAfter)
    return fail(name, `${subject.text}: expired ${until}`, `${subject.text}: hết hạn ${until}`, RENEW);
  const text = `${subject.text}, ${days} days left (${until})`;
  const vi = `${subject.text}, còn ${days} ngày (${until})`;
  return days < SOON_DAYS ? warn(name, text, vi, RENEW) : ok(name, text, vi);
}

const RENEW = { en: 'get a new certificate', vi: 'xin cấp chứng thư mới' };

async function roleKey({ session, config }: Patient, role: 'person' | 'agency'): Promise<readonly Finding[]> {
  const name = `keys.${role}`;
  const key: SignerKeyConfig | undefined = config.keys[role];
  if (key === undefined) return [];
  const opened = await openQuietly(session, key, name);
  if ('status' in opened) return [opened];
  try {
    const certificate = leafOf(opened);
    return [
      ...(await proven(opened, certificate, name)),
      validity(name, certificate, session.clock.now()),
      ...roleFindings(name, certificate, role, config, (await openPolicy(config)).policy),
    ];
  } finally {
    await opened.close();
  }
}

/** The doctor asks nobody: a key whose secret only a person knows is a warning, not a question. */
async function openQuietly(
  session: Patient['session'],
  key: SignerKeyConfig,
  name: string,
): Promise<SignerKey | Finding> {
  const given = session.input.text('pinFile') ?? session.input.text('pinFd') ?? key.secret_file;
  try {
    const { openKeyAt } = await import('../../wireSigning.ts');
    const { trust } = await session.config();
    const secret = given === undefined ? undefined : await secretFor(session, key);
    return await openKeyAt(key.uri, secret, { pss: key.pss, intermediates: trust.intermediates });
  } catch (error) {
    const finding = failed(name, error);
    const isGiven = given !== undefined || /[?&]pin-source=/.test(key.uri);
    const locked = !isGiven && finding.text.en.startsWith('SIGNING_KEY_LOCKED');
    if (!locked) return finding;
    return warn(name, 'not tested: its PIN is not configured', 'chưa thử: không cấu hình mã PIN', TEST_IT);
  }
}

function leafOf({ certificateChain: [leaf = new Uint8Array()] }: SignerKey): Certificate {
  return parseCertificate(leaf);
}

/** @throws KEY_TEST_FAILED and what signing throws; a one-time password is a person's to give */
async function proven(key: SignerKey, certificate: Certificate, name: string): Promise<readonly Finding[]> {
  const { proveKey } = await import('../proveKey.ts');
  try {
    await proveKey(key, certificate, name);
    return [];
  } catch (error) {
    if (!isCongvanError(error, 'KEY_OTP_NEEDED')) throw error;
    return [warn(name, 'not tested: it asks for a one-time password', 'chưa thử: cần mật khẩu OTP', TEST_IT)];
  }
}

const TEST_IT = { en: 'test it: congvan key test', vi: 'thử bằng: congvan key test' };

function roleFindings(
  name: string,
  certificate: Certificate,
  role: string,
  config: Config,
  policy: SignaturePolicy,
): readonly Finding[] {
  const { role: found, agency: named } = identityUnder(certificate, policy);
  const wrongRole =
    found === role
      ? []
      : [
          fail(
            name,
            `its certificate is for ${found}, not ${role}`,
            `chứng thư dành cho ${found}, không phải ${role}`,
          ),
        ];
  const own = config.agency?.code;
  const other =
    role !== 'agency' ||
    own === undefined ||
    (named !== null && isSameAgency(parseAgencyCode(named), parseAgencyCode(own)))
      ? []
      : [
          fail(
            name,
            `its certificate names ${named ?? 'no agency'}, not ${own}`,
            `chứng thư ghi ${named ?? 'không cơ quan nào'}, không phải ${own}`,
          ),
        ];
  return [...wrongRole, ...other];
}

async function axisTls({ config, session }: Patient): Promise<readonly Finding[]> {
  if (config.axis === undefined) return [];
  return tls('axis.certificate', config.axis.certificate, config.axis.key, session.clock.now());
}

async function hubTls({ config, session }: Patient): Promise<readonly Finding[]> {
  if (config.hub === undefined) return [];
  return tls('hub.certificate', config.hub.certificate, config.hub.key, session.clock.now());
}

async function tls(
  name: string,
  certificateFile: string,
  keyFile: string,
  now: Date,
): Promise<readonly Finding[]> {
  const certificate = await firstCertificate(certificateFile);
  const own = createPublicKey(createPrivateKey(await fileAt(keyFile)));
  const spki: Digest = sha256(own.export({ format: 'der', type: 'spki' }));
  if (spki !== certificate.spkiDigest) {
    return [
      fail(
        name,
        `the key ${keyFile} is not of this certificate`,
        `khóa ${keyFile} không thuộc chứng thư này`,
      ),
    ];
  }
  return [validity(name, certificate, now)];
}

export async function firstCertificate(file: string): Promise<Certificate> {
  const [leaf = new Uint8Array()] = certificatesIn(file, await fileAt(file));
  return parseCertificate(leaf);
}

async function receiptKey({ config, session }: Patient): Promise<readonly Finding[]> {
  if (config.hub === undefined) return [];
  const { receipt_key: uri, receipt_secret_file: secretFile } = config.hub;
  const opened = await openQuietly(session, { uri, secret_file: secretFile }, 'hub.receipt_key');
  if ('status' in opened) return [opened];
  try {
    const certificate = leafOf(opened);
    return [
      ...(await proven(opened, certificate, 'hub.receipt_key')),
      validity('hub.receipt_key', certificate, session.clock.now()),
    ];
  } finally {
    await opened.close();
  }
}
