import { titleOf } from '../metadata.ts';
import type { KeptRecord } from '../record.ts';

/** Tells somebody who has only this folder what is in it and how to check it. */
export function readme({ record, digest, nonce, leafIndex }: KeptRecord): string {
  return `# ${oneLine(titleOf(record))}

Record ${record.id} of ${record.holder}, kept ${record.archivedAt} (UTC).
Hồ sơ ${record.id} của ${record.holder}, lưu ngày ${record.archivedAt} (UTC).

| file | what it is · nội dung |
| --- | --- |
| \`original/\` | the files exactly as issued or received · tệp gốc, nguyên từng byte |
| \`envelope.edxml\` | the envelope exactly as sent or received · gói edXML nguyên bản |
| \`receipts/\` | signed receipts of the exchange · biên nhận đã ký |
| \`reports/\` | validation reports of the signatures · kết quả kiểm tra chữ ký |
| \`record.json\` | the record, canonical JSON (RFC 8785); its digest is ${digest} |
| \`additions.json\` | statuses, receipts and reports added later · trạng thái, biên nhận bổ sung |
| \`metadata.xml\`, \`metadata.json\` | metadata under the names of NĐ 30/2020 PL VI · dữ liệu đặc tả |
| \`record.tlog-proof\` | proof that the record is in the archive's append-only log |
| \`log.vkey\` | the key of that log; compare it with the one the agency publishes |
| \`manifest-sha256.txt\` | SHA-256 of every file above |

## How to check it · Cách kiểm tra

1. \`sha256sum -c manifest-sha256.txt\`: the files are the ones that were exported.
2. \`record.json\` names the SHA-256 of every original file, of the envelope and of the report.
3. SHA-256(nonce ‖ SHA-256(record.json)) with the nonce ${nonce} must be the \`content\` of the leaf, which stands in the
   \`extra\` line of \`record.tlog-proof\` (base64 of JSON; \`entry\` is the leaf).
4. SHA-256(0x00 ‖ entry) is leaf ${leafIndex} of the log. With the hashes of the proof it gives the root in the checkpoint
   (RFC 6962 §2.1.1), and the checkpoint is signed by the key in \`log.vkey\` (https://c2sp.org/tlog-proof,
   https://c2sp.org/signed-note).

With congvan, steps 3 and 4 are one command that needs no network · Với congvan, bước 3 và 4 là một lệnh, không cần mạng:

    congvan archive check-proof record.tlog-proof --vkey log.vkey --record record.json
`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
