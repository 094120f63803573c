import type { AuditKind } from '../../archive/audit.ts';
import type { Condition } from '../../archive/query.ts';
import type { Keeping } from '../../flow/context.ts';
import type { ExitCode } from '../../kernel/errors/row.ts';
import type { RecordId } from '../../kernel/ids.ts';
import type { CommandSpec } from '../command.ts';
import { defined } from '../defined.ts';
import type { Session } from '../session.ts';

const ID = {
  name: 'RECORD-ID',
  about: { en: 'as printed by archive search', vi: 'như archive search in ra' },
};

export const archiveSearch: CommandSpec = {
  description: {
    en: 'Finds records by words of any field and of the text of their files, with or without accents ("cong van" finds "công văn"). "a b" both, "a OR b" either, -word not, "quoted words" one after the other; fields: number: notation: subject: type: issuer: signer: since: until: and more.',
    vi: 'Tìm hồ sơ theo từ trong mọi trường và trong nội dung tệp, có hoặc không dấu ("cong van" tìm được "công văn"). "a b" cả hai, "a OR b" một trong hai, -từ loại trừ, "cụm từ" liền nhau; trường: number: notation: subject: type: issuer: signer: since: until: …',
  },
  arguments: [
    {
      name: 'QUERY',
      many: true,
      optional: true,
      about: { en: 'the query; everything unless given', vi: 'câu tìm; bỏ trống là tất cả' },
    },
  ],
  options: [
    {
      flags: '--agency <code>',
      about: { en: 'issued by or sent to this agency', vi: 'do cơ quan này gửi hoặc nhận' },
    },
    { flags: '--type <type>', about: { en: 'document type', vi: 'loại văn bản' } },
    {
      flags: '--number <code>',
      about: { en: 'number, or number and notation (15/STC-VP)', vi: 'số, hoặc số ký hiệu (15/STC-VP)' },
    },
    { flags: '--since <day>', about: { en: 'dated this day or later', vi: 'từ ngày này' } },
    { flags: '--until <day>', about: { en: 'dated this day or earlier', vi: 'đến ngày này' } },
    {
      flags: '--direction <way>',
      about: { en: 'outgoing or incoming', vi: 'văn bản đi hoặc đến' },
      choices: ['out', 'in'],
    },
    {
      flags: '--limit <count>',
      about: { en: 'so many per page', vi: 'số kết quả mỗi trang' },
      standard: '20',
    },
    { flags: '--after <cursor>', about: { en: 'the page after this one', vi: 'trang sau trang này' } },
  ],
  examples: [
    {
      line: 'congvan archive search quy hoach dat',
      what: { en: 'three words, accents left out', vi: 'ba từ, không dấu' },
    },
    {
      line: `congvan archive search '"họp giao ban" -type:giay-moi' --since 2026-01-01`,
      what: { en: 'a phrase, no invitations, this year', vi: 'cụm từ, trừ giấy mời, trong năm' },
    },
    {
      line: 'congvan archive search --number 15/STC-VP --json',
      what: { en: 'by number', vi: 'theo số ký hiệu' },
    },
  ],
  exitCodes: [10, 11],
  run: search,
};

export const archiveShow: CommandSpec = {
  description: {
    en: 'Shows one record: metadata, files with digests, receipts and statuses that came later, its leaf in the log.',
    vi: 'Xem một hồ sơ lưu: thông tin, các tệp kèm mã băm, biên nhận và trạng thái về sau, vị trí trong nhật ký.',
  },
  arguments: [ID],
  examples: [
    {
      line: 'congvan archive show 01980e2a-0000-7000-8000-000000000001',
      what: { en: 'one record', vi: 'một hồ sơ' },
    },
  ],
  exitCodes: [10, 11, 13],
  run: show,
};

export const archiveExport: CommandSpec = {
  description: {
    en: 'Writes a record to a new folder that explains itself and can be checked without this program: the files as received or sent, record.json (the bytes whose digest is in the log), envelope, validation report, receipts, the metadata of annex VI, a proof from the log, and SHA-256 of everything. Each file is checked against its digest. All or nothing: the folder appears when it is complete.',
    vi: 'Ghi hồ sơ ra một thư mục mới, tự giải thích và kiểm tra được mà không cần chương trình này: các tệp như đã nhận hoặc gửi, record.json (nội dung có mã băm trong nhật ký), gói tin, báo cáo kiểm tra, biên nhận, thông tin theo phụ lục VI, bằng chứng từ nhật ký, và SHA-256 của mọi tệp. Mỗi tệp được đối chiếu mã băm. Thư mục chỉ xuất hiện khi đã đủ.',
  },
  arguments: [
    ID,
    { name: 'FOLDER', about: { en: 'a folder that does not exist yet', vi: 'thư mục chưa có' } },
  ],
  examples: [
    {
      line: 'congvan archive export 01980e2a-0000-7000-8000-000000000001 ./15-STC-VP',
      what: { en: 'for the auditor', vi: 'cho người kiểm tra' },
    },
  ],
  exitCodes: [10, 11, 13],
  run: exportOne,
};

