/** Signs a file as the command line reads and writes it. Prints the most memory this process ever held, in KiB. */
import { readInput, writeOutput } from '../../src/cli/files.ts';
import type { Io } from '../../src/cli/io.ts';
import { sign } from '../unit/signing/pdfWrite/signing.ts';

const [cwd = '', from = '', to = ''] = process.argv.slice(2);
const io = { cwd, stdin: process.stdin, stdout: process.stdout, stderr: process.stderr } as unknown as Io;
await writeOutput(io, to, await sign(await readInput(io, from), 'person'), true);
process.stdout.write(`${process.resourceUsage().maxRSS}\n`);
