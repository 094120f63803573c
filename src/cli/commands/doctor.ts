import type { ExitCode } from '../../kernel/errors/row.ts';
import type { CommandSpec } from '../command.ts';
import { SECRET_OPTIONS } from '../commonOptions.ts';
import type { Finding, Status } from '../doctor/check.ts';
import type { Style } from '../output.ts';
import type { Session } from '../session.ts';

export const doctorCommand: CommandSpec = {
  description: {
    en: 'Examines this installation: versions, configuration, permissions, disk, clock, trust anchors, keys (opened and tested when their secret is configured), certificates, timestamp authorities, axis, address book, store, blobs and log. Every finding is OK, WARN or FAIL with a hint; any FAIL ends with 1.',
    vi: 'Khám cài đặt này: phiên bản, cấu hình, quyền tệp, ổ đĩa, đồng hồ, gốc tin cậy, khóa (mở và thử nếu đã cấu hình bí mật), chứng thư, máy chủ dấu thời gian, trục, danh bạ, kho dữ liệu, nội dung tệp và nhật ký. Mỗi mục là OK, WARN hoặc FAIL kèm gợi ý; có FAIL thì mã thoát 1.',
  },
  options: SECRET_OPTIONS,
  examples: [
    {
      line: 'congvan doctor',
      what: {
        en: 'before the first document, and after every change',
        vi: 'trước văn bản đầu tiên và sau mỗi thay đổi',
      },
    },
    { line: 'congvan doctor --json', what: { en: 'for monitoring', vi: 'cho giám sát' } },
  ],
  exitCodes: [10],
  run,
};

async function run(session: Session): Promise<ExitCode> {
  const { config, home } = await session.loaded();
  const { surroundings } = await import('../open.ts');
  const { runCheck } = await import('../doctor/check.ts');
  const { MACHINE_CHECKS } = await import('../doctor/machine.ts');
  const { KEY_CHECKS } = await import('../doctor/keys.ts');
  const { PEER_CHECKS } = await import('../doctor/peers.ts');
  const { KEEPING_CHECKS } = await import('../doctor/keeping.ts');
  const patient = { session, config, home: home.dir, around: await surroundings(session) };
  const findings: Finding[] = [];
  for (const check of [...MACHINE_CHECKS, ...KEY_CHECKS, ...PEER_CHECKS, ...KEEPING_CHECKS]) {
    if (check.concerns(config)) findings.push(...(await runCheck(check, patient)));
  }
  const failures = findings.filter(({ status }) => status === 'FAIL').length;
  session.output.result({
    json: {
      fit: failures === 0,
      findings: findings.map(({ name, status, text, hint }) => ({
        name,
        status,
        text: text[session.lang],
        hint: hint?.[session.lang] ?? null,
      })),
    },
    text: (style) => findings.map((finding) => line(style, finding)).join('\n'),
  });
  return failures === 0 ? 0 : 1;
}

function line(style: Style, { name, status, text, hint }: Finding): string {
  const head = `${coloured(style, status)} ${name.padEnd(16)} ${text[style.lang]}`;
  return hint === undefined || status === 'OK'
    ? head
    : `${head}\n${' '.repeat(22)}${style.say('hint', 'gợi ý')}: ${hint[style.lang]}`;
}

function coloured({ paint }: Style, status: Status): string {
  const padded = status.padEnd(4);
  return status === 'OK' ? paint.green(padded) : status === 'WARN' ? paint.yellow(padded) : paint.red(padded);
}
