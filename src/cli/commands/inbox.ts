import type { InboxItem } from '../../exchange/inbox.ts';
import type { Store } from '../../flow/store.ts';
import type { ExitCode } from '../../kernel/errors/row.ts';
import type { CommandSpec } from '../command.ts';
import { LIMIT_OPTION, SECRET_OPTIONS } from '../commonOptions.ts';
import { defined } from '../defined.ts';
import type { Session } from '../session.ts';
import type { InboxRow } from '../views/inbox.ts';

const STATES = ['received', 'filed', 'rejected', 'duplicate', 'waiting', 'failed'] as const;
const ID = { name: 'MESSAGE-ID', about: { en: 'as printed by inbox list', vi: 'như inbox list in ra' } };

export const inboxList: CommandSpec = {
  description: {
    en: 'Lists what was received, the newest first: filed, waiting for a decision, returned; and what was refused before it could enter (its sender is only claimed).',
    vi: 'Liệt kê văn bản đến, mới nhất trước: đã lưu, chờ quyết định, đã trả lại; và phần bị từ chối ngay khi đến (nơi gửi chỉ là tự nhận).',
  },
  options: [
    {
      flags: '--state <state>',
      about: { en: 'only items in this state', vi: 'chỉ văn bản ở trạng thái này' },
      choices: STATES,
    },
    LIMIT_OPTION,
  ],
  examples: [
    { line: 'congvan inbox list', what: { en: 'the last fifty', vi: 'năm mươi văn bản gần nhất' } },
    {
      line: 'congvan inbox list --state waiting',
      what: { en: 'what waits for you', vi: 'phần đang chờ quyết định' },
    },
  ],
  exitCodes: [10, 11],
  run: list,
};

export const inboxShow: CommandSpec = {
  description: {
    en: 'Shows one received document: who sent it, what it is, what its signatures are worth, and the record it became.',
    vi: 'Xem một văn bản đến: nơi gửi, nội dung, giá trị chữ ký, và hồ sơ lưu tương ứng.',
  },
  arguments: [ID],
  examples: [
    {
      line: 'congvan inbox show 01980e2a-0000-7000-8000-000000000001',
      what: { en: 'one document', vi: 'một văn bản' },
    },
  ],
  exitCodes: [10, 11, 13],
  run: show,
};

export const inboxAccept: CommandSpec = {
  description: {
    en: 'Takes in a document that waits for a person: it becomes a record with a number of the incoming register, and the sender is told (status 03). The record keeps the judgement of its signatures as it was.',
    vi: 'Tiếp nhận một văn bản đang chờ: lưu hồ sơ, cấp số đến, báo nơi gửi (trạng thái 03). Kết quả kiểm tra chữ ký được lưu nguyên như đã xét.',
  },
  arguments: [ID],
  options: SECRET_OPTIONS,
  examples: [
    {
      line: 'congvan inbox accept 01980e2a-0000-7000-8000-000000000001',
      what: { en: 'take it in', vi: 'tiếp nhận' },
    },
  ],
  exitCodes: [10, 11, 12, 13, 14, 15],
  run: (session) => decide(session, 'accept'),
};

export const inboxReturn: CommandSpec = {
  description: {
    en: 'Returns a document to its sender with a reason (status 02). What was received is kept as evidence, without a number of the incoming register.',
    vi: 'Trả lại văn bản cho nơi gửi kèm lý do (trạng thái 02). Nội dung đã nhận được giữ làm bằng chứng, không cấp số đến.',
  },
  arguments: [ID],
  options: [
    {
      flags: '--reason <text>',
      about: { en: 'what the sender reads', vi: 'lý do báo nơi gửi' },
      required: true,
    },
    ...SECRET_OPTIONS,
  ],
  examples: [
    {
      line: 'congvan inbox return 01980e2a-0000-7000-8000-000000000001 --reason "gửi nhầm cơ quan"',
      what: { en: 'not for us', vi: 'không phải gửi cho ta' },
    },
  ],
  exitCodes: [10, 11, 12, 13, 14, 15],
  run: (session) => decide(session, 'return'),
};

async function list(session: Session): Promise<ExitCode> {
  const { input } = session;
  const { withStore } = await import('../open.ts');
  const { inboxJson, inboxTable, refusalJson } = await import('../views/inbox.ts');
  const state = input.choice('state', STATES);
  const limit = input.count('limit') ?? 50;
  const { rows, refusals } = await withStore(session, async (store) => {
    const items = await store.inboxItems({
      kind: 'document',
      limit,
      ...defined({ states: state && [state] }),
    });
    return {
      rows: await Promise.all(items.map((item) => rowOf(store, item))),
      refusals: state === undefined ? await store.refusals(limit) : [],
    };
  });
  session.output.result({
    json: { items: rows.map(inboxJson), refusals: refusals.map(refusalJson) },
    text: (style) => inboxTable(style, rows, refusals),
  });
  return 0;
}

async function show(session: Session): Promise<ExitCode> {
  const { withStore } = await import('../open.ts');
  const { inboxJson, inboxText } = await import('../views/inbox.ts');
  const row = await withStore(session, (store) => rowFor(session, store));
  session.output.result({ json: inboxJson(row), text: (style) => inboxText(style, row) });
  return 0;
}

async function decide(session: Session, decision: 'accept' | 'return'): Promise<ExitCode> {
  const { messageIdOf } = await import('../ids.ts');
  const { acceptItem, returnItem } = await import('../../flow/decide.ts');
  const { withIngesting } = await import('../open.ts');
  const { inboxJson, inboxText } = await import('../views/inbox.ts');
  const messageId = messageIdOf(session.input.first);
  const row = await withIngesting(session, async (context) => {
    if (decision === 'accept') await acceptItem(context, messageId);
    else await returnItem(context, messageId, session.input.required('reason'));
    return rowFor(session, context.store);
  });
  session.output.result({ json: inboxJson(row), text: (style) => inboxText(style, row) });
  return 0;
}

type Reads = Pick<Store, 'inboxItems' | 'record'>;

async function rowOf(store: Reads, item: InboxItem): Promise<InboxRow> {
  return { item, kept: item.recordId === null ? undefined : await store.record(item.recordId) };
}

async function rowFor(session: Session, store: Reads): Promise<InboxRow> {
  const { messageIdOf } = await import('../ids.ts');
  const { CongvanError } = await import('../../kernel/errors.ts');
  const messageId = messageIdOf(session.input.first);
  const item = (await store.inboxItems({ kind: 'document' })).find((one) => one.messageId === messageId);
  if (item === undefined) throw new CongvanError('INBOX_NOT_FOUND', { where: messageId });
  return rowOf(store, item);
}
