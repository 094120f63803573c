#!/usr/bin/env node
/** Entry of the command line: refuses an old Node in one line, then hands over. No static imports: they would load first. */
const NEEDED = 24;
const major = Number(process.versions.node.split('.')[0]);
if (major < NEEDED) {
  process.stderr.write(
    `congvan: error: Node.js ${NEEDED} or newer is needed; this is ${process.version} (npm scripts and npx congvan bring their own)\n`,
  );
  process.exitCode = 10;
} else {
  const { main } = await import('../src/cli/main.ts');
  process.exitCode = await main(process.argv.slice(2));
}
