/**
 * A transcript: commands, what they must print, and the files they find.
 *
 *     # a sentence
 *     congvan config check               must end with 0
 *     ! 10 congvan config check          must end with 10
 *     stdout /valid/                     the last command's stdout matches
 *     ! stderr /./                       …does not match
 *     json .problems.0.code "CONFIG_…"   the last stdout, as JSON, has this there
 *     same stdout expected.txt           …is this file, byte for byte
 *     stdin input.pdf                    for the next command
 *     env NAME=VALUE                     for all that follow
 *     let ID messageId                   $ID is what the last stdout, as JSON, has there
 *     exists out.pdf · ! exists out.pdf · mode out.pdf 0600 · chmod a.pin 644 · copy $FIXTURES/a.pdf a.pdf
 *     starts signed.pdf draft.pdf        the first begins with the bytes of the second
 *     damage signed.pdf 1000             one bit of this byte is turned round
 *     -- congvan.toml --                 a file, up to the next such line
 */
export interface Transcript {
  readonly steps: readonly Step[];
  readonly files: ReadonlyMap<string, string>;
}

export interface Step {
  readonly line: number;
  readonly text: string;
  readonly negated: boolean;
  /** Expected exit code of a command. */
  readonly exit: number;
  readonly words: readonly string[];
}

export function parseTranscript(text: string): Transcript {
  const files = new Map<string, string>();
  const steps: Step[] = [];
  let file: string | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const opened = /^-- (\S+) --$/.exec(line)?.[1];
    if (opened !== undefined) {
      file = opened;
      files.set(file, '');
    } else if (file !== undefined) files.set(file, `${files.get(file)}${line}\n`);
    else if (line.trim() !== '' && !line.startsWith('#')) steps.push(parseStep(line, index + 1));
  }
  return { steps, files };
}

function parseStep(line: string, number: number): Step {
  const [, bang, exit, rest = ''] = /^(!)?\s*(\d+)?\s*(.*)$/.exec(line) ?? [];
  return {
    line: number,
    text: line,
    negated: bang !== undefined,
    exit: exit === undefined ? 0 : Number(exit),
    words: splitWords(rest),
  };
}

/** As a shell would: spaces part words, single and double quotes keep them together. A regular expression is one word. */
function splitWords(line: string): readonly string[] {
  const regex = /^(stdout|stderr) (\/.*\/)$/.exec(line);
  if (regex !== null) return [regex[1] ?? '', regex[2] ?? ''];
  const json = /^json (\S+) (.*)$/.exec(line);
  if (json !== null) return ['json', json[1] ?? '', json[2] ?? ''];
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|((?:[^\s"']|"[^"]*"|'[^']*')+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare?.replace(/["']/g, '') ?? '',
  );
}
