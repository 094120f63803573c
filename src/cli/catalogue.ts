import type { Bilingual } from '../kernel/errors/row.ts';
import type { CommandSpec } from './command.ts';

/** One line of `congvan --help`. The command itself is loaded only when it is asked for. */
export interface Entry {
  /** `number next` */
  readonly path: string;
  readonly summary: Bilingual;
  readonly load: () => Promise<CommandSpec>;
}

const config = () => import('./commands/config.ts');
const key = () => import('./commands/key.ts');
const number = () => import('./commands/number.ts');
const outbox = () => import('./commands/outbox.ts');
const inbox = () => import('./commands/inbox.ts');
const archive = () => import('./commands/archive.ts');
const axis = () => import('./commands/axis.ts');
const trust = () => import('./commands/trust.ts');
const directory = () => import('./commands/directory.ts');

function entry(path: string, en: string, vi: string, load: () => Promise<CommandSpec>): Entry {
  return { path, summary: { en, vi }, load };
}

/** Every command, in the order of the help. */
export const CATALOGUE: readonly Entry[] = [
  entry(
    'init',
    'make a home: configuration, log key, store',
    'lập thư mục làm việc: cấu hình, khóa nhật ký, kho',
    async () => (await import('./commands/init.ts')).initCommand,
  ),
  entry(
    'config check',
    'check the configuration',
    'kiểm tra cấu hình',
    async () => (await config()).configCheck,
  ),
  entry(
    'config show',
    'show every value and where it came from',
    'xem từng giá trị và nơi đặt ra nó',
    async () => (await config()).configShow,
  ),
  entry(
    'trust list',
    'list the trust anchors',
    'liệt kê các gốc tin cậy',
    async () => (await trust()).trustList,
  ),
  entry('trust show', 'show one trust anchor', 'xem một gốc tin cậy', async () => (await trust()).trustShow),
  entry('trust add', 'trust a root', 'tin cậy một chứng thư gốc', async () => (await trust()).trustAdd),
  entry(
    'trust remove',
    'trust a root no longer',
    'thôi tin cậy một gốc',
    async () => (await trust()).trustRemove,
  ),
  entry(
    'policy show',
    'print the signature policy as a file',
    'in chính sách chữ ký thành tệp',
    async () => (await import('./commands/policy.ts')).policyShow,
  ),
  entry(
    'doctor',
    'is this installation fit for work?',
    'kiểm tra cài đặt đã sẵn sàng chưa',
    async () => (await import('./commands/doctor.ts')).doctorCommand,
  ),
  entry(
    'migrate',
    'bring the store to this version',
    'nâng cấp kho dữ liệu lên phiên bản này',
    async () => (await import('./commands/migrate.ts')).migrateCommand,
  ),
  entry(
    'key list',
    'list the configured keys',
    'liệt kê các khóa đã cấu hình',
    async () => (await key()).keyList,
  ),
  entry(
    'key test',
    'test that each key can sign',
    'thử ký bằng từng khóa',
    async () => (await key()).keyTest,
  ),
  entry(
    'number next',
    'take the next number of a register',
    'lấy số tiếp theo của sổ',
    async () => (await number()).numberNext,
  ),
  entry('number void', 'void a number', 'hủy một số đã cấp', async () => (await number()).numberVoid),
  entry('number list', 'list a register', 'liệt kê sổ', async () => (await number()).numberList),
  entry(
    'stamp',
    'put number, date and urgency on a draft',
    'đóng số, ngày, độ khẩn lên bản thảo',
    async () => (await import('./commands/stamp.ts')).stampCommand,
  ),
  entry(
    'sign',
    'sign a PDF as person or agency',
    'ký tệp PDF với tư cách cá nhân hoặc cơ quan',
    async () => (await import('./commands/sign.ts')).signCommand,
  ),
  entry(
    'timestamp',
    'renew the protection of a PDF',
    'gia hạn bảo vệ cho tệp PDF',
    async () => (await import('./commands/timestamp.ts')).timestampCommand,
  ),
  entry(
    'verify',
    'judge the signatures of files',
    'kiểm tra chữ ký trên tệp',
    async () => (await import('./commands/verify.ts')).verifyCommand,
  ),
  entry(
    'send',
    'seal an envelope and queue it',
    'niêm phong gói tin và đưa vào hàng chờ gửi',
    async () => (await import('./commands/send.ts')).sendCommand,
  ),
  entry(
    'outbox list',
    'list what was sent',
    'liệt kê văn bản đã gửi',
    async () => (await outbox()).outboxList,
  ),
  entry(
    'outbox show',
    'show one dispatch with its receipts',
    'xem một lần gửi cùng biên nhận',
    async () => (await outbox()).outboxShow,
  ),
  entry(
    'outbox retry',
    'send again now what failed',
    'gửi lại ngay phần bị lỗi',
    async () => (await outbox()).outboxRetry,
  ),
  entry(
    'outbox cancel',
    'cancel what has not left yet',
    'hủy phần chưa gửi đi',
    async () => (await outbox()).outboxCancel,
  ),
  entry('inbox list', 'list what was received', 'liệt kê văn bản đến', async () => (await inbox()).inboxList),
  entry(
    'inbox show',
    'show one received document',
    'xem một văn bản đến',
    async () => (await inbox()).inboxShow,
  ),
  entry(
    'inbox accept',
    'accept a document (status 03)',
    'tiếp nhận văn bản (trạng thái 03)',
    async () => (await inbox()).inboxAccept,
  ),
  entry(
    'inbox return',
    'return a document (status 02)',
    'trả lại văn bản (trạng thái 02)',
    async () => (await inbox()).inboxReturn,
  ),
  entry(
    'archive search',
    'find records, with or without accents',
    'tìm hồ sơ lưu, có hoặc không dấu',
    async () => (await archive()).archiveSearch,
  ),
  entry('archive show', 'show one record', 'xem một hồ sơ lưu', async () => (await archive()).archiveShow),
  entry(
    'archive export',
    'write the files of a record to a folder',
    'ghi các tệp của hồ sơ ra thư mục',
    async () => (await archive()).archiveExport,
  ),
  entry(
    'archive prove',
    'prove that a record is in the log',
    'chứng minh hồ sơ nằm trong nhật ký',
    async () => (await archive()).archiveProve,
  ),
  entry(
    'archive check-proof',
    'check a proof, offline and without a home',
    'kiểm tra bằng chứng, ngoại tuyến, không cần thư mục làm việc',
    async () => (await import('./commands/checkProof.ts')).archiveCheckProof,
  ),
  entry(
    'daemon',
    'run the exchange daemon of an agency',
    'chạy dịch vụ trao đổi của cơ quan',
    async () => (await import('./commands/daemon.ts')).daemonCommand,
  ),
  entry('axis', 'run an axis', 'chạy trục liên thông', async () => (await axis()).axisRun),
  entry(
    'axis init',
    'make the home of an axis',
    'lập thư mục làm việc của trục',
    async () => (await axis()).axisInit,
  ),
  entry(
    'directory list',
    'list the agencies that can be reached',
    'liệt kê các cơ quan gửi tới được',
    async () => (await directory()).directoryList,
  ),
  entry(
    'directory show',
    'show one agency',
    'xem một cơ quan',
    async () => (await directory()).directoryShow,
  ),
  entry(
    'directory sync',
    'fetch the directory from the axis',
    'lấy danh bạ từ trục',
    async () => (await directory()).directorySync,
  ),
];

/** Names before a second word: `number`, `outbox`, … */
export const GROUPS: readonly string[] = [
  ...new Set(CATALOGUE.filter(({ path }) => path.includes(' ')).map(({ path }) => path.split(' ')[0] ?? '')),
];

export function entryAt(path: string): Entry | undefined {
  return CATALOGUE.find((entry) => entry.path === path);
}

export function entriesOf(group: string): readonly Entry[] {
  return CATALOGUE.filter(({ path }) => path === group || path.startsWith(`${group} `));
}
