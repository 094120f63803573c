import type { Bilingual } from '../../kernel/errors/row.ts';

/** What a reason is about, longest beginning of its code first; every code a report can give begins with one of them. */
const TOPICS: readonly (readonly [beginnings: string, todo: Bilingual])[] = [
  [
    'PDF_NO_SIGNATURE XML_SEAL_MISSING',
    {
      en: 'The file bears no signature: it has the value of an unsigned copy. Ask for the signed one.',
      vi: 'Tệp không có chữ ký: chỉ có giá trị như bản chưa ký. Yêu cầu bản đã ký.',
    },
  ],
  [
    'PDF_SIGNATURE_SHOWN',
    {
      en: 'Nothing; it tells where a later signature shows itself on the page.',
      vi: 'Không cần làm gì; cho biết chữ ký về sau hiển thị ở đâu trên trang.',
    },
  ],
  [
    'PDF_CHANGE_ PDF_CHANGES_ PDF_SIGNATURE_REMOVED',
    {
      en: 'Compare with what was signed: congvan verify --show-changes, and --extract-revision.',
      vi: 'So với bản đã ký: congvan verify --show-changes và --extract-revision.',
    },
  ],
  [
    'PDF_',
    {
      en: 'The place of the signature in the file is not as it must be: ask the issuer to sign the original again.',
      vi: 'Vị trí chữ ký trong tệp không đúng: yêu cầu nơi phát hành ký lại bản gốc.',
    },
  ],
  [
    'PART_',
    {
      en: 'Take the parts from where the envelope came from; do not use a part that differs from the sealed one.',
      vi: 'Lấy các phần từ nơi đã gửi gói tin; không dùng phần khác với phần đã niêm phong.',
    },
  ],
  [
    'TIMESTAMP_MISSING',
    {
      en: 'Without a timestamp the signature lives as long as its certificate: have a timestamp added in time (congvan timestamp).',
      vi: 'Không có dấu thời gian thì chữ ký chỉ kiểm tra được khi chứng thư còn hạn: hãy bổ sung kịp thời (congvan timestamp).',
    },
  ],
  [
    'TIMESTAMP ARCHIVE_ POE_ PROOF_',
    {
      en: 'The time is not proven by this. Look at the timestamp authority’s chain, or for another proof of the time.',
      vi: 'Thời điểm không được chứng minh bằng cái này. Xem chuỗi của máy chủ thời gian hoặc tìm bằng chứng khác.',
    },
  ],
  [
    'REVOCATION_ OCSP_ CRL_',
    {
      en: 'Judge again with a network connection, or give the authority’s list (revocation.files).',
      vi: 'Xét lại khi có mạng, hoặc cung cấp danh sách của tổ chức cấp (revocation.files).',
    },
  ],
  [
    'CERT_REVOKED_LATER',
    {
      en: 'Nothing for this signature: the revocation came after its proven time.',
      vi: 'Không ảnh hưởng chữ ký này: việc thu hồi xảy ra sau thời điểm đã chứng minh.',
    },
  ],
  [
    'CERT_REVOKED CERT_CA_REVOKED',
    {
      en: 'Ask the authority why and since when it was revoked, and the signer for a new signature.',
      vi: 'Hỏi tổ chức cấp lý do và thời điểm thu hồi, và yêu cầu người ký ký lại.',
    },
  ],
  [
    'CERT_EXPIRED CERT_NOT_YET_VALID',
    {
      en: 'Look for proof that the signature is from the certificate’s time.',
      vi: 'Tìm bằng chứng chữ ký được tạo trong thời hạn của chứng thư.',
    },
  ],
  [
    'CHAIN_NOT_FOUND',
    {
      en: 'Add the root after comparing its fingerprint (congvan trust add), or the missing intermediate (trust.intermediates).',
      vi: 'Thêm gốc sau khi đối chiếu dấu vân tay (congvan trust add), hoặc chứng thư trung gian còn thiếu (trust.intermediates).',
    },
  ],
  [
    'CERT_ CHAIN_',
    {
      en: 'Ask the authority that issued the certificate; do not accept the chain before it is explained.',
      vi: 'Hỏi tổ chức đã cấp chứng thư; chưa chấp nhận chuỗi khi chưa được giải thích.',
    },
  ],
  [
    'ALGORITHM_ KEY_',
    {
      en: 'Ask for a signature with an algorithm and key the policy accepts.',
      vi: 'Yêu cầu ký bằng thuật toán và khóa mà chính sách chấp nhận.',
    },
  ],
  [
    'CMS_ CADES_',
    {
      en: 'The signature itself is at fault: ask the signer to sign again with a program that follows the standard.',
      vi: 'Bản thân chữ ký có lỗi: yêu cầu người ký ký lại bằng phần mềm đúng tiêu chuẩn.',
    },
  ],
  [
    'XML_ DSIG_ XADES_ C14N_ SEAL_',
    {
      en: 'Do not read the content as sealed: ask the sender to seal and send it again.',
      vi: 'Không coi nội dung là đã niêm phong: yêu cầu nơi gửi ký và gửi lại.',
    },
  ],
  [
    'ASIC_ ZIP_ CONTAINER_ FILE_',
    {
      en: 'Compare the container with the list of what was signed; take only the files that are covered.',
      vi: 'So gói với danh sách được ký; chỉ dùng các tệp được chữ ký bao phủ.',
    },
  ],
];

const ROWS = TOPICS.flatMap(([beginnings, todo]) =>
  beginnings.split(' ').map((beginning) => ({ beginning, todo })),
).sort((a, b) => b.beginning.length - a.beginning.length);

/** What to do about one reason, by its code; undefined for a code nobody foresaw: then the sub-indication must do. */
export function reasonAdvice(code: string): Bilingual | undefined {
  return ROWS.find(({ beginning }) => code.startsWith(beginning))?.todo;
}
