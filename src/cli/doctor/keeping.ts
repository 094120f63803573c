import { checkLog } from '../../archive/log/check.ts';
import { verifierOf } from '../../archive/log/note.ts';
import { dueWindow } from '../../exchange/retry.ts';
import type { Store } from '../../flow/store.ts';
import { openBlobs, openLog, openStore } from '../../wire.ts';
import { type Check, type Finding, fail, ok, type Patient, warn } from './check.ts';

export const KEEPING_CHECKS: readonly Check[] = [
  {
    name: 'store',
    concerns: ({ agency }) => agency !== undefined,
    run: (patient) => withStore(patient, work),
  },
  { name: 'blobs', concerns: ({ agency }) => agency !== undefined, run: blobs },
  { name: 'log', concerns: ({ agency }) => agency !== undefined, run: (patient) => withStore(patient, log) },
];

async function withStore(
  patient: Patient,
  check: (store: Store, patient: Patient) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const store = await openStore(patient.around);
  try {
    return await check(store, patient);
  } finally {
    store.close();
  }
}

/** The store opens and has this version's schema; and what in it waits for a person. */
async function work(store: Store, { config, session }: Patient): Promise<readonly Finding[]> {
  const { queued, dead, inboxWaiting } = await store.counts(dueWindow(session.clock.now()));
  return [
    ok('store', `${config.store.uri}: ${queued} queued`, `${config.store.uri}: ${queued} chờ gửi`),
    ...(dead === 0
      ? []
      : [
          warn('outbox', `${dead} dispatches were given up`, `${dead} lần gửi bị bỏ dở`, {
            en: 'see congvan outbox list --state dead',
            vi: 'xem congvan outbox list --state dead',
          }),
        ]),
    ...(inboxWaiting === 0
      ? []
      : [
          warn(
            'inbox',
            `${inboxWaiting} documents wait for a decision`,
            `${inboxWaiting} văn bản chờ quyết định`,
            {
              en: 'see congvan inbox list --state waiting',
              vi: 'xem congvan inbox list --state waiting',
            },
          ),
        ]),
  ];
}

/** Bytes go in, come out the same, and go. */
async function blobs({ config, around }: Patient): Promise<readonly Finding[]> {
  const store = await openBlobs(config.blobs.uri);
  const probe = Buffer.from(`congvan doctor ${Buffer.from(around.random(16)).toString('hex')}`);
  const { digest } = await store.put(probe);
  const back = await store.get(digest);
  await store.remove(digest);
  if (!back.equals(probe))
    return [fail('blobs', 'what was written came back changed', 'nội dung ghi vào bị thay đổi khi đọc')];
  return [ok('blobs', `${config.blobs.uri}: writable`, `${config.blobs.uri}: ghi được`)];
}

async function log(store: Store, { config }: Patient): Promise<readonly Finding[]> {
  const { files, signer } = await openLog(config);
  const { leaves, published, records, findings } = await checkLog({
    store,
    files,
    verifier: verifierOf(signer),
  });
  const unpublished = findings.every(({ code }) => code === 'CHECKPOINT_MISSING');
  const text = `${records} records, ${leaves} leaves, ${published} published`;
  const vi = `${records} hồ sơ, ${leaves} lá, ${published} đã công bố`;
  if (findings.length === 0) return [ok('log', text, vi)];
  if (unpublished) {
    return [
      warn('log', `${text}; nothing is published yet`, `${vi}; chưa công bố gì`, {
        en: 'the daemon publishes, and congvan archive prove',
        vi: 'daemon sẽ công bố, hoặc congvan archive prove',
      }),
    ];
  }
  return findings.map(({ code, where }) => fail('log', `${code}: ${where}`, `${code}: ${where}`, AUDIT));
}

const AUDIT = {
  en: 'somebody or something changed what was kept: compare with a backup',
  vi: 'nội dung lưu đã bị thay đổi: hãy đối chiếu bản sao lưu',
};
