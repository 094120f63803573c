import type { ConfigValues } from '../../config/template.ts';
import type { ExitCode } from '../../kernel/errors/row.ts';
import type { CommandSpec, OptionSpec } from '../command.ts';
import type { Session } from '../session.ts';

/** The development PKI, for an agency and for an axis. */
export const DEV_PKI_OPTION: OptionSpec = {
  flags: '--dev-pki <dir>',
  about: {
    en: 'folder certs-dev/out: fills in keys, trust, TSA and certificates for trying out; sets dev = true',
    vi: 'thư mục certs-dev/out: điền sẵn khóa, gốc tin cậy, TSA, chứng thư để dùng thử; đặt dev = true',
  },
};

export const initCommand: CommandSpec = {
  description: {
    en: 'Makes a home for an agency: congvan.toml with a sentence at every key, a new log key (Ed25519, mode 0600), the folders (mode 0700) and an empty store. An existing congvan.toml is refused; what else is there is kept, so that an interrupted init can be run again. What --set and --dev say is written into congvan.toml.',
    vi: 'Lập thư mục làm việc cho cơ quan: congvan.toml có chú thích từng khóa, khóa nhật ký mới (Ed25519, quyền 0600), các thư mục (quyền 0700) và kho dữ liệu trống. Từ chối nếu đã có congvan.toml; những gì khác được giữ lại nên có thể chạy lại khi bị ngắt. Giá trị đặt bằng --set và --dev được ghi vào congvan.toml.',
  },
  options: [
    {
      flags: '--agency <code>',
      about: { en: 'agency code, e.g. H29.12', vi: 'mã cơ quan, ví dụ H29.12' },
      required: true,
    },
    { flags: '--name <name>', about: { en: 'full name of the agency', vi: 'tên cơ quan' }, required: true },
    {
      flags: '--abbreviation <text>',
      about: { en: 'abbreviation in notations, e.g. STC', vi: 'chữ viết tắt trong ký hiệu, ví dụ STC' },
      required: true,
    },
    {
      flags: '--place <place>',
      about: { en: 'place name before the date', vi: 'địa danh trước ngày ban hành' },
      required: true,
    },
    { flags: '--parent <name>', about: { en: 'superior agency', vi: 'cơ quan chủ quản' } },
    { flags: '--axis <url>', about: { en: 'address of the axis', vi: 'địa chỉ trục liên thông' } },
    { flags: '--tsa <url...>', about: { en: 'timestamp authorities', vi: 'máy chủ dấu thời gian' } },
    { flags: '--person-image <file>', about: { en: 'signature image, PNG', vi: 'ảnh chữ ký, PNG' } },
    { flags: '--seal-image <file>', about: { en: 'seal image, PNG', vi: 'ảnh con dấu, PNG' } },
    {
      flags: '--seal-diameter <mm>',
      about: { en: 'true diameter of the seal, mm', vi: 'đường kính thật của con dấu, mm' },
    },
    DEV_PKI_OPTION,
  ],
  examples: [
    {
      line: 'congvan init --agency H29.12 --name "Sở Tài chính" --abbreviation STC --place "Thành phố Hồ Chí Minh"',
      what: {
        en: 'in ~/.congvan; then fill in keys and trust',
        vi: 'tại ~/.congvan; sau đó điền khóa và gốc tin cậy',
      },
    },
    {
      line: 'congvan init --home /tmp/stc --agency H29.12 --name "Sở Tài chính" --abbreviation STC --place "TP. Hồ Chí Minh" --dev-pki certs-dev/out',
      what: { en: 'ready for trying out', vi: 'sẵn sàng để dùng thử' },
    },
  ],
  exitCodes: [10, 11, 13],
  run,
};

async function run(session: Session): Promise<ExitCode> {
  const { makeHome } = await import('../home.ts');
  const made = await makeHome(session, await valuesOf(session));
  session.output.result({
    json: { home: made.home, config: made.file, logVerifierKey: made.logVerifierKey },
    text: (style) =>
      style.facts([
        [style.say('home', 'thư mục'), made.home],
        [style.say('configuration', 'cấu hình'), made.file],
        [style.say('verifier key of the log', 'khóa kiểm tra nhật ký'), made.logVerifierKey],
        [style.say('next', 'tiếp theo'), `congvan doctor --home ${made.home}`],
      ]),
  });
  return 0;
}

async function valuesOf(session: Session): Promise<ConfigValues> {
  const { input } = session;
  const { parseAgencyCode, toQcvn102 } = await import('../../registry/agencyCode.ts');
  const { devAgencyValues } = await import('../devPki.ts');
  const { defined } = await import('../defined.ts');
  const code = parseAgencyCode(input.required('agency'));
  const pki = input.text('devPki');
  const path = (name: string) => {
    const given = input.text(name);
    return given === undefined ? undefined : session.resolve(given);
  };
  return {
    ...(pki === undefined ? {} : await devAgencyValues(session.resolve(pki), code)),
    ...(input.list('tsa').length === 0 ? {} : { 'signing.tsa': input.list('tsa') }),
    ...defined({
      'agency.code': code,
      'agency.code102': toQcvn102(code),
      'agency.name': input.required('name'),
      'agency.parent': input.text('parent'),
      'agency.place': input.required('place'),
      'agency.abbreviation': input.required('abbreviation'),
      'log.origin': `congvan/${code}`,
      'axis.url': input.text('axis'),
      'signing.person_image': path('personImage'),
      'signing.seal_image': path('sealImage'),
      'signing.seal_diameter_mm': input.measure('sealDiameter'),
    }),
  };
}
