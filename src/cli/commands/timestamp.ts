import type { CommandSpec } from '../command.ts';
import { OUTPUT_OPTIONS, PASSWORD_OPTION } from '../commonOptions.ts';
import { GRACE_OPTION, protectFile, SIGNATURE_OPTION } from '../protectFile.ts';

export const timestampCommand: CommandSpec = {
  description: {
    en: 'Renews the protection of a signed file without any key: adds the validation material that is still missing (certificates, OCSP, CRL), then a timestamp over everything: a document timestamp in a PDF, an archive timestamp in a CMS signature (.p7s), in signed XML and in an ASiC container. Signatures of people whose certificates have expired since stay provable. A file whose signatures are broken or cannot be proven valid is refused. A PDF without signatures gets the timestamp alone.',
    vi: 'Gia hạn bảo vệ cho tệp đã ký, không cần khóa: bổ sung dữ liệu kiểm tra còn thiếu (chứng thư, OCSP, CRL), rồi đóng dấu thời gian lên toàn bộ: trong tệp PDF, trong chữ ký CMS (.p7s), trong XML đã ký hoặc gói ASiC. Chữ ký của người có chứng thư đã hết hạn vẫn chứng minh được. Từ chối tệp có chữ ký hỏng hoặc không chứng minh được là hợp lệ. Tệp chưa ký thì chỉ được đóng dấu thời gian.',
  },
  arguments: [{ name: 'FILE', about: { en: 'the signed file; - for stdin', vi: 'tệp đã ký; - là stdin' } }],
  options: [GRACE_OPTION, SIGNATURE_OPTION, PASSWORD_OPTION, ...OUTPUT_OPTIONS],
  examples: [
    {
      line: 'congvan timestamp cv-extended.pdf',
      what: {
        en: 'writes cv-timestamped.pdf; due before the last timestamp’s certificate expires',
        vi: 'ghi ra cv-timestamped.pdf; cần làm trước khi chứng thư của dấu thời gian cuối hết hạn',
      },
    },
    {
      line: 'congvan timestamp luong.xlsx.p7s',
      what: {
        en: 'a signature beside luong.xlsx: luong.xlsx-timestamped.p7s',
        vi: 'chữ ký đi kèm luong.xlsx: luong.xlsx-timestamped.p7s',
      },
    },
  ],
  exitCodes: [10, 13, 14, 15],
  run: async (session) => {
    const { timestampDocument } = await import('../../flow/timestamp.ts');
    const { timestampFile } = await import('../../flow/extendFile.ts');
    return await protectFile(session, 'timestamped', { pdf: timestampDocument, other: timestampFile });
  },
};
