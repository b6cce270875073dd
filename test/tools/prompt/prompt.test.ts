import { duplexPair } from 'node:stream';
import { ExitCode } from '../../../tools/exitCodes';
import { luaDialect } from '../../../tools/prompt/lua';
import { findPrompt, type Prompt } from '../../../tools/prompt/prompt';

/** A prompt whose answers are told: each in turn, with the id of the question put in; for `<`, that of what was asked before. */
async function answering(...answers: string[]): Promise<Prompt> {
  const [line, board] = duplexPair();
  const turns = ['@#:2:42:#@', ...answers];
  let before = '';
  board.on('data', (id: Buffer) => {
    board.write((turns.shift() ?? '').replaceAll('<', before).replaceAll('#', id.toString()));
    before = id.toString();
  });
  return findPrompt(line, { ask: (id) => String(id), interrupt: '' }, { answer: 100, attempts: 3 });
}

test.each([
  ['a digit of it is lost', '@#:4:123:#@'],
  ['it is another value than there can be', '@#:4:none:#@'],
  ['its end is lost', '@#:4:1234:'],
  ['it is that of another question', '@0:4:9999:0@'],
])('an answer does not count when %s: it is asked again', async (_, damaged) => {
  const prompt = await answering(damaged, '@#:4:1234:#@');
  expect(await prompt.evaluate('x', /^\d+$/)).toBe('1234');
});

test('an answer counts that comes when it has been asked again', async () => {
  const prompt = await answering('', '@<:4:1234:<@');
  expect(await prompt.evaluate('x', /^\d+$/)).toBe('1234');
});

test('an answer to the question before does not count, though it comes late', async () => {
  const prompt = await answering('@#:1:1:#@', '@<:1:1:<@@#:1:2:#@');
  expect([await prompt.evaluate('x'), await prompt.evaluate('y')]).toEqual(['1', '2']);
});

test('what follows a damaged answer counts', async () => {
  const prompt = await answering('@#:4:123:#@@#:4:1234:#@');
  expect(await prompt.evaluate('x')).toBe('1234');
});

test('what is damaged each time, or refused, is told', async () => {
  await expect((await answering('@#:2:1:#@', '@#:2:1:#@', '@#:2:1:#@')).evaluate('x')).rejects.toMatchObject({ exitCode: ExitCode.NoAnswer });
  await expect((await answering('@#:3:!no:#@', '@#:3:!no:#@', '@#:3:!no:#@')).evaluate('x')).rejects.toMatchObject({ exitCode: ExitCode.Failed, message: 'The board refuses: no' });
});

test("no line that is typed at Lua's prompt is longer than NodeMCU takes, 255 characters", () => {
  const piece = `mw("image.lua",100000,"${'0'.repeat(160)}",160)`;
  for (const line of luaDialect.ask(100_000, piece).split('\n')) expect(line.length).toBeLessThan(256);
});
