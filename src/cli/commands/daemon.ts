import type { ExitCode } from '../../kernel/errors/row.ts';
import type { CommandSpec } from '../command.ts';
import { SECRET_OPTIONS } from '../commonOptions.ts';
import type { Session } from '../session.ts';

export const daemonCommand: CommandSpec = {
  description: {
    en: 'Runs the exchange daemon of the agency: sends what is queued, receives, verifies and archives what arrives, answers with receipts and statuses. Its log goes to stderr, one JSON object per line. It stops gracefully at SIGTERM; killed at any moment, it loses and doubles nothing. One daemon per home.',
    vi: 'Chạy dịch vụ trao đổi của cơ quan: gửi phần đang chờ, nhận, kiểm tra và lưu văn bản đến, trả biên nhận và trạng thái. Nhật ký in ra stderr, mỗi dòng một đối tượng JSON. SIGTERM dừng êm; bị tắt lúc nào cũng không mất, không trùng. Mỗi thư mục chỉ một daemon.',
  },
  options: SECRET_OPTIONS,
  examples: [
    { line: 'congvan daemon', what: { en: 'until it is stopped', vi: 'chạy đến khi dừng' } },
    {
      line: 'congvan daemon --home /srv/congvan --pin-file /run/secrets/seal.pin',
      what: { en: 'under a service manager', vi: 'dưới trình quản lý dịch vụ' },
    },
  ],
  exitCodes: [10, 11, 12, 13],
  runsOn: true,
  run,
};

async function run(session: Session): Promise<ExitCode> {
  const { serveAgency } = await import('../serve.ts');
  return serveAgency(session);
}
