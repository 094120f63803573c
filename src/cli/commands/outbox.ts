import type { ExitCode } from '../../kernel/errors/row.ts';
import type { CommandSpec } from '../command.ts';
import { LIMIT_OPTION } from '../commonOptions.ts';
import { defined } from '../defined.ts';
import type { Session } from '../session.ts';

const STATES = ['queued', 'accepted', 'rejected', 'expired', 'cancelled', 'dead'] as const;
const ID = {
  name: 'MESSAGE-ID',
  about: { en: 'as printed by send and outbox list', vi: 'như send và outbox list in ra' },
};

export const outboxList: CommandSpec = {
  description: {
    en: 'Lists what was sent, the newest first, with the state at every recipient: queued, accepted by the axis (receipt E1), consigned, delivered (receipt E3).',
    vi: 'Liệt kê văn bản đã gửi, mới nhất trước, kèm trạng thái ở từng nơi nhận: chờ gửi, trục đã nhận (biên nhận E1), đã chuyển, đã đến (biên nhận E3).',
  },
  options: [
    {
      flags: '--state <state>',
      about: { en: 'only those whose sending is in this state', vi: 'chỉ lần gửi ở trạng thái này' },
      choices: STATES,
    },
    { flags: '--all', about: { en: 'statuses we sent, too', vi: 'cả các trạng thái đã gửi' } },
    LIMIT_OPTION,
  ],
  examples: [
    { line: 'congvan outbox list', what: { en: 'the last fifty', vi: 'năm mươi lần gần nhất' } },
    {
      line: 'congvan outbox list --state dead --json',
      what: { en: 'what needs a person', vi: 'phần cần người xử lý' },
    },
  ],
  exitCodes: [10, 11],
  run: list,
};

export const outboxShow: CommandSpec = {
  description: {
    en: 'Shows one dispatch: its files, every recipient with state and business status, and which receipts are held.',
    vi: 'Xem một lần gửi: các tệp, từng nơi nhận kèm trạng thái chuyển và xử lý, các biên nhận đang giữ.',
  },
  arguments: [ID],
  examples: [
    {
      line: 'congvan outbox show 01980e2a-0000-7000-8000-000000000001',
      what: { en: 'how far is it?', vi: 'đã đến đâu?' },
    },
  ],
  exitCodes: [10, 11, 13],
  run: show,
};

export const outboxRetry: CommandSpec = {
  description: {
    en: 'Queues a dispatch again that was rejected, expired, cancelled or given up; the same bytes under the same message id, so that nothing can arrive twice.',
    vi: 'Đưa lại vào hàng chờ một lần gửi bị từ chối, quá hạn, đã hủy hoặc bỏ dở; vẫn nội dung và mã gói tin cũ nên không thể đến hai lần.',
  },
  arguments: [ID],
  examples: [
    {
      line: 'congvan outbox retry 01980e2a-0000-7000-8000-000000000001',
      what: { en: 'try again', vi: 'gửi lại' },
    },
  ],
  exitCodes: [10, 11, 13, 14],
  run: retry,
};

export const outboxCancel: CommandSpec = {
  description: {
    en: 'Cancels a dispatch that is still queued. What the axis has accepted cannot be cancelled.',
    vi: 'Hủy một lần gửi còn trong hàng chờ. Phần trục đã nhận thì không hủy được.',
  },
  arguments: [ID],
  examples: [
    {
      line: 'congvan outbox cancel 01980e2a-0000-7000-8000-000000000001',
      what: { en: 'do not send it', vi: 'không gửi nữa' },
    },
  ],
  exitCodes: [10, 11, 13, 14],
  run: cancel,
};

async function list(session: Session): Promise<ExitCode> {
  const { input } = session;
  const { withStore } = await import('../open.ts');
  const { dispatchListJson, dispatchTable } = await import('../views/dispatch.ts');
  const state = input.choice('state', STATES);
  const rows = await withStore(session, async (store) => {
    const dispatches = await store.dispatches({
      limit: input.count('limit') ?? 50,
      ...defined({ kind: input.flag('all') ? undefined : ('document' as const), states: state && [state] }),
    });
    return Promise.all(
      dispatches.map(async (dispatch) => ({
        dispatch,
        deliveries: await store.deliveries(dispatch.messageId),
      })),
    );
  });
  session.output.result({ json: dispatchListJson(rows), text: (style) => dispatchTable(style, rows) });
  return 0;
}

async function show(session: Session): Promise<ExitCode> {
  const { withStore } = await import('../open.ts');
  const { dispatchJson, dispatchText } = await import('../views/dispatch.ts');
  const shown = await withStore(session, async (store) => {
    const dispatch = await found(session, store);
    const { messageId, sender, documentId } = dispatch;
    return {
      dispatch,
      deliveries: await store.deliveries(messageId),
      receipts: await store.receipts(messageId),
      statuses: await store.statuses(sender, documentId),
    };
  });
  session.output.result({ json: dispatchJson(shown), text: (style) => dispatchText(style, shown) });
  return 0;
}

async function retry(session: Session): Promise<ExitCode> {
  const { withStore } = await import('../open.ts');
  const { axis } = await session.config();
  const at = session.clock.now();
  const expiresAt = new Date(at.getTime() + (axis?.expiry_days ?? 7) * 86_400_000);
  const messageId = await withStore(session, async (store) => {
    const dispatch = await found(session, store);
    await store.commit([{ kind: 'dispatch.requeue', messageId: dispatch.messageId, expiresAt, at }]);
    return dispatch.messageId;
  });
  session.output.result({
    json: { messageId, state: 'queued', expiresAt: expiresAt.toISOString() },
    text: (style) => style.say(`queued again: ${messageId}`, `đã đưa lại vào hàng chờ: ${messageId}`),
  });
  return 0;
}

async function cancel(session: Session): Promise<ExitCode> {
  const { withStore } = await import('../open.ts');
  const at = session.clock.now();
  const messageId = await withStore(session, async (store) => {
    const dispatch = await found(session, store);
    await store.commit([{ kind: 'dispatch.cancel', messageId: dispatch.messageId, at }]);
    return dispatch.messageId;
  });
  session.output.result({
    json: { messageId, state: 'cancelled' },
    text: (style) => style.say(`cancelled: ${messageId}`, `đã hủy: ${messageId}`),
  });
  return 0;
}

type Dispatches = Pick<import('../../flow/store.ts').Store, 'dispatch'>;

async function found(session: Session, store: Dispatches) {
  const { messageIdOf } = await import('../ids.ts');
  const { CongvanError } = await import('../../kernel/errors.ts');
  const dispatch = await store.dispatch(messageIdOf(session.input.first));
  if (dispatch === undefined) throw new CongvanError('DISPATCH_NOT_FOUND', { where: session.input.first });
  return dispatch;
}
