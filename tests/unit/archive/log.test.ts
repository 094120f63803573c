import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCheckpoint, signCheckpoint } from '../../../src/archive/log/checkpoint.ts';
import { GrowingTree } from '../../../src/archive/log/growingTree.ts';
import { leafHash } from '../../../src/archive/log/hashing.ts';
import {
  formatVerifierKey,
  type LogSigner,
  openNote,
  parseVerifierKey,
  signNote,
  verifierOf,
} from '../../../src/archive/log/note.ts';
import { publishLog } from '../../../src/archive/log/publish.ts';
import { splitHashes, subtreesOf, tileNumber, tilePath } from '../../../src/archive/log/tiles.ts';
import { consistencyProof, inclusionProof } from '../../../src/archive/log/tree.ts';
import { verifyConsistency, verifyInclusion } from '../../../src/archive/log/verify.ts';
import { isCongvanError } from '../../../src/kernel/errors.ts';
import { MemoryLeaves, MemoryLogFiles } from './memoryLog.ts';
import { mth, path, proof, rootByPath } from './referenceTree.ts';

const signer: LogSigner = {
  origin: 'example.gov.vn/archive',
  key: generateKeyPairSync('ed25519').privateKey,
};

const entriesOf = (count: number) => Array.from({ length: count }, (_, at) => Buffer.from(`leaf ${at}`));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const SIZES = [1, 2, 3, 4, 7, 8, 13, 255, 256, 257, 511, 512, 513, 700];