export const archiveProve: CommandSpec = {
  description: {
    en: 'Writes a small proof that the record is in the append-only log under a signed checkpoint (c2sp.org/tlog-proof). It verifies offline with the verifier key of the log, which is printed.',
    vi: 'Ghi bằng chứng nhỏ rằng hồ sơ nằm trong nhật ký chỉ ghi thêm, dưới điểm chốt đã ký (c2sp.org/tlog-proof). Kiểm tra được ngoại tuyến bằng khóa kiểm tra của nhật ký (được in ra).',
  },
  arguments: [ID],
  options: [
    {
      flags: '-o, --output <file>',
      about: { en: 'where to write; - for stdout', vi: 'nơi ghi; - là stdout' },
    },
    { flags: '--force', about: { en: 'overwrite an existing file', vi: 'ghi đè tệp đã có' } },
  ],
  examples: [
    {
      line: 'congvan archive prove 01980e2a-0000-7000-8000-000000000001 -o proof.tlog-proof',
      what: { en: 'a proof to hand over', vi: 'bằng chứng để trao đi' },
    },
  ],
  exitCodes: [10, 11, 13],
  run: prove,
};

async function search(session: Session): Promise<ExitCode> {
  const { input } = session;
  const { parseQuery } = await import('../../archive/search/parseQuery.ts');
  const { withStore } = await import('../open.ts');
  const { pageJson, pageText } = await import('../views/record.ts');
  const asked = parseQuery(input.arguments.join(' '));
  const query = {
    ...asked,
    conditions: [...asked.conditions, ...(await filters(session))],
    ...defined({ from: input.day('since'), to: input.day('until') }),
  };
  const { page, total } = await withStore(session, async (store) => ({
    page: await store.search(query, {
      limit: input.count('limit') ?? 20,
      ...defined({ after: input.text('after') }),
    }),
    total: await store.countHits(query),
  }));
  session.output.result({ json: pageJson(page, total), text: (style) => pageText(style, page, total) });
  return 0;
}

async function filters({ input }: Session): Promise<readonly Condition[]> {
  const { parseAgencyCode } = await import('../../registry/agencyCode.ts');
  const { parseDocumentType } = await import('../../registry/documentTypes.ts');
  const { parseCode } = await import('../../registry/numbers.ts');
  const [agency, type, number] = [input.text('agency'), input.text('type'), input.text('number')];
  const direction = input.choice('direction', ['out', 'in']);
  return [
    ...(agency === undefined ? [] : [{ kind: 'agency', code: parseAgencyCode(agency), as: 'any' } as const]),
    ...(type === undefined ? [] : [{ kind: 'type', type: parseDocumentType(type).id } as const]),
    ...(number === undefined
      ? []
      : [
          number.includes('/')
            ? ({ kind: 'code', ...parseCode(number) } as const)
            : ({ kind: 'number', number } as const),
        ]),
    ...(direction === undefined ? [] : [{ kind: 'direction', direction } as const]),
  ];
}

async function show(session: Session): Promise<ExitCode> {
  const { keptJson, recordText } = await import('../views/record.ts');
  const kept = await withRecord(session, 'record-viewed', async (keeping, id) => keeping.store.record(id));
  session.output.result({ json: keptJson(kept), text: (style) => recordText(style, kept) });
  return 0;
}

async function exportOne(session: Session): Promise<ExitCode> {
  const { exportTo } = await import('../proof.ts');
  const folder = session.input.arguments[1] ?? '';
  const names = await withRecord(session, 'record-exported', (keeping, id) =>
    exportTo(session, keeping, id, session.resolve(folder)),
  );
  session.output.result({
    json: { folder, files: names },
    text: (style) =>
      [style.say(`exported to ${folder}`, `đã ghi ra ${folder}`), ...names.map((name) => `  ${name}`)].join(
        '\n',
      ),
  });
  return 0;
}

async function prove(session: Session): Promise<ExitCode> {
  const { input, io } = session;
  const { checkOutput, STANDARD_STREAM, writeOutput } = await import('../files.ts');
  const { proofOf } = await import('../proof.ts');
  const output = input.text('output') ?? `${input.first}.tlog-proof`;
  checkOutput(io, output, input.flag('force'));
  const proof = await withRecord(session, 'record-proven', async (keeping, id) =>
    proofOf(session, keeping, id),
  );
  session.output.stdoutTaken = output === STANDARD_STREAM;
  await writeOutput(io, output, Buffer.from(proof.text), input.flag('force'));
  const { recordId, index, treeSize, verifierKey } = proof;
  session.output.result({
    json: { file: output, recordId, index, treeSize, verifierKey },
    text: (style) =>
      style.facts([
        [style.say('proof', 'bằng chứng'), output],
        [style.say('leaf', 'lá'), `${index} ${style.say('of', 'trên')} ${treeSize}`],
        [style.say('verifier key', 'khóa kiểm tra'), verifierKey],
      ]),
  });
  return 0;
}

/** Works on one record, and leaves a line in the audit trail: who saw or took what. @throws RECORD_NOT_FOUND */
async function withRecord<T>(
  session: Session,
  event: AuditKind,
  work: (keeping: Keeping, id: RecordId) => Promise<T | undefined>,
): Promise<T> {
  const { recordIdOf } = await import('../ids.ts');
  const { CongvanError } = await import('../../kernel/errors.ts');
  const { newNonce } = await import('../../flow/ids.ts');
  const { withKeeping } = await import('../open.ts');
  const id = recordIdOf(session.input.first);
  return withKeeping(session, async (keeping) => {
    const result = await work(keeping, id);
    if (result === undefined) throw new CongvanError('RECORD_NOT_FOUND', { where: id });
    const at = keeping.clock.now().toISOString();
    const audited = { kind: event, at, actor: keeping.actor, recordId: id, detail: {} };
    await keeping.store.commit([{ kind: 'archive.audited', nonce: newNonce(keeping), event: audited }]);
    return result;
  });
}
