import type { ExitCode } from '../../kernel/errors/row.ts';
import type { CommandSpec } from '../command.ts';
import { NUMBER_OPTION, SECRET_OPTIONS, URGENCY_OPTION, YEAR_OPTION } from '../commonOptions.ts';
import type { Session } from '../session.ts';

export const sendCommand: CommandSpec = {
  description: {
    en: 'Seals an edXML envelope over a signed document and its attachments and queues it for every recipient, all in one commit; the daemon delivers. The document must bear this agency’s valid seal. Asked again with the same files and recipients, it finds the first sending and does nothing.',
    vi: 'Niêm phong gói edXML gồm văn bản đã ký và tệp kèm, đưa vào hàng chờ gửi tới từng nơi nhận trong một lần ghi; dịch vụ daemon sẽ chuyển đi. Văn bản phải có dấu hợp lệ của cơ quan. Gửi lại đúng các tệp và nơi nhận đó thì không làm gì thêm.',
  },
  arguments: [
    { name: 'FILE', about: { en: 'the sealed PDF', vi: 'tệp PDF đã đóng dấu' } },
    {
      name: 'ATTACHMENT',
      optional: true,
      many: true,
      about: { en: 'files to go with it', vi: 'tệp kèm theo' },
    },
  ],
  options: [
    {
      flags: '--to <code...>',
      about: { en: 'agency codes of the recipients', vi: 'mã cơ quan nhận' },
      required: true,
    },
    NUMBER_OPTION,
    YEAR_OPTION,
    URGENCY_OPTION,
    { flags: '--position <text>', about: { en: 'position of the signer', vi: 'chức vụ người ký' } },
    {
      flags: '--competence <text>',
      about: { en: 'TM., KT., TL., TUQ., Q.', vi: 'thẩm quyền ký: TM., KT., TL., TUQ., Q.' },
    },
    { flags: '--place <text...>', about: { en: 'lines of "Nơi nhận"', vi: 'các dòng "Nơi nhận"' } },
    { flags: '--due <day>', about: { en: 'answer wanted by this day', vi: 'hạn trả lời' } },
    {
      flags: '--for-information',
      about: {
        en: 'send an unsealed document, for information only',
        vi: 'gửi văn bản chưa đóng dấu, chỉ để biết',
      },
    },
    ...SECRET_OPTIONS,
  ],
  examples: [
    {
      line: 'congvan send cv-sealed.pdf phu-luc.xlsx --number 15/STC-VP --to H29.13 H29.14',
      what: { en: 'to two agencies, with an attachment', vi: 'gửi hai cơ quan, kèm một tệp' },
    },
    {
      line: 'congvan send cv-sealed.pdf --number 15/STC-VP --to H29.13 --urgency "hỏa tốc" --json',
      what: { en: 'most urgent, from a script', vi: 'hỏa tốc, từ kịch bản' },
    },
  ],
  exitCodes: [10, 11, 12, 13, 14, 15],
  run,
};

async function run(session: Session): Promise<ExitCode> {
  const { input } = session;
  const { send } = await import('../../flow/send.ts');
  const { findNumber } = await import('../../flow/number.ts');
  const { parseCode } = await import('../../registry/numbers.ts');
  const { withSending } = await import('../open.ts');
  const request = await requestOf(session);
  const code = parseCode(input.required('number'));
  const sent = await withSending(session, async (context) =>
    send(context, { ...request, entry: await findNumber(context, code, input.count('year')) }),
  );
  const { messageId, recordId, documentId, repeated } = sent;
  session.output.result({
    json: { messageId, recordId, documentId, repeated, recipients: request.recipients },
    text: (style) =>
      style.facts([
        [
          repeated
            ? style.say('queued before', 'đã có trong hàng chờ')
            : style.say('queued', 'đã đưa vào hàng chờ'),
          messageId,
        ],
        [style.say('document', 'văn bản'), documentId],
        [style.say('record', 'hồ sơ lưu'), recordId ?? undefined],
        [style.say('follow it', 'theo dõi'), `congvan outbox show ${messageId}`],
      ]),
  });
  return 0;
}

async function requestOf(session: Session) {
  const { input, io } = session;
  const { basename } = await import('node:path');
  const { readInput, streamInput } = await import('../files.ts');
  const { contentTypeOf } = await import('../contentType.ts');
  const { parseAgencyCode } = await import('../../registry/agencyCode.ts');
  const { urgencyOf } = await import('../urgency.ts');
  const { isPriority } = await import('../../exchange/priority.ts');
  const { priority } = urgencyOf(input);
  const [, ...attached] = input.arguments;
  const attachments = await Promise.all(
    attached.map(async (file) => ({
      name: basename(file),
      contentType: contentTypeOf(file),
      content: await streamInput(io, file),
    })),
  );
  return {
    main: { name: basename(input.first), bytes: await readInput(io, input.first) },
    attachments,
    recipients: input.list('to').map(parseAgencyCode),
    priority: isPriority(priority) ? priority : 0,
    position: input.text('position') ?? '',
    competence: input.text('competence') ?? '',
    places: input.list('place'),
    dueDate: input.day('due') ?? null,
    forInformation: input.flag('forInformation'),
  } as const;
}
