/** Keeps as many bytes as each message says: what a leak looks like from outside. */
const kept: Buffer[] = [];
process.on('message', (bytes: number) => kept.push(Buffer.alloc(bytes, 1)));
