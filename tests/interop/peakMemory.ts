/** For `node --import`: says at the end on stderr how much memory the process held at most, in KiB. */
process.on('exit', () => process.stderr.write(`peak ${process.resourceUsage().maxRSS}\n`));
