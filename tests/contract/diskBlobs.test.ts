import { mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDiskBlobs } from '../../src/adapters/disk/blobs.ts';
import { onDisk, writeDurably, writePending } from '../../src/adapters/disk/durable.ts';
import { intoNewFolder } from '../../src/adapters/disk/exportFolder.ts';
import { digestHex, sha256 } from '../../src/kernel/digest.ts';
import { blobsSuite } from './blobs.suite.ts';
import { expectError } from './errors.ts';

async function filesBelow(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
}

blobsSuite('disk', async () => {
  const root = await mkdtemp(join(tmpdir(), 'congvan-blobs-'));
  return {
    blobs: await openDiskBlobs(root),
    names: () => filesBelow(root),
    close: () => rm(root, { recursive: true }),
  };
});

describe('blobs on disk', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'congvan-blobs-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  const bytes = Buffer.from('nội dung');
  const hex = digestHex(sha256(bytes));

  it('lie under the first two digits, for the owner only', async () => {
    await (await openDiskBlobs(root)).put(bytes);
    const path = join(root, hex.slice(0, 2), hex);
    expect(await readFile(path)).toEqual(bytes);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('tell when somebody changed them', async () => {
    const blobs = await openDiskBlobs(root);
    const { digest } = await blobs.put(bytes);
    await writeFile(join(root, hex.slice(0, 2), hex), Buffer.from('nội dunG'));
    await expectError(blobs.get(digest), 'BLOB_DAMAGED');
  });

  it('are written again over a file that is too short', async () => {
    const blobs = await openDiskBlobs(root);
    const { digest } = await blobs.put(bytes);
    await writeFile(join(root, hex.slice(0, 2), hex), '');
    await blobs.put(bytes);
    expect(await blobs.get(digest)).toEqual(bytes);
  });

  it('are not read through a link', async () => {
    const blobs = await openDiskBlobs(root);
    const { digest } = await blobs.put(bytes);
    const path = join(root, hex.slice(0, 2), hex);
    await rm(path);
    await writeFile(join(root, 'elsewhere'), bytes);
    await symlink(join(root, 'elsewhere'), path);
    await expect(blobs.get(digest)).rejects.toThrow();
    expect(await blobs.sizeOf(digest)).toBeUndefined();
  });

  it('are swept of what dead processes left behind, not of what is being written', async () => {
    await writeFile(join(root, '.tmp-1-dead'), 'x');
    await utimes(join(root, '.tmp-1-dead'), new Date('2020-01-01'), new Date('2020-01-01'));
    await writeFile(join(root, '.tmp-2-alive'), 'x');
    await openDiskBlobs(root);
    expect(await filesBelow(root)).toEqual(['.tmp-2-alive']);
  });
});

describe('durable files', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'congvan-durable-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('are replaced whole, in folders made for them', async () => {
    const path = join(root, 'a/b/c');
    await writeDurably(path, Buffer.from('one'));
    await writeDurably(path, Buffer.from('two'));
    expect(await readFile(path, 'utf8')).toBe('two');
    expect(await filesBelow(root)).toEqual(['c']);
  });

  it('leave no temporary file when the disk is full', async () => {
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
    const work = writePending(root, Buffer.from('x'), () => {
      throw full;
    });
    await expect(work).rejects.toBe(full);
    expect(await filesBelow(root)).toEqual([]);
  });

  it.each([
    ['ENOSPC', 'DISK_FULL'],
    ['EDQUOT', 'DISK_FULL'],
    ['EIO', 'STORE_FAILED'],
    ['EACCES', 'STORE_UNREADABLE'],
  ] as const)('report %s as %s', async (system, code) => {
    const failing = async () => {
      throw Object.assign(new Error(system), { code: system });
    };
    await expectError(onDisk('file', failing), code);
  });

  it.runIf(process.platform === 'linux')('meet a really full disk with DISK_FULL', async () => {
    // /dev/full takes the open and refuses every byte.
    await symlink('/dev/full', join(root, 'full'));
    await expectError(
      onDisk('full', () => writeFile(join(root, 'full'), 'x')),
      'DISK_FULL',
    );
  });
});

describe('a new folder', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'congvan-folder-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('appears when it is complete', async () => {
    const target = join(root, 'out');
    const digest = await intoNewFolder(target, async (folder) => {
      expect(await readdir(root)).not.toContain('out');
      return folder.write('a/b.txt', Buffer.from('x'));
    });
    expect(digest).toBe(sha256(Buffer.from('x')));
    expect(await readFile(join(target, 'a/b.txt'), 'utf8')).toBe('x');
  });

  it('does not appear when the work fails, and nothing is left', async () => {
    const work = intoNewFolder(join(root, 'out'), async (folder) => {
      await folder.write('a', Buffer.from('x'));
      throw new Error('failed');
    });
    await expect(work).rejects.toThrow('failed');
    expect(await readdir(root)).toEqual([]);
  });

  it('never replaces what is there, never leaves its place', async () => {
    await writeFile(join(root, 'out'), 'mine');
    await expectError(
      intoNewFolder(join(root, 'out'), async () => undefined),
      'EXPORT_TARGET_EXISTS',
    );
    const outside = intoNewFolder(join(root, 'new'), (folder) => folder.write('../x', Buffer.from('x')));
    await expect(outside).rejects.toThrow(RangeError);
    expect(await readFile(join(root, 'out'), 'utf8')).toBe('mine');
  });
});
