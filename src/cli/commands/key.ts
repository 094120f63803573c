import type { SignerKeyConfig } from '../../config/schema.ts';
import type { ExitCode } from '../../kernel/errors/row.ts';
import type { SignerKey } from '../../signing/signerKey.ts';
import type { CommandSpec } from '../command.ts';
import { SECRET_OPTIONS } from '../commonOptions.ts';
import type { Session } from '../session.ts';
import type { ShownKey } from '../views/key.ts';

const ROLE_ARGUMENT = {
  name: 'ROLE',
  optional: true,
  about: { en: 'person or agency; both unless given', vi: 'person hoặc agency; mặc định cả hai' },
};

export const keyList: CommandSpec = {
  description: {
    en: 'Lists the configured signer keys with their certificates: algorithm, subject, validity, usage, chain, and the roles that it may sign in. Keys lie in files (keyfile:), on tokens (pkcs11:) or with a remote signing service (csc:). A key file that needs a passphrase is opened only when a secret file is configured or given; tokens and services tell the certificate without a PIN. Nobody is asked.',
    vi: 'Liệt kê các khóa ký đã cấu hình cùng chứng thư: thuật toán, chủ thể, hiệu lực, mục đích, chuỗi và vai trò được ký. Khóa nằm trong tệp (keyfile:), trên token (pkcs11:) hoặc ở dịch vụ ký số từ xa (csc:). Tệp khóa có mật khẩu chỉ được mở khi đã cấu hình hoặc đưa tệp bí mật; token và dịch vụ cho xem chứng thư không cần mã PIN. Không hỏi ai.',
  },
  arguments: [ROLE_ARGUMENT],
  options: SECRET_OPTIONS,
  examples: [{ line: 'congvan key list', what: { en: 'both keys', vi: 'cả hai khóa' } }],
  exitCodes: [10, 13],
  run: list,
};

export const keyTest: CommandSpec = {
  description: {
    en: 'Opens each key, asking for its PIN, signs random bytes and verifies the signature with the key of the certificate. Nothing is kept.',
    vi: 'Mở từng khóa (hỏi mã PIN), ký thử dữ liệu ngẫu nhiên và kiểm tra bằng khóa công khai trong chứng thư. Không lưu lại gì.',
  },
  arguments: [ROLE_ARGUMENT],
  options: SECRET_OPTIONS,
  examples: [
    { line: 'congvan key test', what: { en: 'both keys', vi: 'cả hai khóa' } },
    {
      line: 'congvan key test agency --pin-file seal.pin --json',
      what: { en: 'one, from a script', vi: 'một khóa, từ kịch bản' },
    },
  ],
  exitCodes: [10, 12, 13],
  run: test,
};

interface NamedKey {
  readonly name: string;
  readonly key: SignerKeyConfig;
}

async function list(session: Session): Promise<ExitCode> {
  const shown: ShownKey[] = [];
  for (const named of await configured(session)) shown.push(await listed(session, named));
  return print(session, shown, 0);
}

async function test(session: Session): Promise<ExitCode> {
  const shown: ShownKey[] = [];
  for (const named of await configured(session)) shown.push(await tried(session, named));
  const failed = shown.filter(({ problem }) => problem !== undefined);
  const locked = failed.some(({ problem }) => problem !== undefined && isLocked(problem.code));
  return print(session, shown, failed.length === 0 ? 0 : locked ? 12 : 1);
}

/** Nothing is wrong with the configuration: the PIN, the token or the service is. */
const isLocked = (code: string): boolean =>
  code === 'SIGNING_KEY_LOCKED' || /^KEY_(PIN|OTP|TOKEN|REMOTE)_/.test(code);

async function print(session: Session, shown: readonly ShownKey[], exit: ExitCode): Promise<ExitCode> {
  const { keyJson, keyText } = await import('../views/key.ts');
  session.output.result({
    json: { keys: shown.map(keyJson) },
    text: (style) => shown.map((key) => keyText(style, key)).join('\n'),
  });
  return exit;
}

async function configured(session: Session): Promise<readonly NamedKey[]> {
  const { CongvanError } = await import('../../kernel/errors.ts');
  const { keys } = await session.config();
  const wanted = session.input.arguments[0];
  if (wanted !== undefined && wanted !== 'person' && wanted !== 'agency') {
    throw new CongvanError('USAGE_INVALID_VALUE', { where: wanted, detail: 'person | agency' });
  }
  const found = (['person', 'agency'] as const).flatMap((role) => {
    const key = keys[role];
    return key === undefined || (wanted ?? role) !== role ? [] : [{ name: `keys.${role}`, key }];
  });
  if (found.length === 0)
    throw new CongvanError('CONFIG_MISSING_KEY', { where: `keys.${wanted ?? 'person'}` });
  return found;
}

/** Opens it if that needs no question. */
async function listed(session: Session, named: NamedKey): Promise<ShownKey> {
  const { openKeyAt } = await import('../../wireSigning.ts');
  const { askSecret } = await import('../prompt.ts');
  return withProblem(session, named, async () => {
    const { uri, secret_file: secretFile } = named.key;
    const told = secretFile ?? session.input.text('pinFile') ?? session.input.text('pinFd');
    const secret = told === undefined ? undefined : await askSecret(session, { what: uri, secretFile });
    const { trust } = await session.config();
    const options = { pss: named.key.pss, toShow: true, intermediates: trust.intermediates };
    return described(session, await openKeyAt(uri, secret, options));
  });
}

async function tried(session: Session, named: NamedKey): Promise<ShownKey> {
  const { openWithSecret } = await import('../open.ts');
  return withProblem(session, named, async () => {
    const key = await openWithSecret(session, named.key);
    const { proveKey } = await import('../proveKey.ts');
    const { parseCertificate } = await import('../../signing/x509/certificate.ts');
    const [leaf = new Uint8Array()] = key.certificateChain;
    try {
      await proveKey(key, parseCertificate(leaf), named.name);
    } catch (error) {
      await key.close();
      throw error;
    }
    return described(session, key);
  });
}

async function withProblem(
  { lang }: Session,
  { name, key: { uri } }: NamedKey,
  open: () => Promise<NonNullable<ShownKey['opened']>>,
): Promise<ShownKey> {
  const { CongvanError } = await import('../../kernel/errors.ts');
  const { errorSentence } = await import('../errorText.ts');
  try {
    return { name, uri, opened: await open() };
  } catch (error) {
    if (!(error instanceof CongvanError) || error.code === 'INTERRUPTED') throw error;
    return { name, uri, problem: { code: error.code, text: errorSentence(error, lang) } };
  }
}

async function described(session: Session, key: SignerKey): Promise<NonNullable<ShownKey['opened']>> {
  const { describeKey } = await import('../describeKey.ts');
  const { openPolicy } = await import('../../wireSigning.ts');
  try {
    const config = await session.config();
    const { policy } = await openPolicy(config);
    return describeKey(key, { config, policy, now: session.clock.now() });
  } finally {
    await key.close();
  }
}
