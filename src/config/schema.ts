/**
 * The configuration: one schema, the types derived from it. Unknown keys are refused. Units are in the key's name.
 * What is optional here and has no row in `defaults.ts` may be absent; a command that needs it says so by its key.
 */
import { z } from 'zod';
import { KEY_SCHEMES } from './keyUri.ts';
import { choice, flag, httpsUrl, httpUrls, integer, number, path, paths, text, uri, urlMap } from './leaf.ts';

const STORE = ['sqlite'] as const;
const BLOBS = ['file'] as const;

const agency = z.strictObject({
  code: text('agency code by QĐ 20/2020, e.g. H29.12', 'mã định danh theo QĐ 20/2020, ví dụ H29.12'),
  code102: text(
    'agency code by QCVN 102, e.g. 000.00.12.H29',
    'mã theo QCVN 102, ví dụ 000.00.12.H29',
  ).optional(),
  name: text('full name as in documents', 'tên cơ quan như trong văn bản'),
  parent: text('name of the superior agency', 'tên cơ quan chủ quản').optional(),
  place: text('place name before the date', 'địa danh đứng trước ngày ban hành'),
  abbreviation: text('abbreviation in notations, e.g. SNV', 'chữ viết tắt trong ký hiệu, ví dụ SNV'),
  address: text('postal address', 'địa chỉ').optional(),
  email: text('official e-mail address', 'thư điện tử công vụ').optional(),
  telephone: text('telephone', 'điện thoại').optional(),
});

const signerKey = z.strictObject({
  uri: uri(
    KEY_SCHEMES,
    'where the key is, e.g. keyfile:keys/person.p12; also pkcs11: (token) and csc: (remote signing)',
    'nơi giữ khóa, ví dụ keyfile:keys/person.p12; còn có pkcs11: (token) và csc: (ký số từ xa)',
  ),
  secret_file: path(
    'file (mode 0600) with the PIN or passphrase; without it you are asked',
    'tệp (quyền 0600) chứa mã PIN hoặc mật khẩu; không có thì sẽ hỏi',
  ).optional(),
  pss: flag(
    'sign documents with RSASSA-PSS although the RSA key may do otherwise; envelopes stay PKCS #1',
    'ký văn bản bằng RSASSA-PSS dù khóa RSA dùng được cách khác; gói tin vẫn theo PKCS #1',
  ).optional(),
});

const signing = z.strictObject({
  level: choice(['B-B', 'B-T', 'B-LT', 'B-LTA'], 'signature level', 'mức chữ ký'),
  tsa: httpUrls('timestamp authorities, tried in order', 'máy chủ dấu thời gian, thử lần lượt'),
  tsa_timeout_seconds: number(
    0.1,
    300,
    'time-out of one timestamp request, s',
    'thời hạn một yêu cầu dấu thời gian, giây',
  ),
  tsa_attempts: integer(
    1,
    5,
    'how often one authority is asked when it does not answer',
    'số lần hỏi một máy chủ dấu thời gian khi không có trả lời',
  ),
  timestamp: choice(
    ['required', 'preferred'],
    'when no authority answers: required = do not sign, preferred = sign at B-B and say so',
    'khi không lấy được dấu thời gian: required = không ký, preferred = ký mức B-B và báo lại',
  ),
  person_image: path('blue signature image, PNG', 'ảnh chữ ký màu xanh, PNG').optional(),
  person_width_mm: number(10, 100, 'width of the signature image, mm', 'bề rộng ảnh chữ ký, mm'),
  person_height_mm: number(5, 60, 'height of the signature image, mm', 'bề cao ảnh chữ ký, mm'),
  seal_image: path('red seal image, PNG', 'ảnh con dấu màu đỏ, PNG').optional(),
  seal_diameter_mm: number(
    15,
    60,
    'true diameter of the seal, mm',
    'đường kính thật của con dấu, mm',
  ).optional(),
});

const trust = z.strictObject({
  anchors: paths('certificates trusted as roots, PEM or DER', 'chứng thư gốc được tin cậy, PEM hoặc DER'),
  folder: path(
    'folder of further trusted roots, kept by congvan trust',
    'thư mục chứa thêm gốc tin cậy, do congvan trust quản lý',
  ),
  intermediates: paths('certificates that help to build chains', 'chứng thư trung gian để dựng chuỗi'),
  fetch_issuers: flag(
    'fetch missing issuers from the addresses in certificates (public addresses only)',
    'tải chứng thư cấp trên còn thiếu từ địa chỉ nêu trong chứng thư (chỉ địa chỉ công cộng)',
  ),
  policy: path(
    'signature policy, TOML; the program’s own unless given (congvan policy show)',
    'chính sách chữ ký, TOML; mặc định theo chương trình (congvan policy show)',
  ).optional(),
});

