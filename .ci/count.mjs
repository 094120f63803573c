/** Adds up what the test runners wrote and prints the closing line; exits 1 when anything failed. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, passedSteps, failedSteps] = process.argv.slice(2);
const reports = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
const sum = (pick) => reports.reduce((total, report) => total + pick(report), 0);
const skipped = sum((report) => report.numPendingTests + report.numTodoTests);
const passed = sum((report) => report.numPassedTests) + Number(passedSteps);
const failed = sum((report) => report.numFailedTests) + Number(failedSteps);
if (skipped > 0) console.log(`${skipped} skipped; each printed its reason above`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
