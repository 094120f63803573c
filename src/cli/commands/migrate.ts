import type { ExitCode } from '../../kernel/errors/row.ts';
import type { CommandSpec } from '../command.ts';
import type { Session } from '../session.ts';

export const migrateCommand: CommandSpec = {
  description: {
    en: 'Creates the store or brings it to the schema of this version, in one transaction. Safe to run twice and by several at once; a store of a newer version is refused.',
    vi: 'Tạo kho dữ liệu hoặc nâng cấp lên lược đồ của phiên bản này, trong một giao dịch. Chạy lại hay chạy đồng thời đều an toàn; từ chối kho của phiên bản mới hơn.',
  },
  examples: [{ line: 'congvan migrate', what: { en: 'after every update', vi: 'sau mỗi lần cập nhật' } }],
  exitCodes: [10, 11],
  run,
};

async function run(session: Session): Promise<ExitCode> {
  const { migrateStore } = await import('../../wire.ts');
  const config = await session.config();
  const applied = await migrateStore({ config, clock: session.clock });
  session.output.result({
    json: { store: config.store.uri, applied: applied.map((step) => ({ ...step })) },
    text: (style) =>
      applied.length === 0
        ? style.say('the store is up to date', 'kho dữ liệu đã mới nhất')
        : style.table(
            [style.say('part', 'phần'), style.say('version', 'phiên bản'), style.say('step', 'bước')],
            applied.map(({ part, version, name }) => [part, String(version), name]),
          ),
  });
  return 0;
}
