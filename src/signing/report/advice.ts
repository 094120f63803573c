import type { Bilingual } from '../../kernel/errors/row.ts';
import type { Indication, SignatureReport, SubIndication } from '../report.ts';

/** What a verdict means in plain words, and what the reader should do now. */
export interface Advice {
  readonly means: Bilingual;
  readonly todo: Bilingual;
}

/** What to do about each sub-indication of EN 319 102-1; the compiler sees to it that none is missing. */
export const ADVICE: Readonly<Record<SubIndication, Advice>> = {
  FORMAT_FAILURE: {
    means: {
      en: 'The file or the signature is not built as the standard asks, or something was changed after signing that no signature allows.',
      vi: 'Tệp hoặc chữ ký không đúng cấu trúc theo tiêu chuẩn, hoặc sau khi ký có thay đổi mà không chữ ký nào cho phép.',
    },
    todo: {
      en: 'Do not rely on what the file shows. Look at the listed changes, take out what was signed (--extract-revision), and ask the issuer for the original.',
      vi: 'Không dựa vào nội dung đang hiển thị. Xem các thay đổi được nêu, lấy lại bản đã ký (--extract-revision) và yêu cầu nơi phát hành gửi bản gốc.',
    },
  },
  HASH_FAILURE: {
    means: {
      en: 'The signed bytes are not those that were signed.',
      vi: 'Nội dung được ký không còn như khi ký.',
    },
    todo: {
      en: 'Reject the file: it was changed or damaged on its way. Ask the issuer to send it again.',
      vi: 'Từ chối tệp: đã bị sửa hoặc hỏng khi truyền. Yêu cầu nơi phát hành gửi lại.',
    },
  },
  SIG_CRYPTO_FAILURE: {
    means: {
      en: 'The signature value was not made by the key of this certificate for these bytes.',
      vi: 'Giá trị chữ ký không do khóa của chứng thư này tạo ra cho nội dung này.',
    },
    todo: {
      en: 'Reject the file: the signature is damaged or forged. Ask the issuer to sign and send it again.',
      vi: 'Từ chối tệp: chữ ký hỏng hoặc giả mạo. Yêu cầu nơi phát hành ký và gửi lại.',
    },
  },
  REVOKED: {
    means: {
      en: 'The certificate was revoked before the signature is proven to have existed.',
      vi: 'Chứng thư đã bị thu hồi trước thời điểm chữ ký được chứng minh là đã có.',
    },
    todo: {
      en: 'Reject the signature. Ask the issuer for a new one made with a valid certificate.',
      vi: 'Không chấp nhận chữ ký. Yêu cầu nơi phát hành ký lại bằng chứng thư còn hiệu lực.',
    },
  },
  EXPIRED: {
    means: {
      en: 'The signature is proven to be from after the certificate expired.',
      vi: 'Chữ ký được chứng minh là tạo ra sau khi chứng thư hết hạn.',
    },
    todo: {
      en: 'Reject the signature. Ask the issuer for a new one made with a valid certificate.',
      vi: 'Không chấp nhận chữ ký. Yêu cầu nơi phát hành ký lại bằng chứng thư còn hiệu lực.',
    },
  },
  NOT_YET_VALID: {
    means: {
      en: 'The certificate was not yet in force at the time in question.',
      vi: 'Tại thời điểm xét, chứng thư chưa có hiệu lực.',
    },
    todo: {
      en: 'Check the time of judging (--at) and the clock. If both are right, ask the issuer how it could sign then.',
      vi: 'Kiểm tra thời điểm xét (--at) và đồng hồ. Nếu đúng, hỏi nơi phát hành vì sao ký được khi đó.',
    },
  },
  SIG_CONSTRAINTS_FAILURE: {
    means: {
      en: 'Something the rules ask of a signature is missing or does not fit: an attribute, a timestamp that belongs elsewhere, a later change nobody can read.',
      vi: 'Chữ ký thiếu hoặc có thành phần không khớp: thuộc tính, dấu thời gian của chữ ký khác, thay đổi về sau không đọc được.',
    },
    todo: {
      en: 'Read the reasons. A program of the issuer made the signature badly, or somebody tampered with it: ask for a new signature.',
      vi: 'Đọc các lý do. Phần mềm của nơi phát hành ký sai hoặc có người can thiệp: yêu cầu ký lại.',
    },
  },
  CHAIN_CONSTRAINTS_FAILURE: {
    means: {
      en: 'The certificate may not be used for this, or an authority issued what it may not issue.',
      vi: 'Chứng thư không được dùng cho việc này, hoặc tổ chức cấp đã cấp ngoài phạm vi của mình.',
    },
    todo: {
      en: 'Do not accept it as a signature of this kind. Ask the signer which certificate is meant for documents.',
      vi: 'Không chấp nhận như chữ ký loại này. Hỏi người ký chứng thư nào dùng để ký văn bản.',
    },
  },
  CERTIFICATE_CHAIN_GENERAL_FAILURE: {
    means: {
      en: 'A certificate in the chain is wrong in itself: not signed by its issuer, or with content nobody may ignore.',
      vi: 'Một chứng thư trong chuỗi tự nó sai: không do nơi cấp ký, hoặc có nội dung không được bỏ qua.',
    },
    todo: {
      en: 'Get the certificates of the authority from its own site and judge again; if it stays so, reject it.',
      vi: 'Lấy chứng thư của tổ chức cấp từ trang chính thức rồi xét lại; nếu vẫn vậy thì từ chối.',
    },
  },
  CRYPTO_CONSTRAINTS_FAILURE: {
    means: {
      en: 'The policy does not accept this algorithm or key size at all.',
      vi: 'Chính sách không chấp nhận thuật toán hoặc độ dài khóa này.',
    },
    todo: {
      en: 'Ask the issuer for a signature with a current algorithm. For an old archive, use a policy that says until when it was accepted.',
      vi: 'Yêu cầu ký lại bằng thuật toán hiện hành. Với hồ sơ cũ, dùng chính sách nêu rõ thời hạn chấp nhận.',
    },
  },
  CRYPTO_CONSTRAINTS_FAILURE_NO_POE: {
    means: {
      en: 'The algorithm was accepted once, but nothing proves that the signature is that old.',
      vi: 'Thuật toán từng được chấp nhận nhưng không có gì chứng minh chữ ký có từ khi đó.',
    },
    todo: {
      en: 'Look for a timestamp, an archive record or a bundle from that time. Without it the signature stays undecided.',
      vi: 'Tìm dấu thời gian, hồ sơ lưu trữ hoặc gói kiểm tra từ thời đó. Không có thì chưa kết luận được.',
    },
  },
  POLICY_PROCESSING_ERROR: {
    means: {
      en: 'The signature names a policy that cannot be applied.',
      vi: 'Chữ ký nêu một chính sách không áp dụng được.',
    },
    todo: {
      en: 'Ask the issuer which signature policy it means and for a signature without it, or judge it with a program that knows it.',
      vi: 'Hỏi nơi phát hành về chính sách chữ ký đó, hoặc kiểm tra bằng phần mềm hiểu nó.',
    },
  },
  TIMESTAMP_ORDER_FAILURE: {
    means: {
      en: 'The times contradict each other: a timestamp is from the future, from outside its certificate, or older than what it stamps.',
      vi: 'Các mốc thời gian mâu thuẫn: dấu thời gian ở tương lai, ngoài hiệu lực chứng thư, hoặc trước nội dung nó đóng.',
    },
    todo: {
      en: 'Check the clock and --at. If they are right, do not rely on the times in the file and ask the issuer.',
      vi: 'Kiểm tra đồng hồ và --at. Nếu đúng, không dựa vào các mốc thời gian trong tệp và hỏi nơi phát hành.',
    },
  },
  NO_SIGNING_CERTIFICATE_FOUND: {
    means: {
      en: 'The certificate of the signer is not in the file, so that nobody knows whose signature it is.',
      vi: 'Tệp không chứa chứng thư của người ký nên không biết chữ ký của ai.',
    },
    todo: {
      en: 'Get the signer’s certificate, name it in trust.intermediates and judge again; or ask for a signature that carries it.',
      vi: 'Lấy chứng thư người ký, nêu trong trust.intermediates rồi xét lại; hoặc yêu cầu chữ ký có kèm chứng thư.',
    },
  },
  NO_CERTIFICATE_CHAIN_FOUND: {
    means: {
      en: 'No chain of certificates leads from the signer to an authority that is trusted here.',
      vi: 'Không có chuỗi chứng thư dẫn từ người ký tới tổ chức được tin cậy ở đây.',
    },
    todo: {
      en: 'Find out who issued the certificate. If it is a licensed authority, add its root after comparing the fingerprint (congvan trust add), and missing intermediates; if not, do not accept it.',
      vi: 'Xác định nơi cấp chứng thư. Nếu là tổ chức được cấp phép, thêm gốc sau khi đối chiếu dấu vân tay (congvan trust add) và chứng thư trung gian còn thiếu; nếu không thì không chấp nhận.',
    },
  },
  REVOKED_NO_POE: {
    means: {
      en: 'The certificate is revoked now, and nothing proves that the signature is older than that.',
      vi: 'Chứng thư hiện đã bị thu hồi và không có gì chứng minh chữ ký có trước đó.',
    },
    todo: {
      en: 'Look for proof of an earlier time: a timestamp, the sender’s archive, a bundle. Without it, treat the signature as revoked.',
      vi: 'Tìm bằng chứng về thời điểm sớm hơn: dấu thời gian, lưu trữ nơi gửi, gói kiểm tra. Không có thì coi như đã thu hồi.',
    },
  },
  REVOKED_CA_NO_POE: {
    means: {
      en: 'An issuing authority is revoked, and nothing proves that the signature is older than that.',
      vi: 'Tổ chức cấp chứng thư đã bị thu hồi và không có gì chứng minh chữ ký có trước đó.',
    },
    todo: {
      en: 'Do not accept it before the authority’s fate is known. Ask the issuer for a signature by another certificate.',
      vi: 'Chưa chấp nhận khi chưa rõ tình trạng tổ chức cấp. Yêu cầu ký lại bằng chứng thư khác.',
    },
  },
  OUT_OF_BOUNDS_NOT_REVOKED: {
    means: {
      en: 'The certificate is out of its validity, is not revoked, and nothing proves that the signature is from its time.',
      vi: 'Chứng thư ngoài thời hạn, chưa bị thu hồi, và không có gì chứng minh chữ ký có trong thời hạn đó.',
    },
    todo: {
      en: 'Look for proof of an earlier time: a timestamp, the archive, a bundle. Files that matter should be timestamped before certificates expire (congvan timestamp).',
      vi: 'Tìm bằng chứng thời điểm sớm hơn: dấu thời gian, lưu trữ, gói kiểm tra. Tệp quan trọng cần gia hạn dấu thời gian trước khi chứng thư hết hạn (congvan timestamp).',
    },
  },
  OUT_OF_BOUNDS_NO_POE: {
    means: {
      en: 'The certificate is out of its validity now, and nothing proves that the signature is from its time.',
      vi: 'Chứng thư hiện ngoài thời hạn và không có gì chứng minh chữ ký có trong thời hạn đó.',
    },
    todo: {
      en: 'Look for proof of an earlier time: a timestamp, the archive, a bundle. If the date of signing is known otherwise, judge with --at and say so in your record.',
      vi: 'Tìm bằng chứng thời điểm sớm hơn: dấu thời gian, lưu trữ, gói kiểm tra. Nếu biết ngày ký bằng cách khác, xét với --at và ghi rõ trong hồ sơ.',
    },
  },
  NO_POE: {
    means: {
      en: 'Something the judgement rests on is not proven to have existed in time.',
      vi: 'Một yếu tố làm căn cứ không được chứng minh là đã có đúng lúc.',
    },
    todo: {
      en: 'Look for a later timestamp over it, an archive record or a bundle from that time.',
      vi: 'Tìm dấu thời gian về sau, hồ sơ lưu trữ hoặc gói kiểm tra từ thời đó.',
    },
  },
  TRY_LATER: {
    means: {
      en: 'The answer about revocation that is needed is not there yet, or too old.',
      vi: 'Chưa có câu trả lời về thu hồi cần thiết, hoặc đã quá cũ.',
    },
    todo: {
      en: 'Judge again with a network connection, or later: authorities publish new lists within hours. Do not accept it for good before that.',
      vi: 'Xét lại khi có mạng hoặc xét sau: tổ chức cấp công bố danh sách mới trong vài giờ. Chưa chấp nhận hẳn trước khi có.',
    },
  },
  SIGNED_DATA_NOT_FOUND: {
    means: {
      en: 'What was signed is not there: a file or a part of it is missing.',
      vi: 'Không có nội dung được ký: thiếu tệp hoặc một phần của tệp.',
    },
    todo: {
      en: 'Get the file the signature belongs to and judge both together.',
      vi: 'Lấy tệp mà chữ ký thuộc về rồi xét cùng nhau.',
    },
  },
};

