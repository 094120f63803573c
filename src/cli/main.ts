/** Placeholder until the command line lands in this same series. */
export async function main(argv: readonly string[]): Promise<number> {
  return argv.length;
}