describe('the tree (RFC 6962)', () => {
  it('gives the published test vectors of Certificate Transparency', () => {
    const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657'];
    const roots = [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    ];
    const tree = new GrowingTree();
    expect(hex(tree.root())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    for (const [at, input] of inputs.entries()) {
      tree.append(Buffer.from(input, 'hex'));
      expect(hex(tree.root())).toBe(roots[at]);
    }
  });

  it('has the root of the definition at every size', () => {
    const tree = new GrowingTree();
    const entries = entriesOf(530);
    for (const [at, entry] of entries.entries()) {
      tree.append(entry);
      if (at % 37 === 0 || SIZES.includes(at + 1)) {
        expect(hex(tree.root())).toBe(hex(mth(entries.slice(0, at + 1))));
      }
    }
  });
});

/** A published log of so many leaves. */
async function published(count: number) {
  const store = new MemoryLeaves();
  const files = new MemoryLogFiles();
  store.add(count);
  const checkpoint = await publishLog({ store, files, signer });
  return { store, files, checkpoint };
}

describe('proofs', () => {
  it.each(SIZES)(
    'of inclusion in %d leaves are those of the definition and verify both ways',
    async (size) => {
      const { store, files, checkpoint } = await published(size);
      expect(hex(checkpoint.root)).toBe(hex(mth(store.entries)));
      const some = new Set(
        [0, 1, Math.floor(size / 2), size - 2, size - 1].filter((at) => at >= 0 && at < size),
      );
      for (const index of some) {
        const hashes = await inclusionProof(subtreesOf(files, size), index, size);
        expect(hashes.map(hex)).toEqual(path(index, store.entries).map(hex));
        const entry = store.entries[index] ?? Buffer.alloc(0);
        expect(hex(rootByPath(index, size, entry, hashes))).toBe(hex(checkpoint.root));
        const claim = { leaf: leafHash(entry), index, size, root: checkpoint.root, proof: hashes };
        expect(verifyInclusion(claim)).toBe(true);
        expect(verifyInclusion({ ...claim, index: index + 1 })).toBe(false);
        expect(verifyInclusion({ ...claim, leaf: leafHash(Buffer.from('other')) })).toBe(false);
        expect(verifyInclusion({ ...claim, proof: [...hashes, checkpoint.root] })).toBe(false);
        if (hashes.length > 0) expect(verifyInclusion({ ...claim, proof: hashes.slice(1) })).toBe(false);
      }
    },
  );

  it('of consistency are those of the definition and verify, for every pair up to 40 and some beyond', async () => {
    const { store, files } = await published(600);
    const pairs = [
      ...Array.from({ length: 40 }, (_, at) => at + 1).flatMap((n) =>
        Array.from({ length: n }, (_, m) => [m + 1, n] as const),
      ),
      ...[
        [256, 600],
        [257, 600],
        [1, 600],
        [512, 513],
        [511, 512],
        [599, 600],
      ].map(([m = 1, n = 1]) => [m, n] as const),
    ];
    for (const [m, n] of pairs) {
      const d = store.entries.slice(0, n);
      const hashes = await consistencyProof(subtreesOf(files, 600), m, n);
      expect(hashes.map(hex)).toEqual(proof(m, d).map(hex));
      const claim = { oldSize: m, newSize: n, oldRoot: mth(d.slice(0, m)), newRoot: mth(d), proof: hashes };
      expect(verifyConsistency(claim)).toBe(true);
      expect(verifyConsistency({ ...claim, oldRoot: leafHash(Buffer.from('x')) })).toBe(false);
      expect(verifyConsistency({ ...claim, newRoot: leafHash(Buffer.from('x')) })).toBe(false);
    }
  });

  it('are broken by any changed byte', async () => {
    const { store, files, checkpoint } = await published(300);
    const hashes = await inclusionProof(subtreesOf(files, 300), 123, 300);
    const leaf = leafHash(store.entries[123] ?? Buffer.alloc(0));
    fc.assert(
      fc.property(fc.nat(hashes.length * 32 - 1), fc.integer({ min: 1, max: 255 }), (at, bits) => {
        const changed = Buffer.concat(hashes);
        changed[at] = (changed[at] ?? 0) ^ bits;
        const claim = { leaf, index: 123, size: 300, root: checkpoint.root, proof: splitHashes(changed) };
        return !verifyInclusion(claim);
      }),
    );
  });
});

describe('tiles', () => {
  it('are named as C2SP says', () => {
    expect(tileNumber(0)).toBe('000');
    expect(tileNumber(1234067)).toBe('x001/x234/067');
    expect(tilePath(0, 273, 112)).toBe('tile/0/273.p/112');
    expect(tilePath('entries', 1000)).toBe('tile/entries/x001/000');
  });

  it('are exactly those of the specification’s example of 70,000 leaves, at any way of growing', async () => {
    const store = new MemoryLeaves();
    const files = new MemoryLogFiles();
    for (const step of [1, 255, 44, 69_700]) {
      store.add(step);
      await publishLog({ store, files, signer });
    }
    const names = [...files.files.keys()];
    const full = (level: number) => names.filter((name) => new RegExp(`^tile/${level}/\\d{3}$`).test(name));
    expect(full(0)).toHaveLength(273);
    expect(files.files.get('tile/0/273.p/112')).toHaveLength(112 * 32);
    expect(full(1)).toHaveLength(1);
    expect(files.files.get('tile/1/001.p/17')).toHaveLength(17 * 32);
    expect(files.files.get('tile/2/000.p/1')).toHaveLength(32);
    expect(names.filter((name) => name.startsWith('tile/0/000.p'))).toEqual([]);
    const bundle = files.files.get('tile/entries/000') ?? Buffer.alloc(0);
    expect(bundle.readUInt16BE(0)).toBe('leaf 0'.length);
    expect(bundle.subarray(2, 8).toString()).toBe('leaf 0');
  });
});

describe('signed notes and checkpoints', () => {
  const verifier = verifierOf(signer);

  it('opens the note of the specification’s Go implementation', () => {
    // golang.org/x/mod/sumdb/note, package example.
    const key = parseVerifierKey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
    const text =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    const line =
      '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=';
    expect(openNote(`${text}\n${line}\n`, key)).toBe(text);
    expect(openNote(`${text}!\n${line}\n`, key)).toBeUndefined();
  });

  it('gives the key in its text form and back', () => {
    const text = formatVerifierKey(verifier);
    expect(text).toMatch(/^example\.gov\.vn\/archive\+[0-9a-f]{8}\+A/);
    expect(formatVerifierKey(parseVerifierKey(text))).toBe(text);
    expect(() => parseVerifierKey(text.replace('archive', 'other'))).toThrow(/key id/);
    expect(() => parseVerifierKey('x')).toThrow(/not the verifier key of a log/);
  });

  it('ignores signatures of others, refuses a false one of its own', async () => {
    const { files } = await published(3);
    const note = (await files.read('checkpoint'))?.toString() ?? '';
    const other = { origin: 'other.example', key: generateKeyPairSync('ed25519').privateKey };
    const [text = '', lines = ''] = note.split('\n\n');
    const foreign = signNote(`${text}\n`, other).split('\n\n')[1] ?? '';
    expect(openCheckpoint(`${text}\n\n${lines}${foreign}`, verifier)?.size).toBe(3);
    expect(openCheckpoint(`${text}\n\n${foreign}`, verifier)).toBeUndefined();
    expect(openCheckpoint(note.replace('\n3\n', '\n4\n'), verifier)).toBeUndefined();
    expect(
      openCheckpoint(`${text}\n\n${lines}${lines.replace(/.{6}=$/m, 'AAAAAA=')}`, verifier),
    ).toBeUndefined();
    expect(openCheckpoint(signNote('a\nb\nc\n', signer), verifier)).toBeUndefined();
    expect(openNote(note.replace('\n3\n', '\n3\u0007\n'), verifier)).toBeUndefined();
    expect(openNote('no signature\n', verifier)).toBeUndefined();
  });
});

describe('publishing', () => {
  it('does nothing when there is nothing new, and signs an empty log', async () => {
    const store = new MemoryLeaves();
    const files = new MemoryLogFiles();
    expect((await publishLog({ store, files, signer })).size).toBe(0);
    store.add(5);
    const first = await publishLog({ store, files, signer });
    const before = new Map(files.files);
    expect(await publishLog({ store, files, signer })).toEqual(first);
    expect(files.files).toEqual(before);
  });

  it('goes on after dying at any write, to the same files', async () => {
    const whole = await published(600);
    for (let deaths = 0; deaths < 12; deaths += 1) {
      const store = new MemoryLeaves();
      const files = new MemoryLogFiles();
      store.add(250);
      await publishLog({ store, files, signer });
      store.add(350);
      files.writesLeft = deaths;
      await publishLog({ store, files, signer }).catch(() => {});
      files.writesLeft = Number.POSITIVE_INFINITY;
      const checkpoint = await publishLog({ store, files, signer });
      expect(checkpoint).toEqual(whole.checkpoint);
      for (const [name, bytes] of whole.files.files) expect(files.files.get(name)).toEqual(bytes);
    }
  });

  it('makes lost tiles again from the leaves', async () => {
    const { store, files, checkpoint } = await published(600);
    const before = new Map(files.files);
    await files.remove('tile');
    store.add(1);
    const grown = await publishLog({ store, files, signer });
    expect(grown.size).toBe(601);
    expect(files.files.get('tile/0/000')).toEqual(before.get('tile/0/000'));
    expect(checkpoint.size).toBe(600);
  });

  const contradictions: readonly (readonly [string, (log: Awaited<ReturnType<typeof published>>) => void])[] =
    [
      ['the store lost its newest leaves', ({ store }) => store.entries.splice(250)],
      [
        'an old store was put in place',
        ({ store }) => {
          store.entries.splice(100);
          store.head = { size: 100, root: mth(store.entries) };
        },
      ],
      [
        'the store knows no head',
        ({ store }) => {
          store.head = undefined;
        },
      ],
      [
        'the head has another root',
        ({ store }) => {
          store.head = { size: 300, root: Buffer.alloc(32) };
        },
      ],
      [
        'the checkpoint is of another key',
        ({ files }) => {
          const other = { ...signer, key: generateKeyPairSync('ed25519').privateKey };
          files.files.set('checkpoint', Buffer.from(signNote(`${signer.origin}\n300\nAAAA\n`, other)));
        },
      ],
      [
        'an older checkpoint is of another log',
        ({ store, files }) => {
          store.add(1);
          files.files.set('checkpoint', Buffer.from(signCheckpoint(200, Buffer.alloc(32), signer)));
        },
      ],
      [
        'a leaf was changed and the tiles are gone',
        ({ store, files }) => {
          store.entries[7] = Buffer.from('changed');
          store.add(1);
          for (const name of [...files.files.keys()]) if (name.startsWith('tile')) files.files.delete(name);
        },
      ],
    ];

  it.each(contradictions)('refuses to sign when %s', async (_, damage) => {
    const log = await published(300);
    damage(log);
    const before = new Map(log.files.files);
    const error = await publishLog({ store: log.store, files: log.files, signer }).catch(
      (one: unknown) => one,
    );
    expect(isCongvanError(error, 'LOG_INCONSISTENT')).toBe(true);
    expect(log.files.files.get('checkpoint')).toEqual(before.get('checkpoint'));
  });
});