const PASSED: Advice = {
  means: {
    en: 'The signature is valid by the policy named in this report.',
    vi: 'Chữ ký hợp lệ theo chính sách nêu trong báo cáo này.',
  },
  todo: {
    en: 'Nothing, but read who signed in which role: a valid signature of the wrong person is no approval.',
    vi: 'Không cần làm gì thêm, nhưng hãy xem ai ký với vai trò gì: chữ ký hợp lệ của sai người không phải phê duyệt.',
  },
};

const UNSAID: Readonly<Record<Exclude<Indication, 'TOTAL-PASSED'>, Advice>> = {
  INDETERMINATE: {
    means: {
      en: 'It cannot be decided whether the signature is valid.',
      vi: 'Chưa xác định được chữ ký có hợp lệ hay không.',
    },
    todo: {
      en: 'Read the reasons, get what is missing and judge again. Until then treat it as not signed.',
      vi: 'Đọc các lý do, bổ sung phần còn thiếu rồi xét lại. Trước đó coi như chưa ký.',
    },
  },
  'TOTAL-FAILED': {
    means: { en: 'The signature is not valid.', vi: 'Chữ ký không hợp lệ.' },
    todo: {
      en: 'Reject it and ask the issuer for a new one.',
      vi: 'Từ chối và yêu cầu nơi phát hành ký lại.',
    },
  },
};

/** What a signature's verdict means and what to do about it. */
export function adviceFor({
  indication,
  subIndication,
}: Pick<SignatureReport, 'indication' | 'subIndication'>): Advice {
  if (indication === 'TOTAL-PASSED') return PASSED;
  return subIndication === null ? UNSAID[indication] : ADVICE[subIndication];
}