const revocation = z.strictObject({
  timeout_seconds: number(
    0.1,
    300,
    'time-out of one OCSP or CRL request, s',
    'thời hạn một yêu cầu OCSP hoặc CRL, giây',
  ),
  cache_seconds: number(
    0,
    3600,
    'how long an answer is given again without asking, s',
    'thời gian dùng lại một câu trả lời, giây',
  ),
  files: paths('revocation lists on the disk, DER', 'danh sách thu hồi trên đĩa, DER'),
  overrides: urlMap(
    'ask this URL instead of the one in a certificate',
    'hỏi địa chỉ này thay cho địa chỉ trong chứng thư',
  ),
});

const axis = z.strictObject({
  url: httpsUrl('address of the axis', 'địa chỉ trục liên thông'),
  ca: path('CA of the axis TLS certificate, PEM', 'CA của chứng thư TLS của trục, PEM'),
  certificate: path('our TLS client certificate chain, PEM', 'chuỗi chứng thư TLS của ta, PEM'),
  key: path('its private key, PEM, mode 0600', 'khóa riêng của chứng thư đó, PEM, quyền 0600'),
  receipt_certificate: path(
    'certificate that signs the axis receipts, PEM',
    'chứng thư ký biên nhận của trục, PEM',
  ),
  timeout_seconds: number(1, 600, 'time-out of one request, s', 'thời hạn một yêu cầu, giây'),
  expiry_days: number(1, 60, 'how long a dispatch is tried, days', 'số ngày tiếp tục thử gửi'),
  directory: path(
    'address book as last fetched from the axis, JSON',
    'danh bạ lấy từ trục lần gần nhất, JSON',
  ),
});

const daemon = z.strictObject({
  poll_seconds: number(0.01, 3600, 'pause while there is work, s', 'nghỉ giữa hai lượt khi có việc, giây'),
  idle_seconds: number(0.05, 3600, 'longest pause without work, s', 'nghỉ lâu nhất khi hết việc, giây'),
  stop_seconds: number(0, 600, 'deadline of a graceful stop, s', 'hạn dừng êm, giây'),
  health: path('Unix socket that answers liveness', 'Unix socket trả lời tình trạng'),
});

const hub = z.strictObject({
  host: text('address to listen on', 'địa chỉ lắng nghe'),
  port: integer(0, 65535, 'port to listen on; 0 = any free one', 'cổng lắng nghe; 0 = cổng trống bất kỳ'),
  certificate: path('TLS server certificate chain, PEM', 'chuỗi chứng thư TLS máy chủ, PEM'),
  key: path('its private key, PEM, mode 0600', 'khóa riêng của chứng thư đó, PEM, quyền 0600'),
  client_ca: path('CA of the agencies TLS certificates, PEM', 'CA của chứng thư TLS các cơ quan, PEM'),
  receipt_key: uri(KEY_SCHEMES, 'key that signs receipts', 'khóa ký biên nhận'),
  receipt_secret_file: path(
    'file (mode 0600) with its passphrase',
    'tệp (quyền 0600) chứa mật khẩu khóa đó',
  ).optional(),
  directory: path('address book of the agencies, JSON', 'danh bạ cơ quan, JSON'),
  store: uri(STORE, 'database of the axis', 'cơ sở dữ liệu của trục'),
  blobs: uri(BLOBS, 'where the axis keeps envelopes and attachments', 'nơi trục giữ gói tin và tệp đính kèm'),
});

export const configSchema = z.strictObject({
  dev: flag('accept the development root; never in production', 'chấp nhận gốc phát triển; không dùng thật'),
  lang: choice(['vi', 'en'], 'language of messages', 'ngôn ngữ thông báo').optional(),
  agency: agency.optional(),
  store: z.strictObject({ uri: uri(STORE, 'database', 'cơ sở dữ liệu') }),
  blobs: z.strictObject({ uri: uri(BLOBS, 'where bytes are kept', 'nơi giữ nội dung tệp') }),
  log: z.strictObject({
    dir: path('folder of the tamper-evident log', 'thư mục nhật ký chống sửa'),
    key: path(
      'Ed25519 key that signs checkpoints, PEM, mode 0600',
      'khóa Ed25519 ký điểm chốt, PEM, quyền 0600',
    ),
    origin: text('name of the log in its checkpoints', 'tên nhật ký ghi trong điểm chốt').optional(),
  }),
  keys: z.strictObject({ person: signerKey.optional(), agency: signerKey.optional() }),
  signing,
  trust,
  revocation,
  axis: axis.optional(),
  daemon,
  hub: hub.optional(),
});

/** Validated; every path and the path of every URI absolute. */
export type Config = z.infer<typeof configSchema>;
export type AgencyConfig = z.infer<typeof agency>;
export type SignerKeyConfig = z.infer<typeof signerKey>;
export type AxisConfig = z.infer<typeof axis>;
export type HubConfig = z.infer<typeof hub>;
