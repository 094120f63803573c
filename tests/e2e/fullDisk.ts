/**
 * Run in a mount namespace of its own (`unshare`): puts an installation on a file system of little room, and prints as
 * JSON what the commands say with no room, with a little, and twice with enough.
 * Arguments: the folder of the installation, and the commands as JSON.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../cli/run.ts';

const [folder = '', commands = '[]'] = process.argv.slice(2);
const DISK = '/mnt';
const FILLER = join(DISK, 'filler');

function must(program: string, ...words: readonly string[]): void {
  const { status, stderr } = spawnSync(program, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${words.join(' ')}: ${stderr}`);
}

function congvan(words: readonly string[]) {
  const argv = [join(REPOSITORY, 'bin/congvan.ts'), ...words, '--home', join(DISK, 'home'), '--json'];
  const options = { cwd: join(DISK, 'desk'), encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, options);
  const left = readdirSync(DISK, { recursive: true, encoding: 'utf8' });
  const temporary = left.filter((name) => /\.tmp-|\.part$/.test(name));
  if (temporary.length > 0) throw new Error(`${words.join(' ')} has left ${temporary.join(' ')}`);
  return { exit: status, stdout, stderr };
}

/** Leaves so much room, bytes. */
function fill(room: number): void {
  writeFileSync(FILLER, '');
  const { bavail, bsize } = statfsSync(DISK);
  writeFileSync(FILLER, Buffer.alloc(Math.max(0, bavail * bsize - room)));
}

must('mount', '-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', DISK);
must('cp', '-a', join(folder, 'home'), join(folder, 'desk'), DISK);
const all: readonly (readonly string[])[] = JSON.parse(commands);
const said = [0, 100_000, 16_000_000, 16_000_000].map((room) => {
  fill(room);
  return all.map(congvan);
});
process.stdout.write(JSON.stringify(said));
