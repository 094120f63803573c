import type { ConfigValues } from '../../config/template.ts';
import type { ExitCode } from '../../kernel/errors/row.ts';
import type { CommandSpec } from '../command.ts';
import { SECRET_OPTIONS } from '../commonOptions.ts';
import type { Session } from '../session.ts';
import { DEV_PKI_OPTION } from './init.ts';

export const axisRun: CommandSpec = {
  description: {
    en: 'Runs an axis: takes sealed envelopes from agencies over HTTPS with client certificates, keeps them durably, hands them to their recipients and keeps the receipts. Its log goes to stderr, one JSON object per line; once it listens it prints its address. It stops gracefully at SIGTERM; killed, it goes on at the next start where it was.',
    vi: 'Chạy trục liên thông: nhận gói tin đã niêm phong từ các cơ quan qua HTTPS với chứng thư máy khách, lưu bền, giao cho nơi nhận và giữ biên nhận. Nhật ký in ra stderr, mỗi dòng một đối tượng JSON; khi đã lắng nghe thì in địa chỉ. SIGTERM dừng êm; nếu bị tắt ngang, lần chạy sau tiếp tục từ chỗ dừng.',
  },
  options: SECRET_OPTIONS,
  examples: [
    { line: 'congvan axis --home /srv/axis', what: { en: 'until it is stopped', vi: 'chạy đến khi dừng' } },
  ],
  exitCodes: [10, 11, 12, 13],
  runsOn: true,
  run,
};

export const axisInit: CommandSpec = {
  description: {
    en: 'Makes the home of an axis: congvan.toml with a [hub] section, the folders, and an address book. Without --dev-pki give the files; the address book is then empty and is yours to fill.',
    vi: 'Lập thư mục làm việc của trục: congvan.toml có mục [hub], các thư mục và danh bạ. Không có --dev-pki thì cần chỉ ra các tệp; danh bạ khi đó trống để bạn điền.',
  },
  options: [
    {
      flags: '--certificate <file>',
      about: { en: 'TLS server certificate chain, PEM', vi: 'chuỗi chứng thư TLS máy chủ, PEM' },
    },
    { flags: '--key <file>', about: { en: 'its private key, PEM', vi: 'khóa riêng của chứng thư đó, PEM' } },
    {
      flags: '--client-ca <file>',
      about: { en: 'CA of the agencies’ TLS certificates', vi: 'CA của chứng thư TLS các cơ quan' },
    },
    {
      flags: '--receipt-key <uri>',
      about: { en: 'key that signs receipts, keyfile:…', vi: 'khóa ký biên nhận, keyfile:…' },
    },
    {
      flags: '--receipt-secret-file <file>',
      about: { en: 'file with its passphrase', vi: 'tệp chứa mật khẩu khóa đó' },
    },
    {
      flags: '--anchor <file...>',
      about: { en: 'trusted roots of the agencies’ seals', vi: 'gốc tin cậy của con dấu các cơ quan' },
    },
    { flags: '--host <address>', about: { en: 'address to listen on', vi: 'địa chỉ lắng nghe' } },
    { flags: '--port <port>', about: { en: 'port to listen on', vi: 'cổng lắng nghe' } },
    DEV_PKI_OPTION,
  ],
  examples: [
    {
      line: 'congvan axis init --home /tmp/axis --dev-pki certs-dev/out',
      what: {
        en: 'for trying out, with all development agencies',
        vi: 'để dùng thử, có sẵn các cơ quan phát triển',
      },
    },
  ],
  exitCodes: [10, 11, 13],
  run: init,
};

async function run(session: Session): Promise<ExitCode> {
  const { serveAxis } = await import('../serve.ts');
  return serveAxis(session);
}

async function init(session: Session): Promise<ExitCode> {
  const { emptyHome, makePrivate, writeConfig } = await import('../home.ts');
  const { join } = await import('node:path');
  const pki = pathOption(session, 'devPki');
  const { home, values } = await emptyHome(session, await valuesOf(session, pki));
  for (const folder of ['hub-blobs', 'run']) await makePrivate(join(home, folder));
  const directory = join(home, 'directory.json');
  const agencies = await writeAddressBook(session, pki, directory);
  const file = await writeConfig(session, home, values);
  session.output.result({
    json: { home, config: file, directory, agencies },
    text: (style) =>
      style.facts([
        [style.say('home', 'thư mục'), home],
        [style.say('configuration', 'cấu hình'), file],
        [style.say('address book', 'danh bạ'), `${directory} (${agencies.length})`],
        [style.say('next', 'tiếp theo'), `congvan axis --home ${home}`],
      ]),
  });
  return 0;
}

function pathOption(session: Session, name: string): string | undefined {
  const given = session.input.text(name);
  return given === undefined ? undefined : session.resolve(given);
}

async function valuesOf(session: Session, pki: string | undefined): Promise<ConfigValues> {
  const { input } = session;
  const { DEV_AXIS, devAxisValues } = await import('../devPki.ts');
  const { defined } = await import('../defined.ts');
  const anchors = input.list('anchor').map((file) => session.resolve(file));
  return {
    ...(pki === undefined ? {} : devAxisValues(pki)),
    ...(anchors.length === 0 ? {} : { 'trust.anchors': anchors }),
    ...defined({
      'hub.certificate': pathOption(session, 'certificate'),
      'hub.key': pathOption(session, 'key'),
      'hub.client_ca': pathOption(session, 'clientCa'),
      'hub.receipt_key': input.text('receiptKey'),
      'hub.receipt_secret_file': pathOption(session, 'receiptSecretFile'),
      'hub.host': input.text('host') ?? DEV_AXIS.host,
      'hub.port': input.count('port'),
    }),
  };
}

/** An address book that is there already stays. @returns the codes of the agencies that were known */
async function writeAddressBook(
  session: Session,
  pki: string | undefined,
  file: string,
): Promise<readonly string[]> {
  const { existsSync } = await import('node:fs');
  const { devDirectory } = await import('../devPki.ts');
  const { writeOutput } = await import('../files.ts');
  const agencies = pki === undefined ? [] : await devDirectory(pki);
  const book = Buffer.from(`${JSON.stringify({ agencies }, null, 2)}\n`);
  if (!existsSync(file)) await writeOutput(session.io, file, book, false, 0o600);
  return agencies.map(({ code }) => code);
}
