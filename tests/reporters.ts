/** With CONGVAN_TEST_REPORT the results are also written there as JSON, so that CI can count them. */
export function reporters(): ('default' | ['json', { outputFile: string }])[] {
  const outputFile = process.env.CONGVAN_TEST_REPORT;
  return outputFile === undefined ? ['default'] : ['default', ['json', { outputFile }]];
}
