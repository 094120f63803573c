import type { CommandSpec } from '../command.ts';
import { OUTPUT_OPTIONS } from '../commonOptions.ts';
import { GRACE_OPTION, protectFile } from '../protectFile.ts';

export const timestampCommand: CommandSpec = {
  description: {
    en: 'Renews the protection of a PDF without any key: adds the validation material that is still missing (certificates, OCSP, CRL), then a document timestamp over everything. Signatures of people whose certificates have expired since stay provable. A file whose signatures are broken or cannot be proven valid is refused. A PDF without signatures gets the timestamp alone.',
    vi: 'Gia hạn bảo vệ cho tệp PDF, không cần khóa: bổ sung dữ liệu kiểm tra còn thiếu (chứng thư, OCSP, CRL), rồi đóng dấu thời gian lên toàn bộ tệp. Chữ ký của người có chứng thư đã hết hạn vẫn chứng minh được. Từ chối tệp có chữ ký hỏng hoặc không chứng minh được là hợp lệ. Tệp chưa ký thì chỉ được đóng dấu thời gian.',
  },
  arguments: [{ name: 'FILE', about: { en: 'the PDF; - for stdin', vi: 'tệp PDF; - là stdin' } }],
  options: [GRACE_OPTION, ...OUTPUT_OPTIONS],
  examples: [
    {
      line: 'congvan timestamp cv-extended.pdf',
      what: {
        en: 'writes cv-timestamped.pdf; due before the last timestamp’s certificate expires',
        vi: 'ghi ra cv-timestamped.pdf; cần làm trước khi chứng thư của dấu thời gian cuối hết hạn',
      },
    },
  ],
  exitCodes: [10, 13, 14, 15],
  run: async (session) => {
    const { timestampDocument } = await import('../../flow/timestamp.ts');
    return await protectFile(session, 'timestamped', timestampDocument);
  },
};
